"""A look after another: what changes, what is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.cards import Stage
from bot.core.decide import BLOCKING, decide
from bot.core.domain import RequestState, Standing
from bot.core.events import EventKind as E
from bot.core.facts import Code, Evidence, FactName, FactState, Finding, Observation, Provider
from bot.core.stage import stage_of
from tests.core.support import (
    MISSING,
    RIGHT,
    RULES,
    START,
    UNKNOWN,
    WRONG,
    Life,
    adopted,
    details,
    diagnosis,
    link_domain,
    observation,
    request,
)


def test_the_first_look_that_finds_nothing_there_tells_the_steps() -> None:
    life = Life().look(record=WRONG)
    assert life.kinds == [E.INSTRUCTED]
    assert life.events[0].details == {"records": "CNAME"}
    assert life.domain.instructed


def test_a_known_verification_value_is_part_of_the_first_steps() -> None:
    life = Life(link_domain(details=details())).look(record=WRONG, verification=WRONG)
    assert life.events[-1].details == {"records": "CNAME,TXT"}


def test_only_the_missing_txt_is_asked_for_where_the_record_is_right() -> None:
    life = Life(link_domain(details=details())).look(record=RIGHT, verification=WRONG)
    assert life.kinds == [E.RECORD_FOUND, E.INSTRUCTED]
    assert life.events[-1].details == {"records": "TXT"}


def test_a_txt_that_could_not_be_looked_at_is_not_asked_for_where_the_record_is_right() -> None:
    life = Life(link_domain(details=details())).look(record=RIGHT, verification=UNKNOWN)
    assert E.INSTRUCTED not in life.kinds


def test_a_record_that_is_right_already_is_not_asked_for() -> None:
    life = Life().look(record=RIGHT)
    assert life.kinds == [E.RECORD_FOUND]
    assert not life.domain.instructed


@pytest.mark.parametrize("code", sorted({*BLOCKING, Code.WRONG_TARGET}))
def test_blocking_trouble_is_told_once_and_holds_the_steps_back_until_it_is_gone(code: Code) -> None:
    life = Life().look(3, record=WRONG, code=code)
    assert life.kinds == [E.RECORD_WRONG]
    assert life.events[0].details == {"code": code.value, "blocking": "yes"}
    life.look(record=WRONG)
    assert life.kinds == [E.RECORD_WRONG, E.INSTRUCTED]


def test_trouble_that_stands_behind_a_missing_record_is_what_people_hear() -> None:
    seen = {FactName.RECORD: observation(FactName.RECORD, WRONG, MISSING)}
    first = decide(link_domain(), diagnosis(seen, [Code.DNSSEC_BOGUS]), {}, START, RULES)
    assert [event.details["code"] for event in first.events] == ["DNSSEC_BOGUS"]
    assert first.domain.fact(FactName.RECORD).finding == Finding(Code.DNSSEC_BOGUS)
    again = decide(first.domain, diagnosis(seen, [Code.DNSSEC_BOGUS]), {}, START + timedelta(minutes=1), RULES)
    assert (again.events, again.is_visible) == ((), False)


def test_trouble_that_comes_after_the_steps_were_told_takes_nothing_back() -> None:
    life = Life().look(record=WRONG).look(record=WRONG, code=Code.DNSSEC_BOGUS)
    assert life.kinds == [E.INSTRUCTED, E.RECORD_WRONG]
    assert "blocking" not in life.events[-1].details


def test_a_first_look_that_could_not_tell_waits_one_more_look_for_the_steps() -> None:
    life = Life().look(record=UNKNOWN)
    assert life.kinds == []
    life.look(record=UNKNOWN)
    assert life.kinds == [E.INSTRUCTED]


def test_another_mistake_is_an_event_and_the_same_mistake_is_none() -> None:
    life = Life().look(record=WRONG)
    life.look(3, record=WRONG, code=Code.TARGET_TYPO).look(2, record=WRONG, code=Code.WRONG_TARGET)
    assert life.kinds == [E.INSTRUCTED, E.RECORD_WRONG, E.RECORD_WRONG]
    assert [event.details["code"] for event in life.events[1:]] == ["TARGET_TYPO", "WRONG_TARGET"]


def test_a_mistake_at_the_first_look_is_an_event_beside_the_steps() -> None:
    life = Life().look(record=WRONG, code=Code.TARGET_TYPO)
    assert life.kinds == [E.RECORD_WRONG, E.INSTRUCTED]


def test_the_record_is_found_at_the_first_right_look_with_how_long_it_took() -> None:
    life = Life().look(record=WRONG).look(record=RIGHT)
    assert life.kinds == [E.INSTRUCTED, E.RECORD_FOUND]
    assert life.events[-1].details == {"seconds": "120"}


def test_a_look_that_says_the_same_changes_nothing_worth_naming() -> None:
    life = Life().look(2, record=WRONG)
    before = life.domain
    life.look(record=WRONG)
    assert (life.last.events, life.last.is_visible) == ((), False)
    fact = life.domain.fact(FactName.RECORD)
    assert replace(life.domain, facts=before.facts, last_check_at=before.last_check_at, next_check_at=None) == replace(
        before, next_check_at=None
    )
    assert replace(fact, seen_at=None) == replace(before.fact(FactName.RECORD), seen_at=None)


def test_another_value_of_the_same_mistake_is_shown_without_an_event() -> None:
    life = Life().look(record=WRONG).look(2, record=WRONG, code=Code.WRONG_TARGET)
    seen = {FactName.RECORD: Observation(WRONG, Finding(Code.WRONG_TARGET, {"value": "other.example."}))}
    decision = decide(life.domain, diagnosis(seen), {}, life.now, RULES)
    assert decision.events == ()
    assert decision.is_visible


def test_a_resolver_outage_never_demotes_a_live_domain() -> None:
    life = adopted()
    life.look(50, record=UNKNOWN, caa=UNKNOWN, verification=UNKNOWN, certificate=UNKNOWN, https=UNKNOWN)
    assert life.kinds.count(E.DEGRADED) == 0
    assert stage_of(life.domain) is Stage.LIVE
    assert not life.last.is_visible


def test_a_live_domain_degrades_at_the_third_contrary_look_in_a_row() -> None:
    life = adopted().look(2, record=WRONG)
    assert stage_of(life.domain) is Stage.LIVE
    life.look(record=WRONG)
    assert stage_of(life.domain) is Stage.DEGRADED
    assert life.kinds[-2:] == [E.RECORD_LOST, E.DEGRADED]
    assert life.events[-1].details == {"facts": "record", "code": "MISSING_NXDOMAIN"}


def test_a_good_look_between_starts_the_count_anew_and_an_unknown_one_does_not() -> None:
    life = adopted().look(2, record=WRONG).look(record=RIGHT).look(2, record=WRONG)
    assert E.DEGRADED not in life.kinds
    life.look(record=UNKNOWN).look(record=WRONG)
    assert E.DEGRADED in life.kinds


def test_a_degraded_domain_recovers_at_the_second_good_look() -> None:
    life = adopted().look(3, record=WRONG).look(record=RIGHT)
    assert stage_of(life.domain) is Stage.DEGRADED
    life.look(record=RIGHT)
    assert stage_of(life.domain) is Stage.LIVE
    assert life.kinds[-1] is E.RECOVERED
    assert life.kinds.count(E.LIVE) == 1


@pytest.mark.parametrize("name", ["record", "caa", "verification", "certificate", "https"])
def test_every_fact_that_is_lost_degrades_and_brings_back(name: str) -> None:
    life = adopted().look(3, **{name: WRONG})
    assert life.events[-1].details["facts"] == name
    life.look(2, **{name: RIGHT})
    assert life.kinds[-1] is E.RECOVERED


def test_a_second_loss_while_degraded_is_no_second_notice() -> None:
    life = adopted().look(3, record=WRONG).look(3, record=WRONG, https=WRONG)
    assert life.kinds.count(E.DEGRADED) == 1
    life.look(2, record=RIGHT, https=WRONG)
    assert E.RECOVERED not in life.kinds


def test_what_is_set_up_already_is_live_at_the_first_look_and_nothing_is_asked() -> None:
    life = adopted()
    assert life.kinds == [E.RECORD_FOUND, E.VERIFIED, E.CERTIFICATE_ISSUED, E.LIVE]
    assert life.events[-1].details["adopted"] == "yes"
    assert not life.domain.instructed


def test_a_certificate_under_this_sid_proves_the_verification() -> None:
    life = Life(link_domain(details=details(None, Standing.UNPROVEN)))
    life.look(record=RIGHT, certificate=RIGHT, https=RIGHT)
    assert life.kinds == [E.RECORD_FOUND, E.VERIFIED, E.DETAILS_CONFIRMED, E.CERTIFICATE_ISSUED, E.LIVE]
    assert life.events[1].details == {"by": "certificate"}
    assert life.domain.details is not None
    assert life.domain.details.standing is Standing.CONFIRMED


def test_a_txt_that_was_wrong_when_the_host_was_adopted_is_no_loss() -> None:
    life = Life(link_domain(details=details()))
    life.look(10, record=RIGHT, verification=WRONG, certificate=RIGHT, https=RIGHT)
    assert stage_of(life.domain) is Stage.LIVE
    life.look(3, record=WRONG, verification=WRONG).look(2, record=RIGHT, verification=WRONG)
    assert life.kinds[-1] is E.RECOVERED


def test_a_waiting_request_turns_pending_when_all_records_are_right() -> None:
    life = Life(link_domain(details=details(), request=request(RequestState.WAITING)))
    life.look(record=RIGHT, verification=WRONG)
    assert life.request_state is RequestState.WAITING
    life.look(record=RIGHT, verification=RIGHT, caa=WRONG)
    assert life.request_state is RequestState.WAITING
    life.look(record=RIGHT, verification=RIGHT, caa=RIGHT)
    assert life.request_state is RequestState.PENDING
    assert life.last.is_visible


def test_the_zone_and_the_provider_are_what_the_delegations_say() -> None:
    seen = {FactName.RECORD: observation(FactName.RECORD, WRONG)}
    looked = replace(diagnosis(seen, zone="ls.acme.com"), provider=Provider("cloudflare", "Cloudflare"))
    after = decide(link_domain(), looked, {}, START, RULES).domain
    assert (after.zone, after.provider) == ("ls.acme.com", Provider("cloudflare", "Cloudflare"))


def test_a_zone_that_does_not_hold_the_host_is_not_believed() -> None:
    seen = {FactName.RECORD: observation(FactName.RECORD, UNKNOWN)}
    assert decide(link_domain(), diagnosis(seen, zone="example"), {}, START, RULES).domain.zone == "acme.com"


def test_a_moment_that_caches_forget_is_kept_where_it_moved_by_seconds_only() -> None:
    seen = {FactName.RECORD: Observation(RIGHT)}
    soon = START + timedelta(minutes=10)
    first = decide(link_domain(), replace(diagnosis(seen), visible_everywhere_at=soon), {}, START, RULES)
    later = replace(diagnosis(seen), visible_everywhere_at=soon + timedelta(seconds=3))
    again = decide(first.domain, later, {}, START + timedelta(seconds=60), RULES)
    assert again.domain.visible_everywhere_at == soon
    assert not again.is_visible


def test_nothing_is_decided_about_a_removed_domain() -> None:
    removed = link_domain(removed_at=START)
    seen = {FactName.RECORD: Observation(RIGHT)}
    assert decide(removed, diagnosis(seen), {}, START, RULES).domain == removed


def test_a_record_lost_before_going_live_is_an_event_after_three_looks_and_found_at_the_first() -> None:
    life = Life().look(record=WRONG).look(record=RIGHT).look(3, record=WRONG)
    assert life.kinds[-1] is E.RECORD_LOST
    assert life.domain.fact(FactName.RECORD).state is FactState.WRONG
    assert life.look(record=RIGHT).kinds[-1] is E.RECORD_FOUND


def test_the_last_proof_is_kept_while_what_it_proved_is_lost() -> None:
    proof = Evidence("192.0.2.53#53", "ls.acme.com CNAME", "NOERROR", (RULES.target,), 600, START, "ns1.dnsco.net")
    life = adopted()
    facts = {**life.domain.facts, FactName.RECORD: replace(life.domain.fact(FactName.RECORD), evidence=proof)}
    life.change(facts=facts).look(3, record=WRONG)
    assert life.domain.fact(FactName.RECORD).before == proof
    assert life.look(record=WRONG).domain.fact(FactName.RECORD).before == proof
    assert life.look(2, record=RIGHT).domain.fact(FactName.RECORD).before is None


def test_a_certificate_that_nobody_renews_is_told_once_in_time() -> None:
    soon = Observation(RIGHT, Finding(Code.TLS_EXPIRING, {"until": "2 December 2026"}))
    first = decide(adopted().domain, None, {FactName.CERTIFICATE: soon}, START, RULES)
    assert [event.kind for event in first.events] == [E.CERTIFICATE_ENDING]
    assert decide(first.domain, None, {FactName.CERTIFICATE: soon}, START, RULES).events == ()
    assert stage_of(first.domain) is Stage.LIVE
