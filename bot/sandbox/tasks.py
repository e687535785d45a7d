"""Work that goes on by itself, ended without hiding its own faults."""

import asyncio
from collections.abc import Iterable

AGAIN = 0.1
"""Seconds until a task is cancelled once more: Python 3.11's ``asyncio.wait_for`` swallows a cancellation that arrives
together with the answer it waits for (github.com/python/cpython/issues/86296)."""


async def reap(tasks: Iterable["asyncio.Task[None]"]) -> None:
    """Cancels them and waits for their end; raises the first fault that one of them died of."""
    left, faults = set(tasks), []
    while left:
        for task in left:
            task.cancel()
        done, left = await asyncio.wait(left, timeout=AGAIN)
        faults += [fault for task in done if not task.cancelled() and (fault := task.exception())]
    if faults:
        raise faults[0]
