"""What checker and relay have in common: rounds that claim work, and the tasks that do it, a few at a time."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine

_log = logging.getLogger(__name__)
_TELL_EVERY = 60  # failures in a row, after the first one, between two tracebacks in the log


class Pump:
    """Runs ``round_`` at each tick and whenever it is woken, one round at a time.

    ``round_``  claims work for at most `free` tasks and hands each to `begin`
    ``grace``   seconds that running tasks get at a stop before they are cancelled
    """

    def __init__(self, name: str, round_: Callable[[], Awaitable[None]], *, limit: int, grace: float) -> None:
        self._name, self._round, self._limit, self._grace = name, round_, limit, grace
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pumping: asyncio.Task[None] | None = None
        self._failures = 0
        self._is_stopping = False

    @property
    def free(self) -> int:
        """How many more tasks may be begun."""
        return self._limit - len(self._tasks)

    @property
    def running(self) -> int:
        """How many tasks are under way."""
        return len(self._tasks)

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Lets ``work`` run beside the others; it must keep its errors to itself."""
        task = asyncio.create_task(work, name=self._name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def wake(self) -> None:
        """There may be something to do. Any thread may say so; before the start and after the stop it means nothing."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
                self._loop.call_soon_threadsafe(self._woken.set)

    async def start(self) -> None:
        """From now on waking works."""
        self._loop, self._is_stopping = asyncio.get_running_loop(), False
        self._pumping = asyncio.create_task(self._pump(), name=f"{self._name} pump")
        self._woken.set()

    async def stop(self) -> None:
        """Begins nothing more, lets running tasks end within the grace, then cancels them."""
        self._is_stopping, self._loop = True, None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._grace):
                async with self._turn:  # a round that is cut has claimed what nobody does until the lease ends
                    pass
                await self.idle()
        ending = [task for task in (self._pumping, *self._tasks) if task is not None]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)

    async def tick(self) -> None:
        """One round. A failure of it (the database is away) is logged and forgotten: the next tick tries again."""
        async with self._turn:
            if self._is_stopping or self.free <= 0:
                return
            try:
                await self._round()
                self._failures = 0
            except Exception:
                self._failures += 1
                is_told = self._failures % _TELL_EVERY == 1
                _log.warning("round_failed", exc_info=is_told, extra={"worker": self._name, "failures": self._failures})

    async def idle(self) -> None:
        """Waits until no task is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _pump(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            await self.tick()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("task_failed", exc_info=error, extra={"worker": self._name})
