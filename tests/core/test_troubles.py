"""What is wrong with a domain in a few words, and which of them are worst."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.advice import MAX_HEADLINE
from bot.core.domain import LinkDomain
from bot.core.facts import Code, FactName, WhoActs
from bot.core.stage import stage_of
from bot.core.troubles import since_of, state_of, trouble_of, worst_first
from handlers.views.mending import mends
from tests.views.samples import DOMAINS, minutes, wrong


def state(name: str) -> str:
    return state_of(DOMAINS[name], stage_of(DOMAINS[name]))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("waiting_for_twilio_details", "the Domain SID is missing"),
        ("half_of_the_details", "the verification value (TXT) is missing"),
        ("waiting_for_records", "the value was saved with acme.com added to its end"),
        ("waiting_for_approval", ""),
        ("rejected", "SSL was rejected"),
        ("certificate_failed", "Twilio made no certificate"),
        ("live", ""),
        ("degraded", "points to shops.example.net"),
        ("degraded_certificate", "Twilio has no valid certificate for it any more"),
        ("degraded_campaign", "Twilio does not use it for its campaigns any more"),
        ("removing", "its CNAME is still there"),
        ("removing_gone", "to be deleted in the Twilio Console"),
    ],
)
def test_each_state_says_what_is_wrong_or_open(name: str, words: str) -> None:
    assert state(name) == words


def test_every_state_is_short_enough_for_a_row() -> None:
    assert all(len(state(name)) <= MAX_HEADLINE for name in DOMAINS)


def test_what_is_only_not_there_yet_is_no_trouble() -> None:
    domain = replace(DOMAINS["waiting_for_records"], facts={FactName.RECORD: wrong(minutes(1), Code.MISSING_NXDOMAIN)})
    assert trouble_of(domain, stage_of(domain)) == ""
    assert state_of(domain, stage_of(domain)) == "no record of that name yet"


def test_the_worst_come_first_and_of_these_what_is_so_longest() -> None:
    names = ["live", "waiting_for_records", "degraded", "waiting_for_approval", "removing", "rejected", "added"]
    older = replace(DOMAINS["degraded"], id="older", degraded_since=minutes(8000))
    later = replace(DOMAINS["live"], id="later", live_since=minutes(9000))
    found = worst_first([later, *(DOMAINS[name] for name in names), older], lambda one: (one, stage_of(one)))
    by_name = {id(domain): name for name, domain in DOMAINS.items() if name in names}
    assert [by_name.get(id(one), one.id) for one in found] == [
        "older", "degraded", "waiting_for_records", "rejected", "added", "waiting_for_approval", "removing",
        "later", "live",
    ]  # fmt: skip


def test_since_when_is_the_moment_the_stage_began() -> None:
    assert since_of(DOMAINS["degraded"], stage_of(DOMAINS["degraded"])) == DOMAINS["degraded"].degraded_since
    waiting = DOMAINS["waiting_for_approval"]
    assert waiting.request
    assert since_of(waiting, stage_of(waiting)) == waiting.request.requested_at
    assert since_of(DOMAINS["added"], stage_of(DOMAINS["added"])) == DOMAINS["added"].created_at


def mended(record: Code | None, txt: Code | None = None, caa: Code | None = None, **details: str) -> str:
    given = {FactName.RECORD: record, FactName.VERIFICATION: txt, FactName.CAA: caa}
    facts = {name: wrong(minutes(1), code, **details) for name, code in given.items() if code}
    domain: LinkDomain = replace(DOMAINS["waiting_for_records"], facts=facts, instructed=True)
    return mends(domain, stage_of(domain))


@pytest.mark.parametrize(
    ("record", "txt", "words"),
    [
        (None, None, "adds the DNS records"),
        (Code.MISSING_NODATA, Code.TXT_VERIFY_MISSING, "adds the DNS records"),
        (Code.TARGET_TYPO, Code.TXT_VERIFY_WRONG, "corrects the CNAME and the verification TXT"),
        (Code.TARGET_TYPO, Code.TXT_VERIFY_MISSING, "corrects the CNAME and adds the verification TXT"),
        (
            Code.A_INSTEAD_OF_CNAME,
            Code.TXT_VERIFY_MISSING,
            "settles what is in the way of the CNAME and adds the verification TXT",
        ),
        (Code.SPLIT_AUTH, Code.TXT_VERIFY_MISSING, "adds the verification TXT"),
    ],
)
def test_what_is_to_be_mended_follows_what_was_found(record: Code | None, txt: Code | None, words: str) -> None:
    assert mended(record, txt) == words


def test_a_record_in_the_way_of_the_certificate_is_changed() -> None:
    assert mended(Code.TARGET_TYPO, Code.TXT_VERIFY_MISSING, Code.CAA_BLOCKS) == (
        "corrects the CNAME, changes the CAA record and adds the verification TXT"
    )


def test_what_was_lost_is_added_back() -> None:
    lost = replace(
        DOMAINS["degraded"],
        facts={**DOMAINS["degraded"].facts, FactName.RECORD: wrong(minutes(9000), Code.MISSING_NXDOMAIN)},
    )
    assert mends(lost, stage_of(lost)) == "adds back the CNAME"
    assert mends(DOMAINS["degraded"], stage_of(DOMAINS["degraded"])) == "corrects the CNAME"


def test_every_code_that_the_client_can_mend_has_a_verb() -> None:
    verbs = ("adds", "corrects", "settles", "puts right")
    mendable = [code for code in Code if wrong(minutes(1), code).finding.who_acts is WhoActs.CLIENT]  # type: ignore[union-attr]
    assert len(mendable) > 20
    assert all(mended(code).startswith(verbs) for code in mendable)


def test_a_certificate_that_is_being_made_waits_since_the_decision() -> None:
    making = DOMAINS["waiting_for_certificate"]
    assert making.request
    assert making.request.decided_at
    assert since_of(making, stage_of(making)) - making.request.decided_at == timedelta(0)
