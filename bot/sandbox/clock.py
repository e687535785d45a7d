"""The time of the world: it can stand still, run faster, and leap ahead; it never goes back.

On it run the bot's own clock, Twilio's certificates, the DNS caches, and every date that people read. What waits for
another computer does not: time-outs, triggers and rate limits are real seconds.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class WorldClock:
    """Begins at ``start`` (aware; now, unless given) and runs at real pace. ``real`` gives monotonic seconds."""

    def __init__(self, start: datetime | None = None, real: Callable[[], float] = time.monotonic) -> None:
        self._real, self._rate = real, 1.0
        self._at, self._since = start or datetime.now(UTC), real()
        self._changed = asyncio.Event()
        self._at_most: float | None = None
        self._sleepers: dict[object, datetime] = {}

    def __call__(self) -> datetime:
        """Now, in UTC."""
        passed = self._real() - self._since
        return self._at + timedelta(
            seconds=min(passed, passed if self._at_most is None else self._at_most) * self._rate
        )

    def seconds(self) -> float:
        """Now, in seconds since 1970."""
        return self().timestamp()

    @property
    def rate(self) -> float:
        """Seconds of the world in a real one; 0: it stands still."""
        return self._rate

    def run(self, rate: float, at_most: float | None = None) -> None:
        """From now on at this rate; for ``at_most`` real seconds, where they are given, and then it stands still.
        Raises ValueError for one that leads back."""
        if rate < 0:
            raise ValueError("time does not go back")
        if rate != self._rate:
            self._set(self(), rate)
        elif at_most is not None:
            self._at, self._since = self(), self._real()
        self._at_most = at_most

    def leap(self, by: timedelta) -> None:
        """Ahead at once. Raises ValueError for a leap back."""
        if by < timedelta():
            raise ValueError("time does not go back")
        self._set(self() + by, self._rate)

    async def sleep(self, seconds: float) -> None:
        """As `asyncio.sleep`, in seconds of the world, however they pass."""
        sleeper, until = object(), self() + timedelta(seconds=seconds)
        self._sleepers[sleeper] = until
        try:
            while (left := (until - self()).total_seconds()) > 0:
                changed = self._changed
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(left / self._rate if self._rate else None):
                        await changed.wait()
        finally:
            del self._sleepers[sleeper]

    def next_waking(self) -> datetime | None:
        """When the first of those who sleep is to wake; at or before now: it is about to."""
        return min(self._sleepers.values(), default=None)

    def _set(self, at: datetime, rate: float) -> None:
        self._at, self._since, self._rate = at, self._real(), rate
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
