"""Telling whoever waits that something in the workspace changed."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

FoundT = TypeVar("FoundT")


class Changes:
    """One signal for everything: cheap, since nobody waits for long. Belongs to one event loop."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def tell(self) -> None:
        """Wakes all who wait."""
        current, self._next = self._next, asyncio.Event()
        current.set()

    async def wait_for(self, look: Callable[[], FoundT], timeout: float) -> FoundT:  # noqa: ASYNC109 the caller's own deadline
        """What ``look`` gives, as soon as that is true. Raises TimeoutError after ``timeout`` seconds."""
        async with asyncio.timeout(timeout):
            while not (found := look()):
                await self._next.wait()
        return found
