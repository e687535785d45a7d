"""Work that goes on by itself, ended without hiding its own faults."""

import asyncio
from collections.abc import Iterable


async def reap(tasks: Iterable["asyncio.Task[None]"]) -> None:
    """Cancels them and waits; raises the first fault that one of them died of."""
    reaped = list(tasks)
    for task in reaped:
        task.cancel()
    for outcome in await asyncio.gather(*reaped, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
