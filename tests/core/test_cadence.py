"""How long to wait for the next look."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.cadence import DAY, HOUR, MINUTE, SECOND, LastSeen, LookContext, next_look

spans = st.integers(0, 10**8).map(lambda milliseconds: timedelta(milliseconds=milliseconds * 100))
maybe = st.none() | spans
contexts = st.builds(
    LookContext,
    age=spans,
    since_opened=maybe,
    since_pressed=maybe,
    since_wrong=maybe,
    since_live=maybe,
    last=st.sampled_from(LastSeen),
    page_open=st.booleans(),
    live=st.booleans(),
    failures=st.integers(0, 50),
)
some = settings(max_examples=200, deadline=None, derandomize=True)


def pause(context: LookContext) -> timedelta:
    found = next_look(context)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(), MINUTE),
        (50 * MINUTE, MINUTE),
        (HOUR, 72 * SECOND),
        (6 * HOUR, 432 * SECOND),
        (25 * HOUR, 30 * MINUTE),
        (16 * DAY, 30 * MINUTE),
        (16 * DAY + SECOND, 6 * HOUR),
        (45 * DAY, 6 * HOUR),
        (45 * DAY + SECOND, DAY),
        (3650 * DAY, DAY),
    ],
)
def test_a_waiting_domain_is_looked_at_by_its_age(age: timedelta, expected: timedelta) -> None:
    assert pause(LookContext(age)) == expected


def test_after_a_press_looks_come_closely_for_ten_minutes() -> None:
    elapsed, times = timedelta(), []
    while elapsed < 10 * MINUTE:
        elapsed += pause(LookContext(9 * DAY, since_pressed=elapsed))
        times.append(elapsed.total_seconds())
    assert times[:8] == [2, 5, 10, 15, 20, 30, 40, 50]
    assert times[-1] == 600
    assert pause(LookContext(9 * DAY, since_pressed=elapsed)) == 30 * MINUTE


def test_an_open_page_is_answered_every_fifteen_seconds_for_half_an_hour() -> None:
    opened = LookContext(9 * DAY, page_open=True)
    assert pause(replace(opened, since_opened=29 * MINUTE)) == 15 * SECOND
    assert pause(replace(opened, since_opened=30 * MINUTE)) == MINUTE
    assert pause(replace(opened, since_opened=29 * MINUTE, page_open=False)) == MINUTE


def test_the_age_begins_anew_with_what_happens_last() -> None:
    assert pause(LookContext(9 * DAY, since_opened=HOUR)) == 72 * SECOND
    assert pause(LookContext(9 * DAY, since_opened=2 * HOUR, since_wrong=HOUR)) == 72 * SECOND
    assert pause(LookContext(HOUR, since_wrong=9 * DAY)) == 72 * SECOND


def test_a_live_domain_is_looked_at_every_five_minutes_whatever_its_age() -> None:
    assert pause(LookContext(400 * DAY, since_live=300 * DAY, last=LastSeen.RIGHT, live=True)) == 5 * MINUTE


@pytest.mark.parametrize("failures", [1, 2])
@pytest.mark.parametrize("since_pressed", [None, timedelta(), MINUTE])
def test_a_bad_round_is_confirmed_two_minutes_later(failures: int, since_pressed: timedelta | None) -> None:
    context = LookContext(DAY, since_pressed=since_pressed, live=True, failures=failures, last="wrong")
    assert pause(context) == 2 * MINUTE


@pytest.mark.parametrize(("since", "expected"), [(0, 60), (6000, 120), (10**6, 300)])
def test_a_degraded_domain_is_looked_at_as_if_waiting_since_the_loss(since: int, expected: int) -> None:
    context = LookContext(400 * DAY, since_wrong=since * SECOND, live=True, failures=3, last="missing")
    assert pause(context) == expected * SECOND


@some
@given(contexts)
def test_the_next_look_is_ahead_and_at_most_a_day(context: LookContext) -> None:
    assert 2 * SECOND <= pause(context) <= DAY
    assert not context.live or pause(context) <= 5 * MINUTE


@some
@given(contexts, spans)
def test_looks_never_come_sooner_because_more_time_went_by(context: LookContext, more: timedelta) -> None:
    later = {
        name: getattr(context, name) + more
        for name in ("age", "since_opened", "since_pressed", "since_wrong", "since_live")
        if getattr(context, name) is not None
    }
    assert pause(context) <= pause(replace(context, **later))


@some
@given(contexts, st.sampled_from(["since_opened", "since_wrong"]))
def test_what_just_happened_never_makes_looks_rarer(context: LookContext, name: str) -> None:
    never = replace(context, **{name: None}, failures=0, page_open=False)
    assert pause(replace(never, **{name: timedelta()})) <= pause(never)
