"""Work hours in people's own zones, over summer time and the date line."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.hours import WorkHours, morning, read_hours, worked, zone_of

USUAL = read_hours("mon-fri 09:00-17:00")
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo"]
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
ZONE = st.sampled_from(ZONES).map(ZoneInfo)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_days_and_hours_are_read() -> None:
    assert WorkHours(frozenset(range(5)), time(9), time(17)) == USUAL
    assert read_hours("sun 10:30-12:00") == WorkHours(frozenset({6}), time(10, 30), time(12))
    assert read_hours("sun-thu 08:00-16:00").days == {6, 0, 1, 2, 3}


@pytest.mark.parametrize("text", ["", "mon-fri", "mon-fri 9-17", "mon-fri 17:00-09:00", "mon-fri 25:00-26:00", "x 1"])
def test_what_are_no_work_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_hours(text)


def test_a_zone_that_is_not_known_is_told_by_its_offset() -> None:
    assert zone_of("Europe/Berlin", 0) == BERLIN
    assert zone_of("Mars/Olympus", 3600).utcoffset(None) == timedelta(hours=1)
    assert zone_of(None).utcoffset(None) == timedelta()
    assert zone_of("../../etc/passwd", 10**9) is UTC


def test_the_morning_begins_at_nine_where_the_person_is_and_lasts_two_hours() -> None:
    assert morning(USUAL, at("2026-11-23T07:59:59"), BERLIN) is None
    assert morning(USUAL, at("2026-11-23T08:00:00"), BERLIN) == at("2026-11-23T08:00:00")
    assert morning(USUAL, at("2026-11-23T09:59:59"), BERLIN) == at("2026-11-23T08:00:00")
    assert morning(USUAL, at("2026-11-23T10:00:00"), BERLIN) is None
    assert morning(USUAL, at("2026-11-23T14:30:00"), NEW_YORK) == at("2026-11-23T14:00:00")
    assert morning(USUAL, at("2026-11-22T08:30:00"), BERLIN) is None


def test_the_morning_moves_with_summer_time() -> None:
    assert morning(USUAL, at("2026-03-30T07:30:00"), BERLIN) == at("2026-03-30T07:00:00")
    assert morning(USUAL, at("2026-10-26T08:30:00"), BERLIN) == at("2026-10-26T08:00:00")


def test_four_working_hours_pass_over_the_week_end() -> None:
    friday, monday = at("2026-11-20T15:00:00"), at("2026-11-23T10:00:00")
    assert worked(USUAL, friday, monday, BERLIN) == timedelta(hours=3)
    assert worked(USUAL, friday, monday + timedelta(hours=1), BERLIN) == timedelta(hours=4)


def test_a_night_shift_over_the_change_of_clocks_counts_the_hours_that_pass() -> None:
    nights = read_hours("mon-sun 01:00-05:00")
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    for day, hours in ((spring, 3), (autumn, 5)):
        begin, end = nights.on(day, BERLIN) or (at("2026-01-01"), at("2026-01-01"))
        assert worked(nights, begin, end, BERLIN) == end - begin == timedelta(hours=hours)


@settings(deadline=None, max_examples=150)
@given(MOMENTS, ZONE)
def test_a_morning_is_on_a_work_day_and_under_way(now: datetime, zone: ZoneInfo) -> None:
    began = morning(USUAL, now, zone)
    if began is None:
        return
    local = began.astimezone(zone)
    assert (local.hour, local.minute, local.weekday() in USUAL.days) == (9, 0, True)
    assert timedelta() <= now - began < timedelta(hours=2)
    assert began.astimezone(zone).date() == now.astimezone(zone).date()


@settings(deadline=None, max_examples=100)
@given(MOMENTS, ZONE)
def test_a_day_has_one_morning_at_most(now: datetime, zone: ZoneInfo) -> None:
    ticks = [now + timedelta(minutes=5 * n) for n in range(12 * 24)]
    mornings = {began for tick in ticks if (began := morning(USUAL, tick, zone))}
    assert len({began.astimezone(zone).date() for began in mornings}) == len(mornings)


SPAN = st.integers(0, 30 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@settings(deadline=None, max_examples=100)
@given(MOMENTS, SPAN, SPAN, ZONE)
def test_work_hours_add_up_and_are_never_more_than_the_time(
    start: datetime, first: timedelta, second: timedelta, zone: ZoneInfo
) -> None:
    middle, end = start + first, start + first + second
    whole = worked(USUAL, start, end, zone)
    assert whole == worked(USUAL, start, middle, zone) + worked(USUAL, middle, end, zone)
    assert timedelta() <= whole <= end - start
