"""The name given on the command line. Nothing is asked of DNS for a name that cannot be."""

import pytest

from bot.check.names import named
from bot.core.facts import Code, Finding
from tests.check.conftest import Check

TARGET = "lsct.ashburn.us1.twilio.com."

BAD = [
    "_ls.acme.test",
    "ls acme.test",
    "https://ls.acme.test/",
    "someone@acme.test",
    "ls.acme.test:443",
    "l" * 64 + ".acme.test",
    "co.uk",
    "*.acme.test",
    "192.0.2.1",
    "lsct.ashburn.us1.twilio.com",
    "",
]


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_host_name_is_an_error_without_a_question(text: str, check: Check) -> None:
    exit_code, answer = check(text)
    assert (exit_code, answer["code"], answer["severity"], answer["who_acts"]) == (1, "BAD_NAME_SYNTAX", "error", "us")
    assert answer["record"] is None
    assert answer["evidence"] == []


def test_the_advice_names_what_was_probably_meant(check: Check) -> None:
    assert "for example ls.acme.test." in check("https://acme.test/path")[1]["advice"]
    assert "for example ls.acme.com." in check("???")[1]["advice"]


def test_a_whole_domain_gets_a_subdomain_to_use(check: Check) -> None:
    exit_code, answer = check("ACME.test.")
    assert (exit_code, answer["code"]) == (1, "APEX_CNAME")
    assert "ls.acme.test" in answer["advice"]
    assert (answer["record"]["name"], answer["record"]["zone"]) == ("ls", "acme.test")


def test_a_name_in_other_letters_is_noted_among_the_findings() -> None:
    name = named("ls.bücher.test", TARGET)
    assert name.host == "ls.xn--bcher-kva.test"
    assert [f.code for f in name.with_note([Finding(Code.OK)])] == [Code.IDN_NORMALISED]
    told = name.with_note([Finding(Code.TTL_TOO_LONG), Finding(Code.LIVE)])
    assert [f.code for f in told] == [Code.TTL_TOO_LONG, Code.IDN_NORMALISED, Code.LIVE]


def test_a_plain_name_is_not_noted() -> None:
    assert named("LS.acme.test.", TARGET).note is None
    assert named("ls.xn--bcher-kva.test", TARGET).note is None
