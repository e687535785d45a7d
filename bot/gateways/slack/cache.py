"""Answers that may be a little old."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

V = TypeVar("V")


class Cache(Generic[V]):
    """Keeps what ``load`` gives for ``ttl`` seconds; those who ask at the same time share one load. Errors are not
    kept."""

    def __init__(
        self, load: Callable[[str], Awaitable[V]], ttl: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._load, self._ttl, self._monotonic = load, ttl, monotonic
        self._kept: dict[str, tuple[float, asyncio.Task[V]]] = {}

    async def get(self, key: str) -> V:
        """The value, loaded if need be; raises what ``load`` raises."""
        now = self._monotonic()
        until, task = self._kept.get(key, (0.0, None))
        if task is None or now >= until or _failed(task):
            self._kept = {k: kept for k, kept in self._kept.items() if now < kept[0]}
            task = asyncio.ensure_future(self._loading(key))
            self._kept[key] = (now + self._ttl, task)
        return await asyncio.shield(task)  # one who gives up must not take the answer from the others

    async def _loading(self, key: str) -> V:
        return await self._load(key)


def _failed(task: "asyncio.Task[V]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
