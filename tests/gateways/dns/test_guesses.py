"""The ways in which people get a record wrong, as pure functions."""

import dns.name
import pytest
from dns.name import Name
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.gateways.dns.guesses import MAX_TYPOS, appended, below, doubled_names, is_slip, is_url, mistyped_names

TARGET = dns.name.from_text("lsct.ashburn.us1.twilio.com.")
ACME = dns.name.from_text("acme.test.")
LABELS = st.lists(st.binary(min_size=1, max_size=63), min_size=1, max_size=3)


def name(text: str) -> Name:
    return dns.name.from_text(text)


@pytest.mark.parametrize(
    ("seen", "is_ours"),
    [
        ("lsct.ashbum.us1.twilio.com", True),
        ("1sct.ashburn.us1.twilio.com", True),
        ("lsct.ashburn.us1.twillio.com", True),
        ("lsct.dublin.ie1.twilio.com", False),
        ("lsct.ashburn.us1.twilio.com", False),
        ("twilio.com", False),
    ],
)
def test_a_slip_is_nearly_ours(seen: str, is_ours: bool) -> None:
    assert is_slip(name(seen), TARGET) is is_ours


@pytest.mark.parametrize(
    ("end", "is_known"), [("acme.test", True), ("shop.acme.test", True), ("test", True), ("other.test", False)]
)
def test_what_a_panel_appends_is_an_end_of_the_hosts_name(end: str, is_known: bool) -> None:
    seen = name(f"lsct.ashburn.us1.twilio.com.{end}")
    assert appended(seen, TARGET, name("ls.shop.acme.test"), ACME) == (name(end) if is_known else None)


def test_more_than_one_end_or_a_slip_before_it_is_known_too() -> None:
    host = name("ls.acme.test")
    assert appended(name("lsct.ashburn.us1.twilio.com.acme.test.acme.test"), TARGET, host, ACME) == name(
        "acme.test.acme.test"
    )
    assert appended(name("lsct.ashbum.us1.twilio.com.acme.test"), TARGET, host, ACME) == ACME
    assert appended(name("www.acme.test"), TARGET, host, ACME) is None
    assert appended(name("lsct.ashburn.us1.twilio.com.com"), TARGET, host, ACME) is None


def test_half_of_a_domain_can_be_doubled_too() -> None:
    found = doubled_names(name("ls.acme.co.uk"), name("acme.co.uk"), name("acme.co.uk"))
    assert {name("ls.acme.acme.co.uk"), name("ls.acme.co.acme.co.uk")} <= set(found)
    inner = doubled_names(name("ls.eu.acme.test"), name("eu.acme.test"), ACME)
    assert name("ls.eu.eu.acme.test") in inner


def test_letters_left_out_are_slips() -> None:
    assert name("lnks.acme.test") in mistyped_names(name("links.acme.test"), ACME)
    assert ACME in mistyped_names(name("links.acme.test"), ACME)


def test_nothing_was_appended_to_the_target_itself() -> None:
    assert appended(TARGET, TARGET, name("ls.acme.test"), ACME) is None


def test_a_pasted_address_has_marks_that_no_host_has() -> None:
    assert is_url(Name((b"https://lsct", b"ashburn", b"")))
    assert is_url(Name((b"lsct ashburn", b"")))
    assert not is_url(TARGET)


@settings(deadline=None, max_examples=80)
@given(LABELS)
def test_guesses_are_few_and_never_the_host_itself(labels: list[bytes]) -> None:
    host = below(Name(labels), ACME)
    if host is None:
        return
    for guesses in (doubled_names(host, ACME, ACME), mistyped_names(host, ACME)):
        assert host not in guesses
        assert len(set(guesses)) == len(guesses) <= MAX_TYPOS
        assert all(guess.is_subdomain(ACME) for guess in guesses)


@settings(deadline=None, max_examples=80)
@given(LABELS, LABELS)
def test_a_name_too_long_is_no_name(left: list[bytes], right: list[bytes]) -> None:
    joined = below(Name(left), Name((*right, b"")))
    assert joined is None or joined.labels == (*left, *right, b"")
