"""Threads that take the most pressing work first."""

import threading
from collections.abc import Iterator

import pytest

from storage.executor import PEOPLE, SWEEPS, Executor


@pytest.fixture
def executor() -> Iterator[Executor]:
    made = Executor(1, "test")
    yield made
    made.stop()


def test_work_gives_its_answer(executor: Executor) -> None:
    assert executor.submit(lambda: 42, PEOPLE).result() == 42


def test_work_that_fails_raises_where_it_is_waited_for(executor: Executor) -> None:
    future = executor.submit(lambda: 1 // 0, PEOPLE)
    with pytest.raises(ZeroDivisionError):
        future.result()
    assert executor.submit(lambda: "still there", PEOPLE).result() == "still there"


def test_the_pressing_goes_first_and_else_the_first_come(executor: Executor) -> None:
    gate, order = threading.Event(), []
    executor.submit(gate.wait, PEOPLE)
    wanted = [(SWEEPS, "s1"), (PEOPLE, "p1"), (SWEEPS, "s2"), (PEOPLE, "p2")]
    futures = [executor.submit(lambda name=name: order.append(name), urgency) for urgency, name in wanted]  # type: ignore[misc]
    gate.set()
    for future in futures:
        future.result()
    assert order == ["p1", "p2", "s1", "s2"]


def test_work_that_nobody_waits_for_any_more_is_left_out(executor: Executor) -> None:
    gate, done = threading.Event(), []
    executor.submit(gate.wait, PEOPLE)
    given_up = executor.submit(lambda: done.append("given up"), PEOPLE)
    assert given_up.cancel()
    gate.set()
    executor.submit(lambda: done.append("wanted"), SWEEPS).result()
    assert done == ["wanted"]


def test_stopping_finishes_what_is_queued() -> None:
    executor = Executor(2, "test")
    futures = [executor.submit(lambda number=number: number, SWEEPS) for number in range(50)]  # type: ignore[misc]
    executor.stop()
    assert [future.result(timeout=0) for future in futures] == list(range(50))


def test_it_knows_its_own_threads(executor: Executor) -> None:
    assert executor.submit(lambda: executor.is_own_thread, PEOPLE).result() is True
    assert executor.is_own_thread is False
