"""Other systems add domains, by the very service that `/linkdomain add` uses."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.core.domain import Setup
from bot.core.errors import GatewayError
from bot.core.people import Role
from bot.core.twilio import Judgement
from bot.services.clients import EditClient, edit_client
from tests.services.support import ADMIN, OTHER_SID, SID, VALUE
from tests.web.api_support import Outlet, opened

NEW = {"host": "ls.acme.com", "client": "Acme Corp"}


@pytest.fixture
async def outlet(tmp_path: Path) -> AsyncIterator[Outlet]:
    async for made in opened(tmp_path):
        yield made


async def test_a_domain_is_added_in_the_name_of_the_admin_who_made_the_token(outlet: Outlet) -> None:
    answer = await outlet.post(NEW, outlet.token(name="Billing"))
    assert answer.status_code == 201
    assert answer.headers["location"] == "/api/v1/domains/ls.acme.com"
    shown = answer.json()
    assert (shown["host"], shown["owner"], shown["client"]["id"]) == ("ls.acme.com", "UADM", "c1")
    kept = outlet.house.domain(shown["id"])
    assert (kept.channel, kept.setup, kept.contact_ids) == ("C1", Setup.OURS, ())
    [added] = outlet.house.events(kept.id)
    assert (added.actor, added.details["via"]) == ("UADM", "Billing")


async def test_everything_that_the_form_takes_can_be_given(outlet: Outlet) -> None:
    given = {
        **NEW,
        "setup": "forward",
        "contacts": ["it@acme.com", "it@acme.com"],
        "language": "es",
        "note": "Two lines\nof it",
        "domain_sid": SID,
        "verification": VALUE,
        "channel": "C0SALES",
        "owner": "UOWN",
    }
    shown = (await outlet.post(given, outlet.token())).json()
    kept = outlet.house.domain(shown["id"])
    assert (kept.owner, kept.channel, kept.note, len(kept.contact_ids)) == ("UOWN", "C0SALES", "Two lines\nof it", 1)
    assert (shown["twilio"], outlet.twilio.asked) == (
        {"domain_sid": SID, "standing": "confirmed"},
        [(SID, "ls.acme.com")],
    )
    assert "it@acme.com" not in str(shown)


async def test_the_same_key_adds_nothing_twice(outlet: Outlet) -> None:
    token = outlet.token()
    first = await outlet.post(NEW, token, key="order-1")
    again = await outlet.post(NEW, token, key="order-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()
    assert len(outlet.house.events(first.json()["id"])) == 1


async def test_a_key_is_for_one_domain_and_for_one_token(outlet: Outlet) -> None:
    token = outlet.token()
    await outlet.post(NEW, token, key="order-1")
    other = {**NEW, "host": "go.acme.com"}
    answer = await outlet.post(other, token, key="order-1")
    assert (answer.status_code, answer.json()["code"]) == (409, "key_used")
    assert (await outlet.get("/domains/go.acme.com", token)).status_code == 404
    assert (await outlet.post(other, outlet.token(), key="order-1")).status_code == 201


async def test_a_refused_request_does_not_use_its_key_up(outlet: Outlet) -> None:
    token = outlet.token()
    assert (await outlet.post({**NEW, "owner": "UNOBODY"}, token, key="k")).status_code == 422
    assert (await outlet.post(NEW, token, key="k")).status_code == 201


async def test_without_a_key_a_host_that_is_here_is_a_conflict_that_tells_nothing_of_others(outlet: Outlet) -> None:
    outlet.house.add("acme.com")
    for token, client in ((outlet.token(), "c1"), (outlet.token("c2"), "c2")):
        answer = await outlet.post({**NEW, "client": client}, token)
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["detail"]) == (
            409,
            "duplicate_host",
            "This host is here already.",
        )


async def test_a_sid_that_is_in_use_does_not_name_the_other_host(outlet: Outlet) -> None:
    outlet.house.give(outlet.house.add("secret.example"), SID)
    answer = await outlet.post({**NEW, "client": "c2", "domain_sid": SID}, outlet.token("c2"))
    assert (answer.status_code, answer.json()["code"]) == (409, "sid_used_here")
    assert "secret" not in answer.text


REFUSED: Sequence[tuple[dict[str, object], str, str]] = (
    ({"host": "acme.com"}, "host", "apex"),
    ({"host": "*.acme.com"}, "host", "wildcard"),
    ({"host": "ls.acme.com, ls.beta.com"}, "host", "two_hosts"),
    ({"host": "lsct.ashburn.us1.twilio.com"}, "host", "twilio_name"),
    ({"client": "Nobody"}, "client", "unknown_client"),
    ({"setup": "forward"}, "contacts", "empty"),
    ({"contacts": ["it@acme.com", "not an address"]}, "contacts.1", "bad_email"),
    ({"domain_sid": "DNx"}, "domain_sid", "bad_domain_sid"),
    ({"verification": VALUE}, "domain_sid", "bad_domain_sid"),
    ({"domain_sid": SID, "verification": "x"}, "verification", "bad_verification"),
    ({"channel": "C0OTHER"}, "channel", "no_channel"),
    ({"owner": "UGUEST"}, "owner", "no_owner"),
    ({"surprise": 1}, "surprise", "extra_forbidden"),
    ({"host": 5}, "host", "string_type"),
    ({"contacts": ["a@b.example"] * 11}, "contacts", "too_long"),
    ({"setup": "theirs"}, "setup", "enum"),
)


async def test_what_is_refused_stands_beside_its_field(outlet: Outlet) -> None:
    token = outlet.token()
    for given, field, code in REFUSED:
        answer = await outlet.post({**NEW, **given}, token)
        errors = answer.json()["errors"]
        told = (answer.status_code, [(one["field"], one["code"]) for one in errors])
        assert told == (422, [(field, code)]), given
        assert errors[0]["detail"]
    assert outlet.house.read(lambda tx: tx.domains.of_team("T1")) == []


async def test_twilios_word_on_a_sid_counts_and_its_silence_does_not_hold_up(outlet: Outlet) -> None:
    token = outlet.token()
    outlet.twilio.answer = Judgement.OTHER_HOST
    refused = await outlet.post({**NEW, "domain_sid": SID}, token)
    assert refused.json()["errors"][0]["code"] == "sid_of_other_host"
    outlet.twilio.answer = GatewayError("twilio", "timeout", transient=True)
    assert (await outlet.post({**NEW, "domain_sid": OTHER_SID}, token)).json()["twilio"]["standing"] == "unproven"


async def test_a_client_out_of_scope_is_as_unknown_as_one_that_is_not_there(outlet: Outlet) -> None:
    token = outlet.token("c2")
    told = [(await outlet.post({**NEW, "client": name}, token)).json() for name in ("c1", "Acme Corp", "Nobody")]
    assert {str({**one, "reference": ""}) for one in told} == {str({**told[0], "reference": ""})}


async def test_a_renamed_client_keeps_its_id(outlet: Outlet) -> None:
    token = outlet.token("c1")
    outlet.house.run(edit_client, EditClient("c1", "Acme International", "x1"), ADMIN)
    assert (await outlet.post({**NEW, "client": "c1"}, token)).json()["client"]["name"] == "Acme International"


async def test_without_a_channel_anywhere_one_is_asked_for(outlet: Outlet) -> None:
    outlet.channel = None
    outlet.app = outlet.made()
    outlet.web = outlet.asker()
    answer = await outlet.post(NEW, outlet.token())
    assert answer.json()["errors"] == [
        {
            "field": "channel",
            "code": "empty",
            "detail": "Give the id of a Slack channel: no DEFAULT_CHANNEL is set.",
        }
    ]


async def test_a_token_that_may_only_read_adds_nothing(outlet: Outlet) -> None:
    answer = await outlet.post(NEW, outlet.token(can_add=False))
    assert (answer.status_code, answer.json()["code"]) == (403, "read_only")
    assert "insufficient_scope" in answer.headers["www-authenticate"]


@pytest.mark.parametrize("held", [None, frozenset[Role]()])
async def test_whoever_made_the_token_must_still_be_allowed_to_add(
    outlet: Outlet, held: frozenset[Role] | None
) -> None:
    token = outlet.token()
    outlet.people.held = {"UOWN": frozenset({Role.MANAGER}), **({} if held is None else {"UADM": held})}
    answer = await outlet.post({**NEW, "owner": "UOWN"}, token)
    assert answer.status_code == 403
    assert "another admin" in answer.json()["detail"]


async def test_bodies_are_json_of_limited_size(outlet: Outlet) -> None:
    token = outlet.token()
    bearer = {"Authorization": f"Bearer {token}"}

    async def status(content: bytes, kind: str = "application/json; charset=utf-8") -> int:
        sent = await outlet.web.post("/api/v1/domains", content=content, headers={**bearer, "Content-Type": kind})
        return sent.status_code

    assert await status(b"{}", "text/plain") == 415
    assert await status(b"{") == 400
    assert await status(b"\xff") == 400
    assert await status(b"[" * 60_000) == 400
    assert await status(b"[]") == 422
    assert await status(b"null") == 422
    assert await status(b'{"host": "' + b"a" * 70_000 + b'"}') == 413


async def test_a_key_must_be_one_short_word(outlet: Outlet) -> None:
    token = outlet.token()
    for key in ("x" * 201, "two words", "é"):
        answer = await outlet.web.post(
            "/api/v1/domains",
            json=NEW,
            headers=[(b"Authorization", f"Bearer {token}".encode()), (b"Idempotency-Key", key.encode())],
        )
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")
