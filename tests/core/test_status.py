"""One domain as other systems read it."""

import json
import re
from dataclasses import fields, replace

import pytest

from bot.core.domain import AttachmentState
from bot.core.facts import Code, FactName, FactState, Finding
from bot.core.status import DomainStatus, FactStatus, status_of
from tests.views.samples import CARDS, CONTACTS, FORWARDED, NEW, VALUE, card_of, minutes

_EVERY = {**CARDS, **{f"forwarded_{name}": card for name, card in FORWARDED.items()}}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def fact(card: str, name: FactName) -> FactStatus:
    return status_of(_EVERY[card]).facts[name]


@pytest.mark.parametrize("name", _EVERY)
def test_every_state_of_a_domain_is_plain_json_with_the_same_fields(name: str) -> None:
    data = status_of(_EVERY[name]).as_data()
    assert json.loads(json.dumps(data)) == data
    assert list(data) == [field.name for field in fields(DomainStatus)]
    assert list(data["facts"]) == [one.value for one in FactName]  # type: ignore[call-overload]
    assert _TIME.fullmatch(str(data["added_at"]))


@pytest.mark.parametrize("name", _EVERY)
def test_what_is_wrong_always_comes_with_advice_unless_it_is_to_be_lost(name: str) -> None:
    told = status_of(_EVERY[name])
    wrong = [one for one in told.facts.values() if one.state is FactState.WRONG]
    assert all((one.advice is None) is told.stage.value.startswith("remov") for one in wrong)


def test_it_names_host_client_stage_and_who_must_act() -> None:
    data = status_of(CARDS["waiting_for_records"]).as_data()
    assert (data["host"], data["stage"], data["awaited"]) == ("ls.acme.com", "waiting_for_records", "client")
    assert data["client"] == {"id": "client-1", "name": "Acme Corp"}
    assert (data["owner"], data["setup"], data["live_since"]) == ("U0OWNER", "forward", None)
    assert data["provider"] == {"id": "godaddy", "name": "GoDaddy"}
    assert data["added_at"] == "2026-11-23T14:02:00Z"


def test_the_records_to_add_are_there_with_their_zone() -> None:
    records = status_of(CARDS["waiting_for_records"]).as_data()["records"]
    target = "lsct.ashburn.us1.twilio.com."
    assert records == [
        {"type": "CNAME", "name": "ls", "zone": "acme.com", "value": target, "ttl": 600},
        {"type": "TXT", "name": "_twilio.ls", "zone": "acme.com", "value": VALUE, "ttl": 600},
    ]


def test_a_wrong_record_has_the_code_of_the_check_command_and_its_advice() -> None:
    told = fact("waiting_for_records", FactName.RECORD)
    assert (told.state, told.code, told.since) == (FactState.WRONG, Code.TARGET_HAS_ZONE_APPENDED, minutes(29))
    assert told.advice is not None
    assert "acme.com" in told.advice


def test_what_was_never_seen_is_open_without_words() -> None:
    assert fact("added", FactName.RECORD) == FactStatus(FactState.OPEN)


def test_a_warning_beside_what_holds_is_told_and_other_remarks_are_not() -> None:
    holding = CARDS["live"].domain.facts[FactName.RECORD]
    warned = replace(holding, finding=Finding(Code.TTL_TOO_LONG, {"days": "2"}))
    remarked = replace(holding, finding=Finding(Code.OK))
    for known, code in ((warned, Code.TTL_TOO_LONG), (remarked, None)):
        card = card_of(replace(CARDS["live"].domain, facts={FactName.RECORD: known}))
        assert status_of(card).facts[FactName.RECORD].code is code


def test_where_we_could_not_look_the_reason_is_told_and_the_state_stays_open() -> None:
    doubt = replace(NEW.fact(FactName.RECORD), unsure=Finding(Code.SERVERS_UNREACHABLE))
    told = status_of(card_of(replace(NEW, facts={FactName.RECORD: doubt}))).facts[FactName.RECORD]
    assert (told.state, told.code) == (FactState.OPEN, Code.SERVERS_UNREACHABLE)


def test_a_certificate_proves_the_verification_and_has_its_end() -> None:
    certificate = CARDS["live"].domain.facts[FactName.CERTIFICATE]
    told = status_of(card_of(replace(CARDS["live"].domain, facts={FactName.CERTIFICATE: certificate})))
    assert told.facts[FactName.VERIFICATION] == FactStatus(FactState.HOLDS, certificate.since)
    assert told.facts[FactName.CERTIFICATE].expires_at == certificate.expires_at


def test_a_request_that_came_to_nothing_says_why() -> None:
    told = status_of(CARDS["certificate_failed"]).ssl_request
    assert told is not None
    assert (told.state.value, told.problem, told.decided_at) == ("approved", "30135", minutes(190))
    assert told.advice is not None
    assert "CAA" in told.advice


def test_campaigns_are_those_that_send_or_will() -> None:
    told = status_of(CARDS["detaching"]).campaigns
    assert AttachmentState.DETACHED not in {one.state for one in told}
    assert [one.name for one in told] == ["Spring sale", "Summer sale", "Autumn sale"]
    assert told[0].messaging_service_sid == "MG" + "34cd" * 8


def test_forwarding_says_when_and_counts_addresses_that_take_no_mail() -> None:
    told = status_of(FORWARDED["reaches_nobody"]).as_data()["forwarding"]
    assert told == {
        "sent_at": "2026-11-23T14:07:00Z",
        "reminded_at": None,
        "opened_at": None,
        "expires_at": "2026-12-07T14:07:00Z",
        "revoked_at": None,
        "undeliverable": 2,
    }
    assert status_of(CARDS["waiting_for_records"]).forwarding is None


@pytest.mark.parametrize("name", _EVERY)
def test_nothing_personal_and_nothing_that_opens_anything_is_in_it(name: str) -> None:
    card = _EVERY[name]
    card = replace(card, domain=replace(card.domain, note="call Jane, jane@acme.com"))
    text = json.dumps(status_of(card).as_data())
    unwanted = ("@acme.com", "Jane", "contract", "U0APPR", "request-1", "digest", *CONTACTS)
    assert [word for word in unwanted if word in text] == []
