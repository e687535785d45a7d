"""Where a domain stands, who must act, what can be pressed, which records are wanted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.cards import Action, Awaited, Stage
from bot.core.domain import LinkDomain, RequestState, Setup
from bot.core.facts import Code, Fact, FactName, FactState, Finding, Record
from bot.core.rules import Rules
from bot.core.stage import actions_of, awaited_of, can_request, records_of, stage_of
from tests.core.support import (
    RIGHT,
    RULES,
    START,
    UNKNOWN,
    VALUE,
    WRONG,
    Life,
    adopted,
    details,
    link_domain,
    request,
)

HOLDS = Fact(FactState.HOLDS, since=START, seen_at=START)
RECORDS = {FactName.RECORD: HOLDS, FactName.VERIFICATION: HOLDS}


def awaited(domain: LinkDomain, rules: Rules = RULES) -> Awaited:
    return awaited_of(domain, stage_of(domain), rules)


def actions(domain: LinkDomain) -> tuple[Action, ...]:
    return actions_of(domain, stage_of(domain))


def test_without_twilio_details_they_are_awaited() -> None:
    assert stage_of(link_domain()) is Stage.WAITING_FOR_TWILIO_DETAILS
    assert stage_of(link_domain(facts=RECORDS)) is Stage.WAITING_FOR_TWILIO_DETAILS


def test_a_sid_without_the_txt_value_is_incomplete_until_verification_holds() -> None:
    assert stage_of(link_domain(details=details(None))) is Stage.WAITING_FOR_TWILIO_DETAILS
    verified = link_domain(details=details(None), facts={FactName.VERIFICATION: HOLDS})
    assert stage_of(verified) is Stage.WAITING_FOR_RECORDS


@pytest.mark.parametrize("missing", [FactName.RECORD, FactName.VERIFICATION])
def test_records_are_awaited_while_one_is_missing(missing: FactName) -> None:
    facts = {name: fact for name, fact in RECORDS.items() if name is not missing}
    assert stage_of(link_domain(details=details(), facts=facts)) is Stage.WAITING_FOR_RECORDS


def test_a_caa_record_that_blocks_keeps_the_client_awaited() -> None:
    blocked = {**RECORDS, FactName.CAA: Fact(FactState.WRONG, finding=Finding(Code.CAA_BLOCKS))}
    domain = link_domain(details=details(), facts=blocked, last_check_at=START)
    assert stage_of(domain) is Stage.WAITING_FOR_RECORDS
    assert awaited(domain) is Awaited.CLIENT


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        (RequestState.WAITING, Stage.WAITING_FOR_APPROVAL),
        (RequestState.PENDING, Stage.WAITING_FOR_APPROVAL),
        (RequestState.APPROVED, Stage.WAITING_FOR_CERTIFICATE),
        (RequestState.REJECTED, Stage.WAITING_FOR_REQUEST),
        (RequestState.VOID, Stage.WAITING_FOR_REQUEST),
    ],
)
def test_the_request_decides_the_stage_once_the_records_are_right(state: RequestState, stage: Stage) -> None:
    domain = link_domain(details=details(), facts=RECORDS, request=request(state))
    assert stage_of(domain) is stage
    assert can_request(domain) is (stage is Stage.WAITING_FOR_REQUEST)


def test_a_request_that_twilio_refused_can_be_made_again() -> None:
    domain = link_domain(details=details(), facts=RECORDS, request=request(RequestState.APPROVED, "30135"))
    assert stage_of(domain) is Stage.WAITING_FOR_REQUEST
    assert actions(domain)[0] is Action.REQUEST_SSL


def test_with_a_certificate_nobody_needs_to_ask_for_one() -> None:
    domain = link_domain(details=details(), facts={**RECORDS, FactName.CERTIFICATE: HOLDS})
    assert stage_of(domain) is Stage.WAITING_FOR_HTTPS
    assert not can_request(domain)


def test_a_live_domain_whose_certificate_was_lost_can_ask_again() -> None:
    life = adopted().change(request=request(RequestState.APPROVED))
    assert not can_request(life.domain)
    life.look(3, certificate=WRONG)
    assert stage_of(life.domain) is Stage.DEGRADED
    assert can_request(life.domain)
    assert awaited(life.domain) is Awaited.OWNER


def test_a_lost_certificate_is_awaited_from_whoever_has_the_next_step() -> None:
    life = adopted().look(3, certificate=WRONG)
    pending = replace(life.domain, request=request(RequestState.PENDING))
    assert (awaited(pending), can_request(pending)) == (Awaited.APPROVER, False)
    again = replace(request(RequestState.APPROVED), decided_at=life.now + timedelta(minutes=1))
    approved = replace(life.domain, request=again)
    assert (awaited(approved), can_request(approved)) == (Awaited.TWILIO, False)


def test_removed_comes_before_all() -> None:
    domain = replace(adopted().domain, removed_at=START)
    assert stage_of(domain) is Stage.REMOVED
    assert actions(domain) == ()
    assert awaited(domain) is Awaited.NOBODY


@pytest.mark.parametrize(("operators", "who"), [(("UOPS",), Awaited.OPERATOR), ((), Awaited.OWNER)])
def test_details_are_awaited_from_the_operator_or_where_none_is_named_from_the_owner(
    operators: tuple[str, ...], who: Awaited
) -> None:
    assert awaited(link_domain(), Rules(operators=operators)) is who


def waiting(**changes: object) -> Life:
    return Life(link_domain(details=details(), **changes))


def test_records_are_awaited_from_whoever_adds_them() -> None:
    assert awaited(waiting().look(record=WRONG, verification=WRONG).domain) is Awaited.CLIENT
    ours = waiting(setup=Setup.OURS).look(record=WRONG, verification=WRONG).domain
    assert awaited(ours) is Awaited.OWNER


def test_nobody_is_awaited_before_the_first_look_or_while_caches_forget() -> None:
    assert awaited(waiting().domain) is Awaited.NOBODY
    life = waiting().look(record=RIGHT, verification=WRONG)
    facts = {**life.domain.facts, FactName.VERIFICATION: Fact(FactState.WRONG, finding=Finding(Code.NEGATIVE_CACHE))}
    assert awaited(replace(life.domain, facts=facts)) is Awaited.NOBODY


def test_of_a_degraded_domain_whoever_can_mend_it_is_awaited() -> None:
    assert awaited(adopted().look(3, record=WRONG).domain) is Awaited.CLIENT
    life = adopted().look(3, https=WRONG)
    facts = {**life.domain.facts}
    facts[FactName.HTTPS] = replace(facts[FactName.HTTPS], finding=Finding(Code.TLS_EXPIRED))
    assert awaited(replace(life.domain, facts=facts)) is Awaited.OWNER


def test_request_approval_and_certificate_are_awaited_from_owner_approver_and_twilio() -> None:
    right = link_domain(details=details(), facts=RECORDS)
    assert awaited(right) is Awaited.OWNER
    assert awaited(replace(right, request=request(RequestState.PENDING))) is Awaited.APPROVER
    assert awaited(replace(right, request=request(RequestState.APPROVED))) is Awaited.TWILIO


def test_before_the_details_only_giving_them_and_checking_make_sense() -> None:
    assert actions(link_domain()) == (Action.GIVE_DETAILS, Action.CHECK_NOW, Action.EDIT, Action.CANCEL)


def test_while_records_are_awaited_checking_comes_first_and_ssl_may_be_asked_for_ahead() -> None:
    domain = waiting().look(record=WRONG).domain
    expected = (Action.CHECK_NOW, Action.REQUEST_SSL, Action.ATTACH, Action.GIVE_DETAILS, Action.EDIT)
    assert actions(domain) == (*expected, Action.CANCEL)


def test_a_live_domain_offers_to_attach_first() -> None:
    assert actions(adopted().domain) == (Action.ATTACH, Action.CHECK_NOW, Action.EDIT)


def test_until_approvers_are_asked_a_domain_that_never_was_live_can_be_cancelled() -> None:
    right = link_domain(details=details(), facts=RECORDS)
    assert Action.CANCEL in actions(replace(right, request=request(RequestState.WAITING)))
    assert Action.CANCEL not in actions(replace(right, request=request(RequestState.PENDING)))
    assert Action.CANCEL not in actions(replace(right, request=request(RequestState.APPROVED)))
    assert Action.CANCEL not in actions(adopted().domain)


def test_a_removal_that_waits_can_be_called_off_or_begun_and_nothing_more_is_attached() -> None:
    domain = replace(adopted().domain, removal_due_at=START)
    assert actions(domain) == (Action.CHECK_NOW, Action.KEEP, Action.REMOVE_NOW, Action.EDIT)


def test_every_stage_but_removed_offers_a_check() -> None:
    domain = link_domain()
    for stage in Stage:
        assert (Action.CHECK_NOW in actions_of(domain, stage)) is (stage is not Stage.REMOVED)


def test_the_records_are_the_cname_and_once_known_the_txt_below_the_host() -> None:
    cname = Record("CNAME", "ls", "acme.com", "lsct.ashburn.us1.twilio.com.", 600)
    assert records_of(link_domain(), RULES) == (cname,)
    txt = Record("TXT", "_twilio.ls", "acme.com", VALUE, 600)
    assert records_of(link_domain(details=details()), RULES) == (cname, txt)


def test_in_a_zone_of_its_own_the_host_is_the_zone_itself() -> None:
    records = records_of(link_domain(details=details(), zone="ls.acme.com"), RULES)
    assert [record.name for record in records] == ["@", "_twilio"]


def test_an_unknown_look_changes_no_stage() -> None:
    life = waiting().look(record=RIGHT, verification=RIGHT)
    stage = stage_of(life.domain)
    assert stage_of(life.look(5, record=UNKNOWN, verification=UNKNOWN).domain) is stage
