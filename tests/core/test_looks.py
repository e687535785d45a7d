"""When a domain is looked at again, and at what of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.cadence import LastSeen
from bot.core.domain import LinkDomain, RequestState
from bot.core.facts import Code, Fact, FactName, FactState
from bot.core.looks import LooksDue, context_of, is_close, looks_due, next_check
from tests.core.support import RIGHT, START, UNKNOWN, WRONG, Life, adopted, details, link_domain, request


def pause(domain: LinkDomain, age: float = 0.0, speed: float = 1.0) -> float:
    """Seconds to the next look, at ``age`` seconds after the domain was added."""
    now = START + timedelta(seconds=age)
    at = next_check(domain, now, speed)
    assert at is not None
    return (at - now).total_seconds()


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


def test_while_looks_contradict_the_next_one_is_two_minutes_away() -> None:
    life = adopted().look(record=WRONG)
    assert pause(life.domain, 600) == 120


def test_close_looking_confirms_a_contradiction_no_quicker() -> None:
    life = adopted().look(record=WRONG).change(close_since=START + timedelta(seconds=60))
    assert pause(life.domain, 60) == 120


def test_a_degraded_domain_is_looked_at_as_if_it_waited_since_the_loss() -> None:
    life = adopted().look(3, record=WRONG)
    lost_at = (life.now - START).total_seconds()
    assert [pause(life.domain, lost_at + age) for age in (0, 6000, 86_400)] == [60, 120, 300]


def test_the_age_begins_anew_when_the_client_opens_the_page_and_at_a_wrong_record() -> None:
    day = 86_400
    assert pause(link_domain(opened_at=START + timedelta(days=1)), day + 10) == 60
    life = Life(link_domain(), now=START + timedelta(days=1)).look(record=WRONG, code=Code.TARGET_HAS_ZONE_APPENDED)
    assert pause(life.domain, day + 70) == 60


def test_a_wrong_record_counts_from_when_it_was_first_seen_until_it_is_right() -> None:
    life = Life(link_domain()).look(record=WRONG)
    assert life.domain.wrong_since is None, "nothing was added yet"
    first = life.look(record=WRONG, code=Code.WRONG_TARGET).now
    life.look(record=WRONG).look(record=WRONG, code=Code.TARGET_HAS_ZONE_APPENDED)
    assert life.domain.wrong_since == first
    assert life.look(record=RIGHT).domain.wrong_since is None


def test_an_open_page_is_answered_every_fifteen_seconds_for_half_an_hour() -> None:
    opened = START + timedelta(days=1)
    for minutes, seconds in ((0, 15), (29, 15), (30, 60)):
        now = opened + timedelta(minutes=minutes)
        domain = link_domain(opened_at=opened, page_seen_at=now - timedelta(seconds=20))
        assert pause(domain, (now - START).total_seconds()) == seconds
    closed = link_domain(opened_at=opened, page_seen_at=opened)
    assert pause(closed, 86_400 + 46) == 60


@pytest.mark.parametrize(
    ("life", "last", "failures"),
    [
        (Life(), LastSeen.MISSING, 0),
        (Life().look(record=WRONG), LastSeen.MISSING, 0),
        (Life().look(record=WRONG, code=Code.WRONG_TARGET), LastSeen.WRONG, 0),
        (Life().look(record=UNKNOWN), LastSeen.UNKNOWN, 0),
        (Life().look(record=RIGHT), LastSeen.RIGHT, 0),
        (adopted(), LastSeen.RIGHT, 0),
        (adopted().look(2, record=WRONG), LastSeen.WRONG, 2),
        (adopted().look(3, record=WRONG), LastSeen.MISSING, 3),
        (adopted().look(2, certificate=WRONG), LastSeen.RIGHT, 2),
    ],
)
def test_the_cadence_is_told_what_was_seen(life: Life, last: LastSeen, failures: int) -> None:
    context = context_of(life.domain, life.now, 1)
    assert (context.last, context.failures) == (last, failures)


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
    words = [name for name in ("verification", "certificate", "https", "association") if getattr(looks, name)]
    assert ",".join(words) == (due if due != "all" else "verification,certificate,https,association")


def test_check_now_looks_at_everything() -> None:
    life = adopted()
    closely = replace(life.domain, close_since=life.now)
    assert is_close(closely, life.now, 1)
    assert looks_due(closely, life.now + timedelta(seconds=5), 1) == LooksDue(True, True, True, True)


def test_what_is_amiss_is_looked_at_each_time() -> None:
    life = adopted().look(certificate=WRONG)
    assert looks_due(life.domain, life.now, 1) == LooksDue(False, True, False)
    assert looks_due(life.look(2, certificate=WRONG).domain, life.now, 1).certificate
