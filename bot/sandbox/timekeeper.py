"""The hand at the clock: pause, sixty times as fast, a day ahead; and that none of it harms what is on its way.

While somebody's words are on their way (a press, a post, a call at Twilio, a mail, a question that no server answers) a
second is a second, whatever the hand says: what people pressed is carried out though time stands still, and nobody's
patience runs out because time runs. A leap waits for such a moment to end, and halts where a work day begins, so that
the morning is not leapt over.
"""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.hours import WorkHours, read_hours, zone_of
from bot.sandbox.tasks import reap
from bot.sandbox.world import World

FAST = 60.0
"""Seconds of the world in a second."""
_LOOK_EVERY, _STILL_AFTER = 0.05, 1.5
"""Real seconds between looks, and from the last word until nothing is on its way any more: longer than the second that
Slack wants between two messages."""
_LONG = 0.3
"""Seconds after which an answer is late."""
_WAIT_FOR_STILL, _HALT = 4.0, 1.0
"""Real seconds that a leap waits for a quiet moment, and that a morning gets."""
_MORNING = timedelta(minutes=10)
"""After the start of work."""
_HOURS = read_hours("mon-fri 09:00-17:00")


class Hand(StrEnum):
    """How the clock is set."""

    REAL = "real"
    PAUSED = "paused"
    FAST = "fast"


_RATES = {Hand.REAL: 1.0, Hand.PAUSED: 0.0, Hand.FAST: FAST}


class Timekeeper:
    """Steers the clock of one world from `start` to `stop`. ``strike`` has the bot look at its clock at once."""

    def __init__(self, world: World, strike: Callable[[], None], hours: WorkHours = _HOURS) -> None:
        self._world, self._clock, self._strike, self._hours = world, world.clock, strike, hours
        self.hand = Hand.REAL
        self._words, self._still_at = _said(world), 0.0
        self._leaping = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._steer(), name="timekeeper")

    async def stop(self) -> None:
        if self._task is not None:
            await reap([self._task])
            self._task = None

    @property
    def is_leaping(self) -> bool:
        return self._leaping.locked()

    def set(self, hand: Hand) -> None:
        """Turns the hand."""
        self.hand = hand
        self.look()

    def look(self) -> None:
        """Sets the rate: real pace while words are on their way, else as the hand says."""
        words, is_waiting = _said(self._world), self._world.twilio.longest_wait() > _LONG
        if words != self._words or is_waiting:
            self._words, self._still_at = words, time.monotonic() + _STILL_AFTER
        is_still = time.monotonic() >= self._still_at
        self._clock.run(_RATES[self.hand] if is_still else 1.0)

    async def leap(self, by: timedelta, rest: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Ahead by that much, with a halt at every start of work on the way; one leap after the other."""
        async with self._leaping:
            until = self._clock() + by
            for halt in self.mornings(self._clock(), until):
                await self._go(halt, rest)
                await rest(_HALT)
            await self._go(until, rest)

    def mornings(self, since: datetime, until: datetime) -> Iterator[datetime]:
        """Shortly after each start of work between the two, wherever somebody of the workspace is."""
        users = self._world.slack.directory.users.values()
        zones = {zone_of(user.tz) for user in users if not user.is_bot}
        days = ((until - since).days + 2) if zones else 0
        begins = set()
        for zone, day in itertools.product(zones, range(days)):
            span = self._hours.on((since.astimezone(zone) + timedelta(days=day)).date(), zone)
            begins |= {span[0] + _MORNING} if span else set()
        return (at for at in sorted(begins) if since < at < until)

    async def _go(self, at: datetime, rest: Callable[[float], Awaitable[None]]) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_WAIT_FOR_STILL):
                while time.monotonic() < self._still_at:
                    await rest(_LOOK_EVERY)
                    self.look()
        self._clock.leap(max(at - self._clock(), timedelta()))
        self._strike()

    async def _steer(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(_LOOK_EVERY)


def _said(world: World) -> tuple[int, ...]:
    """Grows whenever somebody says something that must not be cut: people in Slack, the bot at Slack, Twilio and the
    mail server, and whoever waits for a name server that is silent."""
    return (
        len(world.slack.deliveries),
        len(world.slack.log) + world.slack.faults_met,
        world.twilio.orders,
        len(world.mail.mails),
        world.dns.faults_met(),
    )
