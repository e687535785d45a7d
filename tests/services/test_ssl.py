"""Asking for SSL, and deciding on it."""

from dataclasses import replace

import pytest

from bot.core.cards import Stage
from bot.core.commands import Actor, DecideSsl
from bot.core.domain import RequestState
from bot.core.effects import EffectKind
from bot.core.errors import AlreadyDelivered, Reason, Refused
from bot.core.events import EventKind as E
from bot.core.facts import Verdict
from bot.core.people import Role
from bot.core.stage import stage_of
from bot.services import ssl
from tests.services.support import (
    ADMIN,
    APPROVER,
    OPERATOR,
    OTHER,
    OTHER_SID,
    OWNER,
    SECOND_APPROVER,
    SID,
    STRANGER,
    House,
    person,
)

RIGHT, WRONG = Verdict.RIGHT, Verdict.WRONG
APPROVING_OWNER = person("UOWN", Role.MANAGER, Role.APPROVER)


def certificates(house: House, domain_id: str) -> list[str]:
    return house.keys_of(domain_id, EffectKind.REQUEST_CERTIFICATE)


def test_a_request_on_right_records_is_shown_to_the_approvers_at_once(house: House) -> None:
    domain_id = house.ready()
    assert house.request(domain_id) is RequestState.PENDING
    assert house.keys_of(domain_id, EffectKind.APPROVAL) == [f"request:{house.ssl(domain_id).id}:approval:pending"]
    assert stage_of(house.domain(domain_id)) is Stage.WAITING_FOR_APPROVAL
    assert house.kinds(domain_id)[-1] is E.SSL_REQUESTED


def test_a_request_goes_where_approvals_are_shown(house: House) -> None:
    domain_id = house.under(approval_channel="CAPP").ready()
    house.request(domain_id)
    (shown,) = house.effects(domain_id, EffectKind.APPROVAL)
    assert shown.effect.destination == "slack:CAPP"


def test_a_request_made_too_early_waits_and_is_shown_when_the_records_are_right(house: House) -> None:
    domain_id = house.add()
    house.give(domain_id)
    assert house.request(domain_id) is RequestState.WAITING
    assert house.effects(domain_id, EffectKind.APPROVAL) == []
    house.look(domain_id, record=RIGHT, verification=WRONG)
    assert house.ssl(domain_id).state is RequestState.WAITING
    house.look(domain_id, record=RIGHT, verification=RIGHT, caa=RIGHT)
    assert house.ssl(domain_id).state is RequestState.PENDING
    assert len(house.effects(domain_id, EffectKind.APPROVAL)) == 1
    house.look(domain_id, times=3, record=RIGHT, verification=RIGHT, caa=RIGHT)
    assert len(house.effects(domain_id, EffectKind.APPROVAL)) == 1


def test_without_a_sid_there_is_nothing_to_request(house: House) -> None:
    with pytest.raises(Refused) as caught:
        house.request(house.add())
    assert caught.value.reason is Reason.NO_DETAILS


def test_a_second_request_is_refused_while_the_first_may_succeed(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            house.request(domain_id, OTHER)
        assert caught.value.reason is Reason.ALREADY_REQUESTED
        assert caught.value.details == {"state": house.ssl(domain_id).state, "by": "UOWN"}
        if house.ssl(domain_id).state is RequestState.PENDING:
            house.decide(domain_id)


def test_with_a_certificate_nothing_is_requested(house: House) -> None:
    with pytest.raises(Refused) as caught:
        house.request(house.live())
    assert caught.value.details["state"] == "issued"


@pytest.mark.parametrize("approvers", [(), ("UOWN",)])
def test_where_nobody_could_decide_that_is_said_at_once(house: House, approvers: tuple[str, ...]) -> None:
    domain_id = house.ready()
    with pytest.raises(Refused) as caught:
        house.request(domain_id, approvers=approvers)
    assert caught.value.reason is Reason.NO_APPROVER
    assert house.domain(domain_id).request is None


def test_approval_asks_twilio_once_tells_the_thread_and_looks_closely(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    house.wait(90)
    house.decide(domain_id)
    request = house.ssl(domain_id)
    assert (request.state, request.decided_by, request.decided_at) == (RequestState.APPROVED, "UAPP", house.now)
    assert certificates(house, domain_id) == [f"request:{request.id}:certificate"]
    assert house.keys_of(domain_id, EffectKind.APPROVAL)[-1] == f"request:{request.id}:approval:approved"
    assert house.replies(domain_id) == [[E.RECORD_FOUND]]  # the request's own post says it in its place
    domain = house.domain(domain_id)
    assert (domain.close_since, domain.next_check_at) == (house.now, house.now)
    assert stage_of(domain) is Stage.WAITING_FOR_CERTIFICATE


def test_where_approvers_have_a_channel_the_thread_is_told_of_the_approval(house: House) -> None:
    domain_id = house.under(approval_channel="CAPP").ready()
    house.request(domain_id)
    house.decide(domain_id)
    assert house.replies(domain_id) == [[E.RECORD_FOUND], [E.SSL_APPROVED]]


def test_rejection_tells_the_reason_and_ssl_can_be_requested_again(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    house.decide(domain_id, approve=False, reason="  not this brand \x07 ")
    assert house.ssl(domain_id).reason == "not this brand"
    assert house.events(domain_id)[-1].details["reason"] == "not this brand"
    assert house.replies(domain_id)[-1] == [E.SSL_REJECTED]
    assert certificates(house, domain_id) == []
    assert house.request(domain_id) is RequestState.PENDING


def test_the_first_decision_wins_and_the_second_presser_is_told_whose_it_was(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    shown = house.ssl(domain_id)
    house.decide(domain_id)
    with pytest.raises(Refused) as caught:
        house.run(ssl.decide_ssl, DecideSsl(shown.id, shown.digest, is_approved=False), SECOND_APPROVER)
    assert caught.value.reason is Reason.ALREADY_DECIDED
    assert caught.value.details == {"by": "UAPP", "state": "approved"}
    assert len(certificates(house, domain_id)) == 1


@pytest.mark.parametrize(
    ("actor", "reason"),
    [
        (OWNER, Reason.NOT_ALLOWED),
        (OPERATOR, Reason.NOT_ALLOWED),
        (ADMIN, Reason.NOT_ALLOWED),
        (STRANGER, Reason.NOT_ALLOWED),
        (APPROVING_OWNER, Reason.OWN_REQUEST),
    ],
)
@pytest.mark.parametrize("approve", [True, False])
def test_only_an_approver_who_did_not_ask_decides(house: House, actor: Actor, reason: Reason, approve: bool) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    with pytest.raises(Refused) as caught:
        house.decide(domain_id, actor, approve=approve)
    assert caught.value.reason is reason
    assert house.ssl(domain_id).state is RequestState.PENDING
    assert certificates(house, domain_id) == []


def test_who_may_not_decide_is_not_told_how_others_decided(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    house.decide(domain_id)
    with pytest.raises(Refused) as caught:
        house.decide(domain_id, OTHER)
    assert caught.value.reason is Reason.NOT_ALLOWED


def test_without_four_eyes_the_requester_may_decide(house: House) -> None:
    domain_id = house.under(four_eyes=False).ready()
    house.request(domain_id, APPROVING_OWNER, approvers=("UOWN",))
    house.decide(domain_id, APPROVING_OWNER)
    assert house.ssl(domain_id).state is RequestState.APPROVED


def test_the_owner_of_the_domain_may_decide_what_somebody_else_asked_for(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id, OTHER, approvers=("UOWN",))
    house.decide(domain_id, APPROVING_OWNER)
    assert house.ssl(domain_id).state is RequestState.APPROVED


def test_a_decision_on_something_else_than_was_shown_is_refused(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    with pytest.raises(Refused) as caught:
        house.decide(domain_id, digest="0" * 64)
    assert caught.value.reason is Reason.REQUEST_VOID
    assert certificates(house, domain_id) == []


def test_the_button_of_a_request_under_a_replaced_sid_does_nothing(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    old = house.ssl(domain_id)
    house.give(domain_id, OTHER_SID)
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            house.run(ssl.decide_ssl, DecideSsl(old.id, old.digest, is_approved=True), APPROVER)
        assert caught.value.reason is Reason.REQUEST_VOID
        if house.ssl(domain_id) == replace(old, state=RequestState.VOID):
            house.request(domain_id)
    assert certificates(house, domain_id) == []


def test_the_button_of_an_older_request_tells_how_that_one_ended(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    old = house.ssl(domain_id)
    house.decide(domain_id, approve=False)
    house.request(domain_id)
    with pytest.raises(Refused) as caught:
        house.run(ssl.decide_ssl, DecideSsl(old.id, old.digest, is_approved=True), SECOND_APPROVER)
    assert caught.value.details == {"by": "UAPP", "state": "rejected"}


def test_a_request_that_still_waits_cannot_be_decided(house: House) -> None:
    domain_id = house.add()
    house.give(domain_id)
    house.request(domain_id)
    with pytest.raises(Refused) as caught:
        house.decide(domain_id)
    assert caught.value.reason is Reason.STALE


def test_an_unknown_request_and_one_of_another_team_are_void(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    request = house.ssl(domain_id)
    elsewhere = person("UAPP", Role.APPROVER, team_id="T2")
    for request_id, actor in (("nothing", APPROVER), (request.id, elsewhere)):
        with pytest.raises(Refused) as caught:
            house.run(ssl.decide_ssl, DecideSsl(request_id, request.digest, is_approved=True), actor)
        assert caught.value.reason is Reason.REQUEST_VOID


def test_the_same_press_delivered_twice_is_one_decision(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    press = replace(APPROVER, delivery="trigger-9")
    house.decide(domain_id, press)
    with pytest.raises(AlreadyDelivered):
        house.decide(domain_id, press)
    assert len(certificates(house, domain_id)) == 1


def test_a_long_reason_is_refused_beside_its_field(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    with pytest.raises(Refused) as caught:
        house.decide(domain_id, approve=False, reason="x" * 501)
    assert (caught.value.reason, caught.value.field) == (Reason.TOO_LONG, "reason")


def test_the_call_goes_to_the_clients_own_account_where_it_has_one(house: House) -> None:
    own = house.client_with_account()
    for host, client_id, sid, destination in (
        ("a.com", "c1", OTHER_SID, "twilio:default"),
        ("b.com", own, SID, "twilio:AC9"),
    ):
        domain_id = house.ready(host, client_id=client_id, sid=sid)
        house.request(domain_id)
        house.decide(domain_id)
        (call,) = house.effects(domain_id, EffectKind.REQUEST_CERTIFICATE)
        assert call.effect.destination == destination
