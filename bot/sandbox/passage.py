"""Time that passes quicker than it does, and in order: from one thing that is due to the next, each carried out before
the clock goes on.

A day at once would be a day in which nobody did anything: no certificate was issued, no post was tried again, and all
of it would be found overdue. So the clock stands still while the world acts: first Twilio, then the bot. It halts
where an outside action is due, where Twilio wakes, at the mornings of a work day, and so often in between as the
looks at all domains leave time for.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.sandbox.bot import Bot
from bot.sandbox.world import World

_GLANCE = 0.003
"""Real seconds between looks at whether Twilio is done."""
_PATIENCE = 10.0
"""Real seconds for one halt: what takes longer (a server that is silent) goes on while the clock does."""
_EARLY, _WAKES = 8, 12
"""Halts shortly after the beginning, when what people just did goes on, and for Twilio's wakings, that come at their
moment however long they take."""
_MOMENT, _LEAST, _SOON = timedelta(seconds=1), timedelta(seconds=2), timedelta(seconds=30)
_GROWS, _BLUR, _PARTS = 0.5, 0.05, 24
"""A stride, as a part of the time since the beginning; how much of that Twilio may wake late; into how many parts the
whole is cut, unless that takes too long."""


class Passage:
    """From now to ``until`` within about ``within`` real seconds; the world's clock stands still in between, and is
    left so. ``stops`` are moments to halt at."""

    def __init__(
        self, world: World, bot: Bot | None, until: datetime, within: float, stops: Sequence[datetime] = ()
    ) -> None:
        self._world, self._bot, self._clock = world, bot, world.clock
        self._until, self._stops = until, sorted(stops)
        self._began, self._ends = world.clock(), time.monotonic() + within
        self._cost, self._early, self._wakes = 0.0, _EARLY, _WAKES

    async def go(self) -> None:
        """Raises nothing for what takes too long: the time is over all the same."""
        self._clock.run(0.0)
        await self._halt()
        while (now := self._clock()) < self._until:
            at, is_whole = await self._next(now)
            self._clock.leap(at - now)
            await (self._halt() if is_whole else _within_patience(self._work))

    def cut(self) -> None:
        """The world ends: what is under way is the last."""
        self._until = self._clock()

    async def _next(self, now: datetime) -> tuple[datetime, bool]:
        """The next halt, and whether everything is looked at there: where only an action is due, it alone is done."""
        at = min([self._until, now + self._stride(now), *(stop for stop in self._stops if stop > now)])
        wakes = self._clock.next_waking()
        woken = max(wakes, now + (now - self._began) * _BLUR + _MOMENT) if wakes is not None and self._wakes else at
        due = await self._bot.next_due() if self._bot and time.monotonic() < self._ends else None
        if due is not None and due < min(at, woken):
            return max(due, now + _MOMENT / 10), False
        self._wakes -= woken < at
        return min(at, woken), True

    def _stride(self, now: datetime) -> timedelta:
        """Short at first, then as long as the real time that is left asks for."""
        passed, left = now - self._began, self._ends - time.monotonic()
        stride = max(_LEAST, min(passed * _GROWS, (self._until - self._began) / _PARTS))
        if self._early and left > 0:
            self._early -= 1
            return stride
        return max(stride, (self._until - now) * min(1.0, self._cost / max(left, 0.001)))

    async def _halt(self) -> None:
        began = time.monotonic()
        await _within_patience(self._everything)
        self._cost = time.monotonic() - began

    async def _everything(self) -> None:
        await _twilio_rests(self._world)
        await self._world.twilio.console.round()
        if self._bot:
            await self._bot.settle()

    async def _work(self) -> None:
        if self._bot:
            await self._bot.settle("checker", "relay")


async def let_speak(world: World, bot: Bot) -> None:
    """Until the bot has done all that it has to do outside, one thing after the other; the clock goes on as far as it
    takes. What it only tries again after some time is left."""
    while True:
        await bot.settle("checker", "relay")
        now, due = world.clock(), await bot.next_due()
        if due is None or due - now > _SOON:
            return
        world.clock.leap(max(due - now, _MOMENT / 10))


async def _twilio_rests(world: World) -> None:
    """Whom the clock has woken at Twilio's is through with it."""
    while world.twilio.issuer.at_work or _is_waking(world):  # noqa: ASYNC110 - they tell nobody
        await asyncio.sleep(_GLANCE)


async def _within_patience(work: Callable[[], Awaitable[None]]) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await work()


def _is_waking(world: World) -> bool:
    wakes = world.clock.next_waking()
    return wakes is not None and wakes <= world.clock()
