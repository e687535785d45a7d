"""Requests that nobody decides: one mention for each, and one a day for each approver."""

from datetime import date, timedelta

import pytest

from bot.core.domain import RequestState
from bot.core.effects import EffectKind
from bot.core.errors import Refused
from bot.core.events import EventKind as E
from bot.core.facts import Verdict
from bot.core.patience import NOT_ISSUED
from bot.services import followups
from bot.services.followups import Candidate, Nudge, Undecided
from tests.services.support import BOT, SECOND_APPROVER, SID, House

TODAY = date(2026, 11, 3)
ONE, TWO = Candidate("UAPP", TODAY), Candidate("UAPP2", TODAY)


def pending(house: House, host: str = "acme.com", sid: str = SID) -> str:
    domain_id = house.ready(host, sid)
    assert house.request(domain_id) is RequestState.PENDING
    return domain_id


def nudges(house: House, domain_id: str) -> list[str]:
    place = f"nudge:{house.ssl(domain_id).id}"
    return [claimed.effect.subject.partition(":")[2] for claimed in house.effects(place, EffectKind.NUDGE)]


def nudge(house: House, domain_id: str, *candidates: Candidate) -> bool:
    return house.run(followups.nudge, Nudge(house.ssl(domain_id).id, candidates), BOT)


def test_what_can_be_decided_and_is_not_is_listed_until_it_is_followed_up_or_decided(house: House) -> None:
    first, second = pending(house), pending(house, "other.com", "DN" + "7" * 32)
    listed = house.run(followups.undecided, None, BOT)
    assert [one.request_id for one in listed] == [house.ssl(first).id, house.ssl(second).id]
    assert nudge(house, first, ONE)
    house.decide(second)
    assert house.run(followups.undecided, None, BOT) == []


def test_a_request_that_waits_for_the_records_waits_for_no_approver(house: House) -> None:
    domain_id = house.add()
    house.give(domain_id)
    assert house.request(domain_id) is RequestState.WAITING
    assert house.run(followups.undecided, None, BOT) == []


def test_one_request_is_followed_up_once(house: House) -> None:
    domain_id = pending(house)
    assert [nudge(house, domain_id, ONE), nudge(house, domain_id, TWO)] == [True, False]
    assert nudges(house, domain_id) == ["UAPP"]


def test_nobody_is_mentioned_twice_a_day(house: House) -> None:
    first, second, third = (pending(house, f"acme{n}.com", "DN" + str(n) * 32) for n in (7, 8, 9))
    assert [nudge(house, one, ONE, TWO) for one in (first, second, third)] == [True, True, False]
    assert nudges(house, first) + nudges(house, second) == ["UAPP", "UAPP2"]
    assert nudge(house, third, Candidate("UAPP", TODAY + timedelta(days=1)))


def test_the_next_approver_comes_first_and_the_requester_never(house: House) -> None:
    request = Undecided("r1", "UAPP", house.now)
    assert house.run(followups.next_approvers, (("UAPP", "UAPP2", "UAPP3"), request), BOT) == ("UAPP3", "UAPP2")
    alone = Undecided("r1", "UOWN", house.now)
    assert house.run(followups.next_approvers, (("UAPP",), alone), BOT) == ("UAPP",)


def test_what_has_been_decided_meanwhile_is_no_longer_shown(house: House) -> None:
    domain_id = pending(house)
    subject = f"{house.ssl(domain_id).id}:UAPP2"
    model = house.run(followups.nudge_shown, subject, BOT)
    assert (model.approver, model.approval.card.domain.host) == ("UAPP2", "ls.acme.com")
    house.decide(domain_id, SECOND_APPROVER)
    with pytest.raises(Refused):
        house.run(followups.nudge_shown, subject, BOT)


def test_a_certificate_that_does_not_come_is_told_in_the_thread_and_asked_for_again(house: House) -> None:
    domain_id = pending(house)
    house.decide(domain_id)
    house.perform()
    house.wait(3600)
    house.look(domain_id, record=Verdict.RIGHT, verification=Verdict.RIGHT, certificate=Verdict.WRONG)
    assert house.replies(domain_id)[-1] == [E.CERTIFICATE_FAILED]
    assert house.ssl(domain_id).problem == NOT_ISSUED
    assert house.request(domain_id) is RequestState.PENDING
    house.decide(domain_id)
    assert len(house.keys_of(domain_id, EffectKind.REQUEST_CERTIFICATE)) == 2


def test_what_offers_to_ask_again_is_written_anew_once_the_certificate_came_or_was_asked_for(house: House) -> None:
    for comes in (True, False):
        domain_id = pending(house, *(() if comes else ("two.com", "DN" + "7" * 32)))
        house.decide(domain_id)
        house.perform()
        house.wait(3600)
        house.look(domain_id, record=Verdict.RIGHT, verification=Verdict.RIGHT, certificate=Verdict.WRONG)
        house.perform()
        assert house.keys_of(domain_id, EffectKind.REPLY_ANEW) == []
        if comes:
            house.look(domain_id, record=Verdict.RIGHT, verification=Verdict.RIGHT, certificate=Verdict.RIGHT)
        else:
            house.request(domain_id)
        (anew,) = house.effects(domain_id, EffectKind.REPLY_ANEW)
        told = next(
            one
            for one in house.effects(domain_id, EffectKind.REPLY)
            if one.external_id == anew.effect.subject.split(":")[2]
        )
        (failed,) = (one.id for one in house.events(domain_id) if one.kind is E.CERTIFICATE_FAILED)
        assert str(failed) in told.effect.subject.split(",")
