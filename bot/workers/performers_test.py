"""The test message: sent once, found again by its text, and read when it has gone out. Sending is not retry-safe."""

import re
from collections.abc import Mapping

from bot.core.commands import Actor
from bot.core.effects import ClaimedEffect, EffectKind
from bot.core.twilio import MessageReport
from bot.services import testing
from bot.services.ports import Clock, Run, Twilio
from bot.workers.performing import Done, Missing, NotYetError, Performer, harmless

_PAUSE = 2.0  # seconds between looks at a message that is under way
_MOST_LOOKS = 30
_URL = re.compile(r"\S+")


class SendTest:
    """One message; found again by its text, which no other message has."""

    def __init__(self, run: Run, twilio: Twilio, clock: Clock, bot: Actor) -> None:
        self._run, self._twilio, self._clock, self._bot = run, twilio, clock, bot

    async def perform(self, claimed: ClaimedEffect) -> Done:
        job = await self._job(claimed)
        sid = await self._twilio.send(job.account, job.service_sid, job.number, job.body)
        return Done(external_id=sid)

    async def look(self, claimed: ClaimedEffect) -> Done | Missing:
        job = await self._job(claimed)
        sid = await self._twilio.find_message(job.account, job.number, job.marker, job.since)
        return Done(external_id=sid) if sid else Missing()

    async def _job(self, claimed: ClaimedEffect) -> testing.TestJob:
        return await self._run(testing.job_of_test, int(claimed.effect.subject), self._bot, self._clock())


class ReadTest:
    """Reads the message until it has gone out, or failed, or for a minute or more."""

    def __init__(self, run: Run, twilio: Twilio, clock: Clock, bot: Actor) -> None:
        self._run, self._twilio, self._clock, self._bot = run, twilio, clock, bot

    async def perform(self, claimed: ClaimedEffect) -> Done:
        job = await self._run(testing.job_of_test, int(claimed.effect.subject), self._bot, self._clock())
        async with harmless():
            report = await self._twilio.message(job.account, job.message_sid or "")
        if report.is_under_way and claimed.attempt < _MOST_LOOKS:
            raise NotYetError(_PAUSE)
        return Done(result=_result(job, report))

    async def look(self, _claimed: ClaimedEffect) -> Done | Missing:
        return Missing(is_harmless=True)


def _result(job: testing.TestJob, report: MessageReport) -> Mapping[str, str]:
    """The link on our host, or why there is none: Twilio's code, else our own word."""
    if report.code:
        return {"code": report.code}
    words = _URL.findall(report.body.removeprefix(job.marker))
    link = next((word for word in words if word.removeprefix("https://").startswith(f"{job.host}/")), None)
    if link:
        return {"link": link}
    return {"code": "still_queued" if report.is_under_way else "link_stayed_long"}


def message_performers(run: Run, twilio: Twilio, clock: Clock, bot: Actor) -> Mapping[EffectKind, Performer]:
    """A performer for each step of a test message."""
    return {
        EffectKind.SEND_TEST: SendTest(run, twilio, clock, bot),
        EffectKind.READ_TEST: ReadTest(run, twilio, clock, bot),
    }
