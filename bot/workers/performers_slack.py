"""Effects in Slack: card, replies, the operator's task, the approval request. What is sent is the newest state."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.core.cards import ApprovalModel
from bot.core.commands import Actor
from bot.core.domain import LinkDomain, RequestState
from bot.core.effects import ClaimedEffect, Effect, EffectKind, EffectState
from bot.core.errors import GatewayError
from bot.core.messages import Content, SlackPost
from bot.core.twilio import DnsOpinion
from bot.services import checking, promises, reading
from bot.services.placing import lost_card
from bot.services.ports import Clock, Messenger, Render, Run, Twilio
from bot.workers.performing import Done, HopelessError, Missing, NotYetError, Performer, harmless

_OPINION_WITHIN = 5.0  # seconds
_PLAN_WITHIN = 30.0
"""Seconds; less than a whole try gets, of which nobody could say how far it came."""
_GONE = (None, EffectState.DEAD, EffectState.DONE)
_DELETED = "message_not_found"
"""What chat.update answers where somebody has deleted the message (docs.slack.dev, chat.update)."""


@dataclass(frozen=True, slots=True)
class Update:
    """A message to replace in place: the same again changes nothing."""

    channel: str
    ts: str
    content: Content


Plan = Callable[[Effect], Awaitable[SlackPost | Update | None]]
"""What an effect means now; None: nothing any more. Raises NotYetError where the card must be there first."""


class SlackPerformer:
    """Posts or updates as planned. A post is looked for by its key, an update is simply done again. Planning sends
    nothing, whatever becomes of it."""

    def __init__(self, messenger: Messenger, clock: Clock, plan: Plan) -> None:
        self._messenger, self._clock, self._plan = messenger, clock, plan

    async def perform(self, claimed: ClaimedEffect) -> Done:
        async with harmless(), asyncio.timeout(_PLAN_WITHIN):
            planned = await self._plan(claimed.effect)
        if isinstance(planned, SlackPost):
            return _posted(await self._messenger.post(planned), planned)
        if isinstance(planned, Update):
            await self._update(planned)
        return Done()

    async def _update(self, planned: Update) -> None:
        try:
            await self._messenger.update(planned.channel, planned.ts, planned.content)
        except GatewayError as error:
            if error.reference == _DELETED:
                raise HopelessError(lost_card(planned.ts)) from None
            raise

    async def look(self, claimed: ClaimedEffect) -> Done | Missing:
        planned = await self._plan(claimed.effect)
        if planned is None:
            return Done()
        if isinstance(planned, Update):
            return Missing(is_harmless=True)
        ts = await self._messenger.find(planned, claimed.first_sent_at or self._clock())
        return Missing() if ts is None else _posted(ts, planned)


def _posted(ts: str, post: SlackPost) -> Done:
    return Done(ts, {"key": post.key})


class SlackPlans:
    """One plan for each kind, from the read models."""

    def __init__(self, run: Run, render: Render, twilio: Twilio, clock: Clock, bot: Actor) -> None:
        self._run, self._render, self._twilio, self._clock, self._bot = run, render, twilio, clock, bot

    async def card(self, effect: Effect) -> SlackPost | Update:
        """The root is posted once, whichever effect comes first, under one key for all of them."""
        model = await self._run(reading.card, effect.domain_id, self._bot, self._clock())
        domain, content = model.domain, self._render.card(model)
        if domain.card_ts is not None:
            return Update(domain.channel, domain.card_ts, content)
        return SlackPost(domain.channel, promises.card_key(domain), content)

    async def anew(self, effect: Effect) -> Update:
        """A message that tells events, in place of what stands there: a reply, or the earlier card, which says where
        the card is now."""
        event_ids, channel, ts = effect.subject.split(":")
        query = reading.ReplyQuery(effect.domain_id, tuple(map(int, event_ids.split(","))))
        model = await self._run(reading.reply, query, self._bot, self._clock())
        return Update(channel, ts, self._render.reply(model))

    async def reply(self, effect: Effect) -> SlackPost:
        """The milestones of one transaction."""
        model = await self._run(reading.reply, reading.ReplyQuery.of(effect), self._bot, self._clock())
        post = _in_thread(model.card.domain, effect, self._render.reply(model))
        return SlackPost(post.channel, post.key, post.content, post.thread_ts, model.is_broadcast)

    async def task(self, effect: Effect) -> SlackPost | Update | None:
        """What is to do now; later the same post as it is by then. Nothing for a name, or under a card, that is not
        the domain's any more, unless it stands there already."""
        model = await self._run(reading.card, effect.domain_id, self._bot, self._clock())
        place = await self._run(reading.task_place, effect, self._bot, self._clock())
        content = self._render.task(model, effect.subject)
        if place.ts is not None:
            return Update(place.channel, place.ts, content)
        if effect.key == promises.task_key(model.domain, model.domain.host):
            return _in_thread(model.domain, effect, content)
        if effect.key == place.key or place.post_state in _GONE:
            return None
        raise NotYetError

    async def approval(self, effect: Effect) -> SlackPost | Update | None:
        """The request; later the same message with the decision, and nothing where it was never posted."""
        place = await self._run(reading.approval_place, effect.subject, self._bot, self._clock())
        model = await self._run(reading.approval, effect.subject, self._bot, self._clock())
        content = self._render.approval(replace(model, opinion=await self._opinion(model)))
        if place.ts is not None:
            return Update(place.channel, place.ts, content)
        if not effect.key.endswith(f":{RequestState.PENDING}"):
            if place.post_state in _GONE:
                return None
            raise NotYetError
        if place.in_thread and place.thread_ts is None:
            raise NotYetError
        return SlackPost(place.channel, effect.key, content, place.thread_ts)

    async def _opinion(self, model: ApprovalModel) -> DnsOpinion | None:
        """Twilio's own look at the DNS, for whoever decides; an approval must not wait for Twilio, nor fail with it."""
        details = model.card.domain.details
        if details is None or model.request.state is not RequestState.PENDING:
            return None
        account = await self._run(checking.account_of, model.card.domain.id, self._bot, self._clock())
        try:
            async with asyncio.timeout(_OPINION_WITHIN):
                return await self._twilio.validate_dns(account, details.domain_sid)
        except (GatewayError, TimeoutError):
            return None


def _in_thread(domain: LinkDomain, effect: Effect, content: Content) -> SlackPost:
    if domain.card_ts is None:
        raise NotYetError
    return SlackPost(domain.channel, effect.key, content, domain.card_ts)


def slack_performers(
    run: Run, messenger: Messenger, render: Render, twilio: Twilio, clock: Clock, bot: Actor
) -> Mapping[EffectKind, Performer]:
    """A performer for each kind of effect in Slack."""
    plans = SlackPlans(run, render, twilio, clock, bot)
    kinds: Mapping[EffectKind, Plan] = {
        EffectKind.CARD: plans.card,
        EffectKind.CARD_MOVED: plans.anew,
        EffectKind.REPLY_ANEW: plans.anew,
        EffectKind.REPLY: plans.reply,
        EffectKind.TASK: plans.task,
        EffectKind.APPROVAL: plans.approval,
    }
    return {kind: SlackPerformer(messenger, clock, plan) for kind, plan in kinds.items()}
