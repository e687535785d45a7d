"""SSL requests that are asked for together, in Slack: one message, updated as its rows are decided."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core.commands import Actor
from bot.core.effects import Effect, EffectKind, EffectState
from bot.core.errors import GatewayError
from bot.core.grouped import GroupModel, GroupRow
from bot.core.messages import Content, SlackPost
from bot.core.twilio import DnsOpinion
from bot.services import checking, grouping, jobs, requests_shown
from bot.services.ports import Clock, Messenger, Run, Twilio
from bot.workers.performers_slack import SlackPerformer, Update
from bot.workers.performing import NotYetError, Performer

RenderGroup = Callable[[GroupModel], Content]
_OPINIONS_WITHIN = 6.0
"""Seconds for Twilio's own look at all of them: an approval must not wait for Twilio, nor fail with it."""
_AT_ONCE = 8
_GONE = (None, EffectState.DEAD, EffectState.DONE)


def group_performers(
    run: Run, messenger: Messenger, render: RenderGroup, twilio: Twilio, clock: Clock, bot: Actor
) -> Mapping[EffectKind, Performer]:
    """The performer of these messages."""
    plan = GroupPlan(run, render, twilio, clock, bot)
    return {EffectKind.APPROVALS: SlackPerformer(messenger, clock, plan)}


class GroupPlan:
    """Posted once, under the digest or by itself; then updated in place."""

    def __init__(self, run: Run, render: RenderGroup, twilio: Twilio, clock: Clock, bot: Actor) -> None:
        self._run, self._render, self._twilio, self._clock, self._bot = run, render, twilio, clock, bot

    async def __call__(self, effect: Effect) -> SlackPost | Update | None:
        model = await self._run(grouping.group, effect.subject, self._bot, self._clock())
        place = await self._run(jobs.group_place, effect.subject, self._bot, self._clock())
        if place.ts is None and effect.key != requests_shown.group_key(effect.subject):
            if place.post_state in _GONE:
                return None
            raise NotYetError
        if place.in_thread and place.thread_ts is None:
            raise NotYetError
        if model is None:
            return None
        content = self._render(await self._judged(model))
        if place.ts is not None:
            return Update(place.channel, place.ts, content)
        return SlackPost(place.channel, effect.key, content, place.thread_ts)

    async def _judged(self, model: GroupModel) -> GroupModel:
        """With Twilio's own look at each that is still to be decided, as far as it comes in time."""
        few = asyncio.Semaphore(_AT_ONCE)
        rows = {row.number: asyncio.create_task(self._opinion(row, few)) for row in model.open_rows}
        if rows:
            _, late = await asyncio.wait(rows.values(), timeout=_OPINIONS_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*rows.values(), return_exceptions=True)
        judged = [_with(row, rows.get(row.number)) for row in model.rows]
        return replace(model, rows=tuple(judged))

    async def _opinion(self, row: GroupRow, few: asyncio.Semaphore) -> DnsOpinion | None:
        domain = row.model.card.domain
        if domain.details is None:
            return None
        async with few:
            account = await self._run(checking.account_of, domain.id, self._bot, self._clock())
            try:
                return await self._twilio.validate_dns(account, domain.details.domain_sid)
            except GatewayError:
                return None


def _with(row: GroupRow, asked: "asyncio.Task[DnsOpinion | None] | None") -> GroupRow:
    is_told = asked is not None and not asked.cancelled() and asked.exception() is None
    opinion = asked.result() if asked is not None and is_told else None
    return replace(row, model=replace(row.model, opinion=opinion))
