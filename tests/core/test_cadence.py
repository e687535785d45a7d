"""When a domain is looked at again, and at what."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.cadence import LooksDue, is_close, looks_due, next_check
from bot.core.domain import LinkDomain, RequestState
from bot.core.facts import Fact, FactName, FactState
from tests.core.support import START, WRONG, adopted, details, link_domain, request


def pause(domain: LinkDomain, age: float = 0.0, speed: float = 1.0) -> float:
    """Seconds to the next look, at ``age`` seconds after the domain was added."""
    now = START + timedelta(seconds=age)
    return (next_check(domain, now, speed) - now).total_seconds()


@pytest.mark.parametrize(
    ("age", "seconds"), [(0, 60), (3000, 60), (3600, 72), (6 * 3600, 432), (90_000, 1800), (9 * 86_400, 1800)]
)
def test_a_waiting_domain_is_looked_at_by_its_age(age: int, seconds: float) -> None:
    assert pause(link_domain(), age) == pytest.approx(seconds)


def test_speed_divides_every_interval() -> None:
    assert pause(link_domain(), 0, speed=10) == pytest.approx(6)
    assert pause(link_domain(), 360, speed=10) == pytest.approx(7.2)
    assert pause(adopted().domain, 0, speed=10) == pytest.approx(30)


def test_close_looking_follows_its_steps_and_ends_after_ten_minutes() -> None:
    domain, times, elapsed = link_domain(close_since=START), [], 0.0
    while elapsed < 600:
        elapsed += pause(domain, elapsed)
        times.append(elapsed)
    assert times[:8] == pytest.approx([2, 5, 10, 15, 20, 30, 40, 50])
    assert times[-1] == pytest.approx(600)
    assert pause(domain, 600) == pytest.approx(60)


def test_a_live_domain_is_looked_at_every_five_minutes() -> None:
    assert pause(adopted().domain, 86_400 * 100) == 300


def test_while_looks_contradict_the_next_one_is_a_minute_away() -> None:
    life = adopted().look(record=WRONG)
    assert pause(life.domain, 600) == 60


def test_close_looking_at_a_contradiction_is_never_quicker_than_half_a_minute() -> None:
    life = adopted().look(record=WRONG).change(close_since=START + timedelta(seconds=60))
    assert pause(life.domain, 60) == 30


def test_a_clock_that_was_set_back_does_no_harm() -> None:
    assert pause(link_domain(close_since=START + timedelta(days=1))) == 2
    assert pause(link_domain(created_at=START + timedelta(days=1))) == 60


def test_a_waiting_domain_is_looked_at_in_full() -> None:
    assert looks_due(link_domain(details=details()), START, 1) == LooksDue(True, True, True)


def test_what_is_not_known_cannot_be_looked_for() -> None:
    assert looks_due(link_domain(), START, 1) == LooksDue(False, False, True)
    assert looks_due(link_domain(details=details(None)), START, 1) == LooksDue(False, True, True)


def test_twilio_is_asked_rarely_for_a_certificate_that_nobody_requested() -> None:
    seen = {FactName.CERTIFICATE: Fact(FactState.WRONG, since=START, seen_at=START)}
    domain = link_domain(details=details(), facts=seen)
    assert not looks_due(domain, START + timedelta(minutes=5), 1).certificate
    assert looks_due(domain, START + timedelta(hours=6), 1).certificate
    approved = replace(domain, request=request(RequestState.APPROVED))
    assert looks_due(approved, START + timedelta(minutes=5), 1).certificate
    assert looks_due(replace(domain, close_since=START), START + timedelta(minutes=5), 1).certificate


@pytest.mark.parametrize(("hours", "due"), [(0.9, ""), (1, "https"), (6, "certificate,https"), (24, "all")])
def test_a_live_domain_is_looked_at_in_full_ever_more_rarely(hours: float, due: str) -> None:
    life = adopted()
    looks = looks_due(life.domain, life.now + timedelta(hours=hours), 1)
    words = [name for name in ("verification", "certificate", "https") if getattr(looks, name)]
    assert ",".join(words) == (due if due != "all" else "verification,certificate,https")


def test_check_now_looks_at_everything() -> None:
    life = adopted()
    closely = replace(life.domain, close_since=life.now)
    assert is_close(closely, life.now, 1)
    assert looks_due(closely, life.now + timedelta(seconds=5), 1) == LooksDue(True, True, True)


def test_what_is_amiss_is_looked_at_each_time() -> None:
    life = adopted().look(certificate=WRONG)
    assert looks_due(life.domain, life.now, 1) == LooksDue(False, True, False)
    assert looks_due(life.look(2, certificate=WRONG).domain, life.now, 1).certificate
