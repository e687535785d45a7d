"""Rates by tier: a minute's worth passes in a burst, then calls come as fast as the bucket refills."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.slack.api.limits import Limits
from bot.sandbox.slack.errors import ApiError
from tests.sandbox.slack.support import StillClock


@pytest.mark.parametrize(("method", "most"), [("users.list", 20), ("chat.update", 50), ("views.open", 100)])
def test_a_minutes_worth_passes_and_then_no_more(method: str, most: int) -> None:
    limits = Limits(StillClock())
    for _ in range(most):
        limits.take(method)
    with pytest.raises(ApiError, match="ratelimited") as caught:
        limits.take(method)
    assert caught.value.retry_after == -(-60 // most)


def test_waiting_as_long_as_told_is_enough() -> None:
    clock = StillClock()
    limits = Limits(clock)
    for _ in range(20):
        limits.take("users.list")
    clock.now += 3
    limits.take("users.list")
    with pytest.raises(ApiError):
        limits.take("users.list")


def test_methods_are_counted_apart() -> None:
    limits = Limits(StillClock())
    for _ in range(20):
        limits.take("users.list")
    limits.take("conversations.list")


@given(st.lists(st.floats(min_value=0, max_value=30), min_size=1, max_size=200))
@settings(deadline=None, max_examples=50)
def test_no_minute_sees_more_than_two_buckets(pauses: list[float]) -> None:
    clock = StillClock()
    limits, taken = Limits(clock), []
    for pause in pauses:
        clock.now += pause / 10
        try:
            limits.take("users.list")
        except ApiError:
            continue
        taken.append(clock.now)
    assert all(sum(start <= at < start + 60 for at in taken) <= 40 for start in taken)
