"""The metronome: it ticks, it never overlaps, it survives a clock that is set back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.workers.schedule import Beat, Metronome


class Ticks:
    """Counts its calls; a test can wait for the next ones."""

    def __init__(self, error: Exception | None = None, pause: asyncio.Event | None = None) -> None:
        self.count, self.error, self.pause = 0, error, pause
        self._come = asyncio.Condition()

    async def __call__(self) -> None:
        async with self._come:
            self.count += 1
            self._come.notify_all()
        if self.pause is not None:
            await self.pause.wait()
        if self.error is not None:
            raise self.error

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(60), self._come:
            await self._come.wait_for(lambda: self.count >= count)


@asynccontextmanager
async def ticking(*beats: Beat, monotonic: Callable[[], float] | None = None) -> AsyncIterator[Metronome]:
    metronome = Metronome(beats, monotonic) if monotonic else Metronome(beats)
    await metronome.start()
    try:
        yield metronome
    finally:
        await metronome.stop()


async def test_every_beat_ticks_at_its_own_pace() -> None:
    quick, slow = Ticks(), Ticks()
    async with ticking(Beat("quick", 0.02, quick), Beat("slow", 3600, slow)) as metronome:
        await quick.reach(3)
        assert slow.count == 1
        assert await metronome.is_ticking()


async def test_a_beat_may_begin_later() -> None:
    now, daily = Ticks(), Ticks()
    async with ticking(Beat("now", 0.02, now), Beat("daily", 86400, daily, first=60)):
        await now.reach(2)
        assert daily.count == 0


async def test_a_slow_beat_is_not_begun_a_second_time_meanwhile() -> None:
    slow, other = Ticks(pause=asyncio.Event()), Ticks()
    async with ticking(Beat("slow", 0.02, slow), Beat("other", 0.02, other)):
        await other.reach(4)
        assert slow.count == 1
        assert slow.pause is not None
        slow.pause.set()
        await slow.reach(2)


async def test_a_beat_that_fails_ticks_on(caplog: pytest.LogCaptureFixture) -> None:
    failing = Ticks(error=RuntimeError("no"))
    async with ticking(Beat("failing", 0.02, failing)):
        await failing.reach(2)
    assert any(record.message == "beat_failed" for record in caplog.records)


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_a_clock_set_back_by_an_hour_does_not_stop_it(caplog: pytest.LogCaptureFixture) -> None:
    """To the scheduler, a clock set back looks like a next tick that is an hour ahead."""
    seconds, ticks = Seconds(), Ticks()
    async with ticking(Beat("beat", 3600.0, ticks), monotonic=seconds) as metronome:
        await ticks.reach(1)
        for _ in range(10):  # until the scheduler has noticed that the call has ended
            await asyncio.sleep(0)
        assert metronome._scheduler is not None
        metronome._scheduler.modify_job("beat", next_run_time=datetime.now(UTC) + timedelta(hours=2))
        metronome.look_after()
        assert ticks.count == 1
        seconds.now += 3 * 3600 + 1
        metronome.look_after()
        await ticks.reach(2)
    assert any(record.message == "metronome_stalled" for record in caplog.records)


async def test_readiness_tells_how_old_the_last_tick_is() -> None:
    seconds, ticks = Seconds(), Ticks()
    metronome = Metronome([Beat("beat", 1.0, ticks)], seconds)
    assert (metronome.age, await metronome.is_ticking()) == (float("inf"), False)
    await metronome.start()
    await ticks.reach(1)
    seconds.now += 5
    assert (metronome.age, await metronome.is_ticking()) == (5.0, True)
    seconds.now += 6
    assert await metronome.is_ticking() is False
    await metronome.stop()
    assert await metronome.is_ticking() is False


async def test_after_a_stop_nothing_ticks_any_more() -> None:
    ticks = Ticks()
    async with ticking(Beat("beat", 0.01, ticks)):
        await ticks.reach(2)
    count = ticks.count
    await asyncio.sleep(0.05)
    assert ticks.count == count


async def test_a_stop_waits_for_a_call_under_way_and_cancels_nothing(caplog: pytest.LogCaptureFixture) -> None:
    pause, ended = asyncio.Event(), asyncio.Event()

    async def call() -> None:
        await pause.wait()
        ended.set()

    metronome = Metronome([Beat("beat", 3600.0, call)])
    await metronome.start()
    while not metronome._calls:  # noqa: ASYNC110 - the call begins in the scheduler's own time
        await asyncio.sleep(0.005)
    stopping = asyncio.create_task(metronome.stop())
    await asyncio.sleep(0)
    pause.set()
    await stopping
    assert ended.is_set()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_round_begins_after_the_call_that_is_under_way_and_is_over_with_its_own() -> None:
    pause, other = asyncio.Event(), Ticks()
    ticks = Ticks(pause=pause)
    async with ticking(Beat("beat", 3600.0, ticks), Beat("other", 3600.0, other)) as metronome:
        await ticks.reach(1)
        await other.reach(1)
        whole = asyncio.create_task(metronome.round("beat"))
        await asyncio.sleep(0)
        assert (ticks.count, whole.done()) == (1, False)
        pause.set()
        await whole
        assert (ticks.count, other.count) == (2, 1)
        await metronome.round()
        assert (ticks.count, other.count) == (3, 2)


async def test_what_does_not_end_at_a_stop_is_cut_before_the_database_goes(caplog: pytest.LogCaptureFixture) -> None:
    cut = asyncio.Event()

    async def call() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cut.set()

    metronome = Metronome([Beat("beat", 3600.0, call)])
    await metronome.start()
    while not metronome._calls:  # noqa: ASYNC110 - the call begins in the scheduler's own time
        await asyncio.sleep(0.005)
    await metronome.stop()
    assert cut.is_set()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
