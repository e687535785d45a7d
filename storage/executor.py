"""Threads that take the most pressing work first. One thread makes the single writer that SQLite wants."""

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar

AnswerT = TypeVar("AnswerT")

PEOPLE, SWEEPS, _LAST = 0, 1, 2
"""Order of work: what a person waits for, what the bot does by itself."""


@dataclass(order=True, slots=True)
class _Task:
    order: int
    number: int
    run: Callable[[], None] | None = field(compare=False)
    """None ends the thread that takes it."""


class Executor:
    """A fixed number of threads over one priority queue; within an order, first come, first served."""

    def __init__(self, threads: int, name: str) -> None:
        self._queue: queue.PriorityQueue[_Task] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True) for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Callable[[], AnswerT], order: int) -> Future[AnswerT]:
        """Queues the work; the future gives its answer or raises what it raised."""
        future: Future[AnswerT] = Future()
        self._put(order, lambda: _carry_out(work, future))
        return future

    @property
    def is_own_thread(self) -> bool:
        """Whether the caller runs inside this executor, where waiting for it would never end."""
        return threading.current_thread() in self._threads

    def stop(self) -> None:
        """Finishes what is queued, then ends the threads."""
        for _ in self._threads:
            self._put(_LAST, None)
        for thread in self._threads:
            thread.join()

    def _put(self, order: int, run: Callable[[], None] | None) -> None:
        self._queue.put(_Task(order, next(self._numbers), run))

    def _work(self) -> None:
        while (run := self._queue.get().run) is not None:
            run()
            run = None  # no answer is kept alive while the thread waits


def _carry_out(work: Callable[[], AnswerT], future: Future[AnswerT]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        answer = work()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(answer)
