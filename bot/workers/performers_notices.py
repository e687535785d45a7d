"""Effects outside the threads of cards: alarms, and the message of a morning. What is sent is the newest state."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from bot.core.alarms import AlarmModel
from bot.core.commands import Actor
from bot.core.effects import ClaimedEffect, Effect, EffectKind, EffectState
from bot.core.messages import SlackPost
from bot.core.people import Role
from bot.services import alarms, followups, mornings, reading
from bot.services.alarms import AlarmPlace
from bot.services.ports import Clock, Directory, Messenger, Run
from bot.services.ports_notices import People, RenderNotices
from bot.services.promises_notices import alarm_key
from bot.workers.performers_slack import Plan, SlackPerformer, Update
from bot.workers.performing import Done, NotYetError, Performer

_GONE = (None, EffectState.DEAD, EffectState.DONE)


class AtMostOnce(SlackPerformer):
    """What may have been sent is not sent again: a greeting that comes twice is worse than one that does not come,
    and a direct message cannot be searched without more scopes."""

    async def look(self, claimed: ClaimedEffect) -> Done:  # noqa: ARG002 - the protocol's signature
        return Done()


class NoticePlans:
    """One plan for each kind, from the read models."""

    def __init__(
        self, run: Run, render: RenderNotices, people: People, directory: Directory, clock: Clock, bot: Actor
    ) -> None:
        self._run, self._render, self._clock, self._bot = run, render, clock, bot
        self._people, self._directory = people, directory

    async def morning(self, effect: Effect) -> SlackPost | None:
        """To the person, who must still be one of ours; nothing where nothing waits."""
        user_id, began = effect.destination.removeprefix("slack:"), datetime.fromisoformat(effect.subject)
        roles = await self._directory.roles(self._bot.team_id, user_id)
        gone = await self._gone() if Role.ADMIN in roles else frozenset()
        query = mornings.MorningQuery(Actor(self._bot.team_id, user_id, roles), began, gone)
        model = await self._run(mornings.morning, query, self._bot, self._clock())
        return None if model.is_empty else SlackPost(user_id, effect.key, self._render.morning(model))

    async def nudge(self, effect: Effect) -> SlackPost | None:
        """In the thread of the request, or of the card that the request is under; nothing once it is decided."""
        now, request_id = self._clock(), effect.subject.partition(":")[0]
        model = await self._run(followups.nudge_shown, effect.subject, self._bot, now)
        place = await self._run(reading.approval_place, request_id, self._bot, now)
        if place.ts is None:
            if place.post_state in _GONE:
                return None
            raise NotYetError
        thread_ts = place.thread_ts if place.in_thread else place.ts
        return SlackPost(place.channel, effect.key, self._render.nudge(model), thread_ts)

    async def _gone(self) -> frozenset[str]:
        owners = await self._run(mornings.owners, None, self._bot, self._clock())
        seen = await asyncio.gather(*(self._people.presence(owner) for owner in owners))
        return frozenset(owner for owner, presence in zip(owners, seen, strict=True) if not presence.is_active)

    async def alarm(self, effect: Effect) -> SlackPost | Update | None:
        """The alarm; later the same message as it is by then, and nothing where it was never posted."""
        root, model, place = await self._alarm(effect)
        content = self._render.alarm(model)
        if place.ts is not None:
            return Update(place.channel, place.ts, content)
        if effect.key == alarm_key(root, root):
            return SlackPost(place.channel, effect.key, content)
        _require_gone(place)
        return None

    async def alarm_over(self, effect: Effect) -> SlackPost | None:
        """Told in the alarm's thread; nothing where one of its domains is degraded again by now."""
        _, model, place = await self._alarm(effect)
        if model.is_open:
            return None
        if place.ts is None:
            _require_gone(place)
            return None
        return SlackPost(place.channel, effect.key, self._render.alarm_over(model), place.ts)

    async def _alarm(self, effect: Effect) -> tuple[int, AlarmModel, AlarmPlace]:
        root, now = int(effect.subject), self._clock()
        model = await self._run(alarms.alarm, root, self._bot, now)
        return root, model, await self._run(alarms.alarm_place, root, self._bot, now)


def _require_gone(place: AlarmPlace) -> None:
    """There is nothing to change or to answer where nothing was posted, nor will be. Raises NotYetError else."""
    if place.post_state not in _GONE:
        raise NotYetError


def notice_performers(
    run: Run,
    messenger: Messenger,
    render: RenderNotices,
    people: People,
    directory: Directory,
    clock: Clock,
    bot: Actor,
) -> Mapping[EffectKind, Performer]:
    """A performer for each kind of notice."""
    plans = NoticePlans(run, render, people, directory, clock, bot)
    kinds: Mapping[EffectKind, Plan] = {
        EffectKind.ALARM: plans.alarm,
        EffectKind.ALARM_OVER: plans.alarm_over,
        EffectKind.NUDGE: plans.nudge,
    }
    performers = {kind: SlackPerformer(messenger, clock, plan) for kind, plan in kinds.items()}
    return {**performers, EffectKind.MORNING: AtMostOnce(messenger, clock, plans.morning)}
