"""Blocking vendor libraries in threads that can be given up.

A read time-out does not bound a server that trickles, and a thread cannot be stopped: so every call runs in a daemon
thread of its own, with a deadline for the whole, and a thread that was given up keeps its place until it ends.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Threads:
    """At most ``limit`` calls at once. Belongs to one event loop."""

    def __init__(self, limit: int) -> None:
        self._places = asyncio.Semaphore(limit)

    async def run(self, call: Callable[[], T], deadline: float) -> T:
        """What ``call`` gives or raises; ``TimeoutError`` after ``deadline`` seconds, and then the call goes on alone.

        ``BusyError`` where no place became free in that time: the call was not begun.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + deadline
        try:
            async with asyncio.timeout_at(until):
                await self._places.acquire()
        except TimeoutError:
            raise BusyError from None
        answer: asyncio.Future[T] = loop.create_future()
        threading.Thread(target=self._work, args=(loop, call, answer), daemon=True).start()
        async with asyncio.timeout_at(until):
            return await answer

    def _work(self, loop: asyncio.AbstractEventLoop, call: Callable[[], T], answer: "asyncio.Future[T]") -> None:
        try:
            given = call()
        except BaseException as error:
            tell = _teller(answer.set_exception, error)
        else:
            tell = _teller(answer.set_result, given)
        try:
            loop.call_soon_threadsafe(self._end, answer, tell)
        except RuntimeError:  # the loop is closed: nobody waits any more
            return

    def _end(self, answer: "asyncio.Future[T]", tell: Callable[[], None]) -> None:
        self._places.release()
        if not answer.done():
            tell()


class BusyError(Exception):
    """All places are taken by calls that have not ended."""


A = TypeVar("A")


def _teller(tell: Callable[[A], None], what: A) -> Callable[[], None]:
    return lambda: tell(what)
