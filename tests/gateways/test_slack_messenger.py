"""Posting, updating and finding messages, against a small server that answers as Slack does, or fails."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.models.blocks import HeaderBlock
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import GatewayError
from bot.core.messages import Content, SlackPost
from bot.gateways.slack import SlackMessenger
from tests.gateways.vendor import Fault, Vendor, html, vendor

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
POST = SlackPost("C1", "domain:1:card", Content("plain", [{"type": "divider"}]))
REPLY = SlackPost("C1", "domain:1:reply:7", Content("plain"), thread_ts="100.000001", is_broadcast=True)
BOT = "B0LINK"


def ok(**fields: Any) -> web.Response:
    return web.json_response({"ok": True, **fields})


def refused(error: str) -> web.Response:
    return web.json_response({"ok": False, "error": error})


def message(key: str, ts: str, bot_id: str = BOT, event_type: str = "linkdomain") -> dict[str, Any]:
    return {"ts": ts, "bot_id": bot_id, "metadata": {"event_type": event_type, "event_payload": {"key": key}}}


class Slack:
    """One page of history for every cursor; posts get ts 200.000001."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[list[dict[str, Any]], str]] = {"": ([], "")}

    def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.path.rpartition("/")[2]
        if method in ("conversations.history", "conversations.replies"):
            messages, cursor = self.pages[request.query.get("cursor", "")]
            return ok(messages=messages, response_metadata={"next_cursor": cursor})
        if method == "users.info":
            return ok(user={"id": "U1", "name": "ana", "profile": {"display_name": "", "real_name": "Ana Lee"}})
        return ok(ts="200.000001", channel="C1", bot_id=BOT)


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture
async def server(slack: Slack) -> AsyncIterator[Vendor]:
    async with vendor(slack.answer) as one:
        yield one


@pytest.fixture
def messenger(server: Vendor) -> SlackMessenger:
    return messenger_at(server, 30.0)


def messenger_at(server: Vendor, timeout: float) -> SlackMessenger:
    return SlackMessenger(AsyncWebClient("xoxb-1", base_url=f"{server.url}/api/"), timeout=timeout)


async def failure(call: Any) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        await call
    return caught.value


async def test_a_post_carries_its_key_and_unfurls_nothing(messenger: SlackMessenger, server: Vendor) -> None:
    assert await messenger.post(POST) == "200.000001"
    sent = server.seen[0].json
    assert sent["metadata"] == {"event_type": "linkdomain", "event_payload": {"key": "domain:1:card"}}
    assert (sent["unfurl_links"], sent["unfurl_media"], sent["link_names"]) == (False, False, False)
    assert (sent["text"], sent["blocks"]) == ("plain", [{"type": "divider"}])
    assert "thread_ts" not in sent
    assert "reply_broadcast" not in sent


async def test_a_reply_goes_into_its_thread_and_is_broadcast_where_asked(
    messenger: SlackMessenger, server: Vendor
) -> None:
    await messenger.post(REPLY)
    assert (server.seen[0].json["thread_ts"], server.seen[0].json["reply_broadcast"]) == ("100.000001", True)


async def test_an_update_says_nothing_of_the_metadata_so_that_it_stays(
    messenger: SlackMessenger, server: Vendor
) -> None:
    await messenger.update("C1", "200.000001", Content("new", [HeaderBlock(text="Hello")]))
    assert server.seen[0].path == "/api/chat.update"
    assert "metadata" not in server.seen[0].json
    assert server.seen[0].json["blocks"][0]["type"] == "header"


@pytest.mark.parametrize(
    ("answer", "transient", "sent", "is_answered", "reference"),
    [
        (refused("channel_not_found"), False, False, False, "channel_not_found"),
        (refused("invalid_blocks"), False, False, False, "invalid_blocks"),
        (refused("not_in_channel"), True, False, False, "not_in_channel"),
        (refused("token_revoked"), True, False, False, "token_revoked"),
        (refused("service_unavailable"), True, False, False, "service_unavailable"),
        (refused("internal_error"), True, None, True, "internal_error"),
        (refused("fatal_error"), True, None, True, "fatal_error"),
        (html(502), True, None, True, "http_502"),
        (html(200), True, None, True, "http_200"),
        (web.json_response({"ok": False, "error": "internal_error"}, status=500), True, None, True, "internal_error"),
        (web.Response(status=503, text="upstream connect error"), True, None, True, "http_503"),
        (web.Response(text="captive portal"), True, None, True, "bad_reply"),
        (web.Response(text="{", content_type="application/json"), True, None, True, "http_200"),
        (Fault("reset"), True, None, False, "connection"),
    ],
)
async def test_every_fault_is_told_as_what_it_means_for_a_repetition(
    messenger: SlackMessenger,
    server: Vendor,
    answer: web.StreamResponse | Fault,
    transient: bool,
    sent: bool | None,
    is_answered: bool,
    reference: str,
) -> None:
    server.answers.append(answer)
    error = await failure(messenger.post(POST))
    assert (error.transient, error.sent, error.is_answered, error.reference) == (
        transient,
        sent,
        is_answered,
        reference,
    )
    assert len(server.seen) == 1, "the library must not repeat by itself"


@pytest.mark.parametrize("kind", ["hang", "trickle"])
async def test_an_answer_that_does_not_come_is_not_waited_for_again(server: Vendor, kind: str) -> None:
    server.usual = lambda _: Fault(kind)
    error = await failure(messenger_at(server, 0.3).post(POST))
    assert (error.transient, error.sent, error.is_answered, error.reference) == (True, None, False, "timeout")
    assert len(server.seen) <= 1, "the library must not repeat by itself"


@pytest.mark.parametrize(("headers", "wait"), [({"Retry-After": "3"}, 3.0), ({}, 5.0)])
async def test_too_many_posts_are_waited_for(
    messenger: SlackMessenger, server: Vendor, headers: dict[str, str], wait: float
) -> None:
    body = json.dumps({"ok": False, "error": "ratelimited"})
    server.answers.append(web.Response(status=429, text=body, content_type="application/json", headers=headers))
    error = await failure(messenger.post(POST))
    assert (error.transient, error.sent, error.retry_after) == (True, False, wait)


async def test_a_429_without_json_is_waited_for_too(messenger: SlackMessenger, server: Vendor) -> None:
    server.answers.append(web.Response(status=429, text="slow down", headers={"Retry-After": "2"}))
    assert (await failure(messenger.post(POST))).retry_after == 2.0


async def test_nobody_there_means_surely_not_sent() -> None:
    messenger = SlackMessenger(AsyncWebClient("xoxb-1", base_url="http://127.0.0.1:1/api/"))
    error = await failure(messenger.post(POST))
    assert (error.reference, error.transient, error.sent) == ("no_connection", True, False)


async def test_blocks_that_cannot_be_built_are_our_fault_and_not_sent(
    messenger: SlackMessenger, server: Vendor
) -> None:
    error = await failure(messenger.post(SlackPost("C1", "k", Content("t", [HeaderBlock(text="x" * 200)]))))
    assert (error.transient, error.sent, server.seen) == (False, False, [])


async def test_a_root_is_found_by_its_key_in_the_history(
    messenger: SlackMessenger, slack: Slack, server: Vendor
) -> None:
    slack.pages[""] = ([message("domain:2:card", "190.1"), {"ts": "191.1"}, message("domain:1:card", "192.1")], "")
    assert await messenger.find(POST, NOW) == "192.1"
    query = server.seen[0].query
    assert server.seen[0].path == "/api/conversations.history"
    assert query["include_all_metadata"] == "1"
    assert float(query["oldest"]) == (NOW - timedelta(seconds=60)).timestamp()


async def test_a_reply_is_found_in_its_thread(messenger: SlackMessenger, slack: Slack, server: Vendor) -> None:
    slack.pages[""] = ([message("domain:1:reply:7", "192.1")], "")
    assert await messenger.find(REPLY, NOW) == "192.1"
    assert (server.seen[0].path, server.seen[0].query["ts"]) == ("/api/conversations.replies", "100.000001")


async def test_all_pages_are_searched_and_the_first_copy_counts(messenger: SlackMessenger, slack: Slack) -> None:
    slack.pages = {"": ([message("domain:1:card", "1000.1")], "p2"), "p2": ([message("domain:1:card", "999.9")], "")}
    assert await messenger.find(POST, NOW) == "999.9"


async def test_what_is_not_there_is_none(messenger: SlackMessenger, slack: Slack) -> None:
    slack.pages[""] = ([message("domain:1:card", "1.1", event_type="another_app")], "")
    assert await messenger.find(POST, NOW) is None


async def test_another_apps_message_with_our_key_does_not_count(messenger: SlackMessenger, slack: Slack) -> None:
    slack.pages[""] = ([message("domain:1:card", "192.1", bot_id="B0EVIL")], "")
    assert await messenger.find(POST, NOW) is None


async def test_a_search_that_cannot_see_everything_does_not_say_that_nothing_is_there(
    messenger: SlackMessenger, slack: Slack
) -> None:
    slack.pages = {"": ([], "again"), "again": ([], "again")}
    assert (await failure(messenger.find(POST, NOW))).reference == "too_many_messages_to_search"


async def test_a_person_is_called_by_a_name_that_is_there(messenger: SlackMessenger) -> None:
    assert (await messenger.sender_of("U1")).name == "Ana Lee"
