"""Webhooks: which events are told, how an address is judged, how a message is signed, when it is tried again."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook as Judge
from standardwebhooks.webhooks import WebhookVerificationError

from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.webhooks import (
    BOTH_SIGN,
    GIVEN_UP_AFTER,
    PAUSES,
    TYPES,
    SignedPost,
    WebhookType,
    is_signed,
    message_id,
    parse_address,
    pause_after,
    secret_of,
    signed,
)

SECRET, FORMER, OTHER = (secret_of(bytes([number]) * 32) for number in (1, 2, 3))
BODY = '{"type":"domain.live","data":{"host":"ls.acme.com","client":{"name":"Ácme"}}}'.encode()
ADDRESS = "https://crm.acme.com/hooks"
README = (Path(__file__).parents[2] / "README.md").read_text()


def post(*secrets: str, at: datetime | None = None) -> SignedPost:
    return signed(ADDRESS, message_id("T1", "d1", "7"), BODY, secrets or (SECRET,), at or datetime.now(UTC))


def is_accepted(one: SignedPost, secret: str = SECRET, body: bytes | None = None) -> bool:
    """By the scheme's own library."""
    try:
        Judge(secret).verify(body or one.body, dict(one.headers))
    except WebhookVerificationError:
        return False
    return True


def test_the_schemes_own_library_takes_what_we_sign_and_nothing_else() -> None:
    good = post()
    assert is_accepted(good)
    assert not is_accepted(good, OTHER)
    assert not is_accepted(good, body=good.body.replace(b"live", b"dead"))
    assert not is_accepted(replace(good, headers={**good.headers, "webhook-id": "msg_other"}))
    late = str(int(good.headers["webhook-timestamp"]) + 1)
    assert not is_accepted(replace(good, headers={**good.headers, "webhook-timestamp": late}))
    assert not is_accepted(post(at=datetime.now(UTC) - timedelta(minutes=6)))
    assert is_signed(good.headers, good.body, SECRET)
    assert not is_signed(good.headers, good.body, OTHER)


def test_while_a_secret_is_exchanged_both_are_good() -> None:
    both = post(SECRET, FORMER)
    assert is_accepted(both, SECRET)
    assert is_accepted(both, FORMER)
    assert not is_accepted(both, OTHER)
    assert not is_accepted(post(SECRET), FORMER)
    assert timedelta(days=1) == BOTH_SIGN


def test_a_secret_is_256_bits_in_the_schemes_form() -> None:
    assert SECRET.startswith("whsec_")
    assert len(base64.b64decode(SECRET.removeprefix("whsec_"), validate=True)) == 32


def test_a_message_has_one_name_without_a_full_stop_that_no_other_event_has() -> None:
    names = {message_id(team, domain, event) for team in "ab" for domain in ("d.1", "d") for event in ("1", "11")}
    assert len(names) == 8
    assert not any("." in name for name in names)
    assert message_id("a", "d", "1") == message_id("a", "d", "1")


def test_only_promised_events_are_told_and_all_of_them_under_their_own_names() -> None:
    assert set(TYPES.values()) == set(WebhookType)
    assert all(kind.value == told.value for kind, told in TYPES.items())
    kept = set(EventKind) - set(TYPES)
    assert {EventKind.INSTRUCTED, EventKind.LINK_REVOKED, EventKind.CONTACT_FORGOTTEN, EventKind.HANDED_OVER} < kept


def test_the_promised_events_are_those_of_the_interface() -> None:
    interface = Path(__file__).parents[2].parent / "shared" / "design" / "INTERFACE.md"
    if not interface.exists():
        pytest.skip("the interface's text is not here")
    promised = interface.read_text().partition("Standard Webhooks scheme: ")[2].partition("\n")[0]
    assert promised.rstrip(".").replace("`", "").split(", ") == [kind.value for kind in WebhookType]


def test_the_readme_names_every_event() -> None:
    assert [kind.value for kind in WebhookType if f"`{kind}`" not in README] == []


@pytest.mark.parametrize(
    "typed",
    ["https://crm.acme.com/hooks?key=1", "https://crm.acme.com:8443", " https://bücher.example/x ", "https://8.8.8.8/"],
)
def test_addresses_on_the_internet_are_taken(typed: str) -> None:
    assert parse_address(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "", "crm.acme.com", "http://crm.acme.com/", "ftp://crm.acme.com", "https://", "https://localhost/",
        "https://crm/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/", "https://169.254.169.254/latest",
        "https://[fd00::1]/", "https://ada:secret@crm.acme.com/", "https://crm.acme.com/#part",
        "https://crm.acme.com:99999/", "https://[::1", "https://crm.acme.com/" + "x" * 2000, "https://a..b/",
        "http://127.0.0.1:9000/",
    ],
)  # fmt: skip
def test_what_is_no_address_for_a_webhook_is_refused_beside_its_field(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_address(typed)
    assert (refused.value.reason, refused.value.field) == (Reason.BAD_WEBHOOK, "address")


def test_this_machine_is_an_address_only_where_that_is_allowed() -> None:
    assert parse_address("http://127.0.0.1:9000/hook", may_be_loopback=True) == "http://127.0.0.1:9000/hook"
    for typed in ("http://crm.acme.com/", "http://10.0.0.1/", "https://10.0.0.1/"):
        with pytest.raises(Refused):
            parse_address(typed, may_be_loopback=True)


def test_tries_go_on_for_more_than_three_days_and_then_end() -> None:
    pauses = [pause_after(tries, None, 0.0) for tries in range(1, 12)]
    assert pauses == [*PAUSES, None, None]
    assert sum(PAUSES) > GIVEN_UP_AFTER.total_seconds() > 86400


@pytest.mark.parametrize(("wait", "told"), [(None, 5.0), (1.0, 5.0), (60.0, 60.0), (10**9, 86400.0)])
def test_a_receiver_that_asks_for_a_pause_gets_it_up_to_a_day(wait: float | None, told: float) -> None:
    assert pause_after(1, wait, 0.0) == told


def test_what_failed_together_comes_back_apart() -> None:
    spread: Callable[[float], float | None] = lambda chance: pause_after(2, None, chance)  # noqa: E731
    assert (spread(0.0), spread(1.0)) == (300.0, 330.0)
