"""The rounds of a work day.

In the morning whoever begins to work is promised the one message of the day: what is in it, and whether there is
anything in it, is settled when it is sent. SSL requests that nobody decides are followed up.
"""

import logging

from bot.core.commands import Actor
from bot.core.errors import GatewayError
from bot.core.hours import WorkHours, morning
from bot.core.patience import is_undecided
from bot.core.people import Role
from bot.services import followups, mornings
from bot.services.ports import Clock, Directory, Run
from bot.services.ports_notices import People

_log = logging.getLogger(__name__)
_NAMED = (Role.OPERATOR, Role.APPROVER, Role.ADMIN)


class MorningRound:
    """``tick`` is for the metronome, every few minutes. A second promise for the same day changes nothing."""

    def __init__(
        self, run: Run, people: People, directory: Directory, clock: Clock, bot: Actor, hours: WorkHours
    ) -> None:
        self._run, self._people, self._directory = run, people, directory
        self._clock, self._bot, self._hours = clock, bot, hours

    async def tick(self) -> None:
        """Promises what is due now; whom Slack cannot show now is asked for again at the next tick."""
        for user_id in sorted(await self._everybody()):
            try:
                await self._promise(user_id)
            except GatewayError as error:
                _log.warning("morning_not_promised", extra={"user": user_id, "because": str(error)})

    async def _everybody(self) -> set[str]:
        found = set(await self._run(mornings.owners, None, self._bot, self._clock()))
        for role in _NAMED:
            found |= set(await self._directory.holders(role))
        return found

    async def _promise(self, user_id: str) -> None:
        presence, now = await self._people.presence(user_id), self._clock()
        began = morning(self._hours, now, presence.zone) if presence.is_active else None
        if began is not None:
            day = began.astimezone(presence.zone).date()
            command = mornings.PromiseMorning(user_id, day, began)
            await self._run(mornings.promise_morning, command, self._bot, now)


class FollowUp:
    """``tick`` is for the metronome, every few minutes: mentions the next approver, where it is time for them."""

    def __init__(
        self, run: Run, people: People, directory: Directory, clock: Clock, bot: Actor, hours: WorkHours
    ) -> None:
        self._run, self._people, self._directory = run, people, directory
        self._clock, self._bot, self._hours = clock, bot, hours

    async def tick(self) -> None:
        """Promises one mention for each request that has waited for four work hours of the approver."""
        waiting = await self._run(followups.undecided, None, self._bot, self._clock())
        approvers = await self._directory.holders(Role.APPROVER) if waiting else ()
        for request in waiting:
            able = await self._run(followups.next_approvers, (approvers, request), self._bot, self._clock())
            candidates = [one for user in able if (one := await self._candidate(user, request))]
            if candidates:
                nudge = followups.Nudge(request.request_id, tuple(candidates))
                await self._run(followups.nudge, nudge, self._bot, self._clock())

    async def _candidate(self, user_id: str, request: followups.Undecided) -> followups.Candidate | None:
        try:
            presence = await self._people.presence(user_id)
        except GatewayError as error:
            _log.warning("approver_not_seen", extra={"user": user_id, "because": str(error)})
            return None
        now = self._clock()
        is_due = presence.is_active and is_undecided(request.since, now, self._hours, presence.zone)
        return followups.Candidate(user_id, now.astimezone(presence.zone).date()) if is_due else None
