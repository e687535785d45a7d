"""Tasks are ended for certain, and their faults are not lost."""

import asyncio

import pytest

from bot.sandbox.tasks import reap


async def test_a_task_that_swallows_a_cancellation_is_ended_all_the_same() -> None:
    stubborn = asyncio.ensure_future(_stubborn(3))
    await asyncio.sleep(0)
    await reap([stubborn])
    assert stubborn.cancelled()


async def test_the_fault_of_a_task_is_raised_after_all_have_ended() -> None:
    broken, stubborn = asyncio.ensure_future(_broken()), asyncio.ensure_future(_stubborn(1))
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="mine"):
        await reap([broken, stubborn])
    assert stubborn.done()


async def test_nothing_to_end_is_no_trouble() -> None:
    await reap([])


async def _stubborn(times: int) -> None:
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            times -= 1
            if times < 0:
                raise


async def _broken() -> None:
    raise RuntimeError("mine")
