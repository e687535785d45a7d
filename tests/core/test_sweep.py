"""Whom the sweep looks after, where they stand and how often."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.domain import TWILIO_TARGET, LinkDomain, Setup
from bot.core.facts import Evidence, Fact, FactName, FactState
from bot.core.sweep import BUCKETS, Swept, bucket_of, is_plain, is_swept, looked_at, pause, whole_look

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
HOLDS = Fact(FactState.HOLDS, NOW, NOW, evidence=Evidence("192.0.2.1#53", "", "NOERROR", (TWILIO_TARGET,), 600, NOW))
LIVE = LinkDomain(
    *("d1", "T1", "ls.acme.com", "acme.com", "c1", "U1", Setup.OURS, "C1", NOW, LATER),
    live_since=NOW,
    last_check_at=NOW,
    facts={FactName.RECORD: HOLDS},
)


@given(st.text(min_size=1, max_size=60))
def test_a_host_stands_in_one_bucket(host: str) -> None:
    assert 0 <= bucket_of(host) < BUCKETS
    assert bucket_of(host) == bucket_of(host)


def test_hosts_are_spread_evenly() -> None:
    counts = [0] * BUCKETS
    for number in range(100 * BUCKETS):
        counts[bucket_of(f"ls.client{number}.example")] += 1
    assert 50 < min(counts) <= max(counts) < 160


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        (LIVE, True),
        (replace(LIVE, live_since=None), False),
        (replace(LIVE, degraded_since=NOW), False),
        (replace(LIVE, removing_since=NOW), False),
        (replace(LIVE, facts={}), False),
        (replace(LIVE, facts={FactName.RECORD: replace(HOLDS, contrary=1)}), False),
        (replace(LIVE, facts={FactName.RECORD: replace(HOLDS, evidence=None)}), False),
    ],
)
def test_only_what_is_live_and_beyond_doubt_is_swept(domain: LinkDomain, expected: bool) -> None:
    assert is_swept(domain, TWILIO_TARGET) is expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((TWILIO_TARGET,), True),
        ((TWILIO_TARGET.upper(),), True),
        (("other.example.",), False),
        ((TWILIO_TARGET, "other.example."), False),
        ((), False),
    ],
)
def test_only_the_plain_record_can_be_compared(answer: tuple[str, ...], expected: bool) -> None:
    assert is_plain(answer, TWILIO_TARGET) is expected


def test_the_last_look_is_the_later_one() -> None:
    assert looked_at(LIVE, Swept(LATER, 1)).last_check_at == LATER
    assert looked_at(LIVE, None) is LIVE
    assert looked_at(replace(LIVE, last_check_at=LATER), Swept(NOW, 1)).last_check_at == LATER


@pytest.mark.parametrize(
    ("swept", "hours"),
    [
        (None, None),
        (Swept(NOW, 1), 1),
        (Swept(NOW, 9), 1),
        (Swept(NOW, 10), 24),
        (Swept(NOW - timedelta(minutes=10), 1), 1),
        (Swept(NOW - timedelta(minutes=11), 1), None),
        (Swept(NOW - timedelta(minutes=30), 977), 24),
        (Swept(NOW - timedelta(minutes=31), 977), None),
    ],
)
def test_looks_by_all_paths_are_rarer_only_while_the_sweep_goes_on(swept: Swept | None, hours: int | None) -> None:
    assert whole_look(swept, NOW, 1) == (timedelta(hours=hours) if hours else None)


def test_in_quick_time_the_sweep_must_go_on_as_quickly() -> None:
    assert whole_look(Swept(NOW - timedelta(seconds=3), 1), NOW, 200) == timedelta(hours=1)
    assert whole_look(Swept(NOW - timedelta(seconds=4), 1), NOW, 200) is None


@pytest.mark.parametrize(
    ("members", "buckets", "minutes"),
    [(0, 1, 5), (0, 0, 5), (290, 1, 5), (300, 1, 15), (16 * 290, 16, 5), (16 * 977, 16, 15)],
)
def test_three_hundred_thousand_are_swept_less_often(members: int, buckets: int, minutes: int) -> None:
    assert pause(members, buckets) == timedelta(minutes=minutes)
