"""How long Twilio and the approvers are waited for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.cards import Action, Stage
from bot.core.domain import RequestState
from bot.core.events import EventKind as E
from bot.core.hours import read_hours
from bot.core.patience import ISSUED_WITHIN, NOT_ISSUED, decidable_since, is_undecided
from bot.core.stage import actions_of, stage_of
from tests.core.support import RIGHT, START, UNKNOWN, WRONG, Life, adopted, details, link_domain, request

USUAL, BERLIN = read_hours("mon-fri 09:00-17:00"), ZoneInfo("Europe/Berlin")


def approved() -> Life:
    """Everything right but the certificate, which Twilio has been asked for."""
    life = Life(link_domain(details=details())).look(record=RIGHT, verification=RIGHT, caa=RIGHT)
    decided = replace(request(RequestState.APPROVED), decided_by="UAPP", decided_at=life.now)
    return life.change(request=decided)


def looked(life: Life, after: timedelta, **verdicts: object) -> Life:
    life.now += after
    return life.look(record=RIGHT, verification=RIGHT, **verdicts)  # type: ignore[arg-type]


def test_a_certificate_that_is_not_issued_within_an_hour_may_be_asked_for_again() -> None:
    life = looked(approved(), ISSUED_WITHIN - timedelta(minutes=2), certificate=WRONG)
    assert E.CERTIFICATE_FAILED not in life.kinds
    looked(life, timedelta(minutes=1), certificate=WRONG)
    assert life.events[-1].kind is E.CERTIFICATE_FAILED
    assert life.events[-1].details == {"request": "r1", "code": NOT_ISSUED}
    assert stage_of(life.domain) is Stage.WAITING_FOR_REQUEST
    assert Action.REQUEST_SSL in actions_of(life.domain, stage_of(life.domain))
    looked(life, timedelta(hours=5), certificate=WRONG)
    assert life.kinds.count(E.CERTIFICATE_FAILED) == 1


def test_a_twilio_that_cannot_be_read_is_not_a_late_certificate() -> None:
    life = looked(approved(), timedelta(hours=5), certificate=UNKNOWN)
    assert E.CERTIFICATE_FAILED not in life.kinds


def test_a_certificate_that_comes_late_mends_it() -> None:
    life = looked(approved(), timedelta(hours=2), certificate=WRONG)
    looked(life, timedelta(minutes=1), certificate=RIGHT, https=RIGHT)
    assert life.domain.request is not None
    assert life.domain.request.problem is None
    assert stage_of(life.domain) is Stage.LIVE


def test_a_refusal_of_twilios_stays_what_is_told() -> None:
    life = approved()
    life.change(request=replace(life.domain.request, problem="30135"))  # type: ignore[type-var]
    looked(life, timedelta(hours=2), certificate=WRONG)
    assert E.CERTIFICATE_FAILED not in life.kinds


def test_a_certificate_lost_after_going_live_is_no_late_one() -> None:
    life = adopted()
    decided = replace(request(RequestState.APPROVED), decided_by="UAPP", decided_at=START)
    life.change(request=decided)
    life.now += timedelta(days=60)
    life.look(3, record=RIGHT, certificate=WRONG)
    assert E.DEGRADED in life.kinds
    assert E.CERTIFICATE_FAILED not in life.kinds


def test_a_request_can_be_decided_since_all_of_it_was_right() -> None:
    life = Life(link_domain(details=details(), request=request(RequestState.WAITING))).look(record=WRONG)
    assert decidable_since(life.domain) is None
    life.look(record=RIGHT, verification=RIGHT, caa=RIGHT)
    assert decidable_since(life.domain) == life.now


def test_an_approver_is_mentioned_after_four_hours_of_their_work_and_while_they_work() -> None:
    monday = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 16:00 in Berlin
    assert not is_undecided(monday, monday + timedelta(hours=5), USUAL, BERLIN)
    tuesday = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert not is_undecided(monday, tuesday + timedelta(hours=2, minutes=59), USUAL, BERLIN)
    assert is_undecided(monday, tuesday + timedelta(hours=3), USUAL, BERLIN)
    assert not is_undecided(monday, tuesday + timedelta(hours=8), USUAL, BERLIN)
