"""The advice catalogue: every code has words, and the words are fit for a client."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.advice import MAX_HEADLINE, advise, headline
from bot.core.facts import Code, Finding, Provider, Record, Severity, WhoActs
from bot.core.headlines import HEADLINES, LOST
from bot.core.languages import Language
from bot.core.words import words_in

WORDS = words_in(Language.ENGLISH)
RECORD = Record("CNAME", "ls", "acme.com", "lsct.ashburn.us1.twilio.com.")
FROM_RECORD = {
    "host",
    "name",
    "zone",
    "value",
    "ttl",
    "add",
    "Add",
    "offer",
    "suggestion",
    "until_then",
    "onward_then",
    "box",
    "typed",
}
FROM_FINDING = {
    "text", "why", "suggestion", "servers", "newer", "older", "seen", "appended", "path", "end", "onward", "type", "at",
    "until", "days", "apex", "unicode", "ascii", "zone", "free",
}  # fmt: skip


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_has_words() -> None:
    assert set(WORDS.advice) == set(HEADLINES)
    assert {key.partition(".")[0] for key in WORDS.advice} == set(Code)
    assert all(code in WORDS.advice for code in Code)


@pytest.mark.parametrize("key", WORDS.advice)
def test_words_use_only_what_a_finding_or_the_record_brings(key: str) -> None:
    fields = fields_of(WORDS.advice[key]) | fields_of(WORDS.lost.get(key, ""))
    assert fields <= FROM_RECORD | FROM_FINDING
    assert fields_of(HEADLINES[key]) | fields_of(LOST.get(key, "")) <= FROM_FINDING | {"until_then"}


@pytest.mark.parametrize("key", WORDS.advice)
@pytest.mark.parametrize("language", Language)
def test_no_rcode_no_markup_and_no_gap_reaches_a_client(key: str, language: Language) -> None:
    code, _, variant = key.partition(".")
    details = dict.fromkeys(FROM_FINDING - {"suggestion", "zone"}, "something") | {"variant": variant}
    for was_live in (False, True):
        text = advise(Finding(Code(code), details), RECORD, was_live=was_live, language=language)
        assert not re.search(r"NXDOMAIN|NODATA|SERVFAIL|NOERROR|REFUSED|rcode|[<>*_]{2}", text)
        assert "  " not in text
        assert "{" not in text


def test_a_missing_record_is_told_with_all_that_must_be_typed() -> None:
    text = advise(Finding(Code.MISSING_NXDOMAIN), RECORD)
    assert "CNAME with the name ls, the value lsct.ashburn.us1.twilio.com. and TTL 600" in text


def test_a_domain_that_was_live_is_told_as_a_loss() -> None:
    text = advise(Finding(Code.MISSING_NXDOMAIN, {"last_good": "22 November 2026, 13:40 UTC"}), RECORD, was_live=True)
    assert text.startswith("ls.acme.com worked before (last seen right 22 November 2026, 13:40 UTC). ")
    assert "has been removed" in text


@pytest.mark.parametrize("code", [code for code in Code if Finding(code).severity is not Severity.ERROR])
def test_what_holds_nobody_back_is_never_a_loss(code: Code) -> None:
    assert advise(Finding(code), RECORD, was_live=True) == advise(Finding(code), RECORD)


DELETING = re.compile(r"\b(delete|remove|take it away)\b", re.IGNORECASE)
CAUTIOUS = re.compile(r"\bif\b|\bunless\b", re.IGNORECASE)


@pytest.mark.parametrize("key", WORDS.advice)
def test_nobody_is_told_to_delete_what_may_be_in_use(key: str) -> None:
    """Deleting is only ever advised on a condition; a critical CAA record is the client's own order, not a service."""
    if key == "CAA_BLOCKS.critical":
        return
    advice = WORDS.advice[key]
    assert not DELETING.search(advice) or CAUTIOUS.search(advice)


def test_a_site_in_use_is_left_alone_and_another_name_offered() -> None:
    details = {"variant": "used", "seen": "192.0.2.33", "free": "go.acme.com"}
    text = advise(Finding(Code.A_INSTEAD_OF_CNAME, details), RECORD)
    assert "go.acme.com is free" in text
    assert not DELETING.search(text)


def test_another_name_than_the_hosts_own_is_offered() -> None:
    record = Record("CNAME", "go", "acme.com", RECORD.value)
    assert "links.acme.com" in advise(Finding(Code.A_INSTEAD_OF_CNAME, {"seen": "192.0.2.33"}), record)


def test_an_unreachable_server_never_leads_to_adding_a_record() -> None:
    for code in (Code.SERVERS_UNREACHABLE, Code.RESOLVER_FAULT, Code.NEGATIVE_CACHE, Code.STALE_POSITIVE_CACHE):
        assert "add a CNAME" not in advise(Finding(code), RECORD)


@given(st.sampled_from(list(Code)), st.text(max_size=200), st.sampled_from(["", "used", "broken", "nonsense"]))
def test_headlines_fit_into_a_row(code: Code, seen: str, variant: str) -> None:
    finding = Finding(code, {"seen": seen, "appended": seen, "variant": variant})
    assert 0 < len(headline(finding)) <= MAX_HEADLINE


@given(st.sampled_from(list(Code)), st.dictionaries(st.sampled_from(sorted(FROM_FINDING)), st.text(max_size=30)))
def test_advice_never_fails_whatever_a_finding_brings(code: Code, details: dict[str, str]) -> None:
    assert all(advise(Finding(code, details), RECORD, language=language) for language in Language)
    assert advise(Finding(code, details), RECORD, was_live=True)


def test_everything_a_client_must_mend_says_what_to_do() -> None:
    imperative = re.compile(
        r"\b(add|change|set|re-enter|enter|choose|click|turn|move|rename|replace|correct|check|renew|ask|have|use|"
        r"delete|take|look|remove|wait|put|leave)\b",
        re.IGNORECASE,
    )
    silent = [
        code for code in Code if Finding(code).who_acts is WhoActs.CLIENT and not imperative.search(WORDS.advice[code])
    ]
    assert silent == []


def test_the_box_is_named_as_the_panel_names_it() -> None:
    doubled = Finding(Code.DOUBLED_NAME, {"seen": "ls.acme.com.acme.com"})
    assert "In the Name box enter only ls." in advise(doubled, RECORD)
    assert "In the box Sub-domain enter only ls." in advise(doubled, RECORD, provider=Provider("ovh", "OVHcloud"))
