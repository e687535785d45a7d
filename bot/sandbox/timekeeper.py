"""The hand at the clock: pause, sixty times as fast, a day ahead; and that none of it harms what is on its way.

While somebody's words are on their way (a press, a post, a call at Twilio, a mail, a question that no server answers) a
second is a second, whatever the hand says: what people pressed is carried out though time stands still, and nobody's
patience runs out because time runs. A leap is a quick passage of all that would have happened meanwhile.
"""

import asyncio
import itertools
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.hours import WorkHours, read_hours, zone_of
from bot.sandbox.bot import Bot
from bot.sandbox.passage import Passage
from bot.sandbox.tasks import reap
from bot.sandbox.world import World

FAST = 60.0
"""Seconds of the world in a second."""
_LOOK_EVERY, _STILL_AFTER = 0.05, 1.5
"""Real seconds between looks, and from the last word until nothing is on its way any more: longer than the second that
Slack wants between two messages."""
_LONG = 0.3
"""Seconds after which an answer is late."""
_AT_MOST = 0.5
"""Real seconds without a look after which fast time stands still: nobody's patience runs out while this computer is
too busy to do anything."""
_LEAP_TAKES, _LONG_LEAP_TAKES, _LONG_LEAP = 6.0, 10.0, timedelta(days=2)
"""Real seconds, about, that a leap may take."""
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
    """Steers the clock of one world, and of its bot where it has one, from `start` to `stop`."""

    def __init__(self, world: World, bot: Bot | None, hours: WorkHours = _HOURS) -> None:
        self._world, self._clock, self._bot, self._hours = world, world.clock, bot, hours
        self.hand = Hand.REAL
        self._words, self._still_at = _said(world), 0.0
        self._leaping = asyncio.Lock()
        self._passage: Passage | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._steer(), name="timekeeper")

    async def stop(self) -> None:
        if self._passage is not None:
            self._passage.cut()
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
        """Sets the rate: real pace while words are on their way, else as the hand says. A leap has its own."""
        if self.is_leaping:
            return
        words, is_waiting = _said(self._world), self._world.twilio.longest_wait() > _LONG
        is_waiting |= bool(self._world.twilio.issuer.at_work)
        if words != self._words or is_waiting:
            self._words, self._still_at = words, time.monotonic() + _STILL_AFTER
        is_still = time.monotonic() >= self._still_at
        rate = _RATES[self.hand] if is_still else 1.0
        self._clock.run(rate, _AT_MOST if rate > 1.0 else None)

    async def leap(self, by: timedelta) -> None:
        """Ahead by that much, with all that happens on the way; one leap after the other. Slack does not count calls
        meanwhile: it counts by real seconds."""
        async with self._leaping:
            until = self._clock() + by
            takes = _LONG_LEAP_TAKES if by > _LONG_LEAP else _LEAP_TAKES
            self._world.slack.count_calls(is_counting=False)
            try:
                self._passage = Passage(self._world, self._bot, until, takes, [*self.mornings(self._clock(), until)])
                await self._passage.go()
            finally:
                self._passage = None
                self._world.slack.count_calls(is_counting=True)
                self._clock.run(1.0)
        self.look()

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
