"""Which services and addresses Twilio takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.attachments import URL_LIMIT, check_settings, is_web_url, refuse_service, service_sid_of
from bot.core.domain import LinkSettings
from bot.core.errors import Reason, Refused
from bot.core.twilio import ServiceReport
from tests.core.support import SID

MG = "MG" + "2" * 32


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (ServiceReport(MG, exists=False), Reason.SERVICE_UNKNOWN),
        (ServiceReport(MG, exists=True, senders=0), Reason.SERVICE_HAS_NO_SENDER),
        (ServiceReport(MG, exists=True, senders=1, is_toll_free_only=True), Reason.SERVICE_TOLL_FREE_ONLY),
        (ServiceReport(MG, exists=True, senders=1, domain_sid="DN" + "9" * 32), Reason.SERVICE_HAS_OTHER_DOMAIN),
        (ServiceReport(MG, exists=True, senders=1, domain_sid=SID), None),
        (ServiceReport(MG, exists=True, senders=1), None),
        (None, None),
    ],
)
def test_a_service_is_refused_for_what_twilio_would_refuse(report: ServiceReport | None, reason: Reason | None) -> None:
    assert refuse_service(report, SID) is reason


def test_a_domain_that_a_service_holds_may_be_this_one_while_its_sid_is_unknown() -> None:
    assert refuse_service(ServiceReport(MG, exists=True, senders=1, domain_sid=SID), None) is None


@pytest.mark.parametrize(
    "text", ["https://acme.com", "http://acme.com/x?y=%20#z", "HTTPS://a.b:8443/", "https://é.fr/"]
)
def test_whole_addresses_are_taken(text: str) -> None:
    assert is_web_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "acme.com",
        "https://",
        "https://acme",
        "ftp://acme.com",
        "https://acme.com/a b",
        "https://user:pass@acme.com",
        "https://acme.com:99999/",
        "https://acme.com:0/",
        "https://[::1",
        "javascript:alert(1)//https://acme.com",
        "https://acme.com\nhttps://b.com",
        "",
    ],
)
def test_anything_else_is_no_address(text: str) -> None:
    assert not is_web_url(text)


@given(st.text())
def test_any_text_is_an_address_or_is_not(text: str) -> None:
    is_web_url(text)
    is_web_url(f"https://{text}")


def test_a_bad_address_is_refused_beside_its_field() -> None:
    with pytest.raises(Refused) as refused:
        check_settings(LinkSettings(fallback_url="https://acme.com", callback_url="acme"))
    assert (refused.value.reason, refused.value.field) == (Reason.BAD_URL, "callback_url")
    with pytest.raises(Refused) as refused:
        check_settings(LinkSettings(fallback_url="https://acme.com/" + "x" * URL_LIMIT))
    assert (refused.value.reason, refused.value.field) == (Reason.TOO_LONG, "fallback_url")
    check_settings(LinkSettings())


def test_a_service_sid_is_mg_and_32_hex_digits() -> None:
    assert service_sid_of(MG) == MG
    assert service_sid_of(MG + "2") is None
    assert service_sid_of(SID) is None


def test_a_service_sid_may_be_pasted_in_capitals_with_quotes_and_spaces() -> None:
    assert service_sid_of(f" “MG{'AB' * 16}”\n") == f"MG{'ab' * 16}"
