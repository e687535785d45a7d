"""The metronome: a few fixed intervals, nothing else. What is due and when is in the database.

APScheduler follows the wall clock: a clock set back by an hour would stop it for an hour without a word (seen with
3.11.3). A watchdog on the monotonic clock sees that and sets the beats going again.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

_log = logging.getLogger(__name__)
_MISSED = 3  # beats without a tick until the watchdog steps in
_LOOK_EVERY = 1.0  # seconds
_LAST_CALLS_WITHIN = 1.0  # seconds that calls under way get at a stop


@dataclass(frozen=True, slots=True)
class Beat:
    """``call`` every ``every`` seconds, for the first time ``first`` seconds after the start."""

    name: str
    every: float
    call: Callable[[], Awaitable[None]]
    first: float = 0.0


class Metronome:
    """Ticks while it runs. A beat that takes longer than its interval is not begun a second time meanwhile."""

    def __init__(self, beats: Sequence[Beat], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._beats, self._monotonic = tuple(beats), monotonic
        self._last = dict.fromkeys((beat.name for beat in beats), 0.0)
        self._scheduler: AsyncIOScheduler | None = None
        self._watching: asyncio.Task[None] | None = None
        self._calls: set[asyncio.Task[None]] = set()

    @property
    def age(self) -> float:
        """Seconds since the last tick of the quickest beat; infinite while it does not run."""
        if self._scheduler is None or not self._beats:
            return float("inf")
        return self._monotonic() - self._last[min(self._beats, key=lambda beat: beat.every).name]

    async def is_ticking(self) -> bool:
        """For `readyz`: whether the quickest beat came within its last ten intervals."""
        return self.age <= 10 * min(beat.every for beat in self._beats)

    async def start(self) -> None:
        """Sets the beats going."""
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        now = self._monotonic()
        for beat in self._beats:
            self._last[beat.name] = now + beat.first
            self._scheduler.add_job(
                self._tick,
                "interval",
                args=[beat],
                id=beat.name,
                seconds=beat.every,
                next_run_time=datetime.now(UTC) + timedelta(seconds=beat.first),
            )
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch(), name="metronome watchdog")

    def strike(self, *names: str) -> None:
        """These beats, or all of them, come now, whenever they were due: the clock that people go by has leapt."""
        for beat in self._beats:
            if self._scheduler is not None and (not names or beat.name in names):
                self._begin(beat)

    async def round(self, *names: str) -> None:
        """These beats, or all of them, once, from now to their end."""
        await asyncio.gather(*(self._afresh(beat) for beat in self._beats if not names or beat.name in names))

    async def _afresh(self, beat: Beat) -> None:
        """A call that is under way may have looked at its clock before now."""
        while self._scheduler is not None:
            if call := self._begin(beat):
                await asyncio.wait([call])
                return
            await asyncio.wait([call for call in self._calls if call.get_name() == beat.name])

    async def stop(self) -> None:
        """No more ticks."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.pause()
            if self._calls:
                _, late = await asyncio.wait(self._calls, timeout=_LAST_CALLS_WITHIN)
                for call in late:
                    call.cancel()
                await asyncio.gather(*late, return_exceptions=True)
            scheduler.shutdown(wait=False)

    async def _tick(self, beat: Beat) -> None:
        """The scheduler cancels what still runs when it shuts down; a call of ours ends in its own way."""
        self._last[beat.name] = self._monotonic()
        if call := self._begin(beat):
            await asyncio.wait([call])

    def _begin(self, beat: Beat) -> "asyncio.Task[None] | None":
        if any(call.get_name() == beat.name for call in self._calls):
            return None
        call = asyncio.create_task(self._call(beat), name=beat.name)
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)
        return call

    async def _call(self, beat: Beat) -> None:
        try:
            await beat.call()
        except Exception:
            _log.exception("beat_failed", extra={"beat": beat.name})

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            self.look_after()

    def look_after(self) -> None:
        """Sets every beat going again that has missed three of its ticks."""
        now = self._monotonic()
        for beat in self._beats:
            if self._scheduler is not None and now - self._last[beat.name] > _MISSED * max(beat.every, _LOOK_EVERY):
                _log.warning("metronome_stalled", extra={"beat": beat.name, "seconds": now - self._last[beat.name]})
                self._last[beat.name] = now
                self._scheduler.modify_job(beat.name, next_run_time=datetime.now(UTC))
