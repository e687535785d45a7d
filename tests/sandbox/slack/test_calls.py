"""Who may call what: tokens, scopes, arguments, bodies."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import SlackStandIn
from tests.sandbox.slack.support import (
    ADA,
    GENERAL,
    MANIFEST,
    Refusal,
    StillClock,
    client_of,
    furnished,
    manifest,
    modal,
    section,
)


async def raw(slack: SlackStandIn, method: str, *, token: str | None = None, **request: Any) -> Any:
    """A call past the real client: (status, headers, body)."""
    headers = {"Authorization": f"Bearer {slack.bot_token if token is None else token}"} if token != "" else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.api_url + method, headers=headers | request.pop("headers", {}), **request) as answer,
    ):
        return answer.status, answer.headers, await answer.json()


async def test_a_refusal_is_ok_false_with_http_200(slack: SlackStandIn) -> None:
    status, _, body = await raw(slack, "chat.postMessage", json={"channel": "C0NONE", "text": "x"})
    assert (status, body["ok"], body["error"]) == (200, False, "channel_not_found")


async def test_a_call_without_a_token_is_not_authed(slack: SlackStandIn) -> None:
    _, _, body = await raw(slack, "auth.test", token="")
    assert body["error"] == "not_authed"


async def test_a_wrong_token_is_invalid(slack: SlackStandIn) -> None:
    with Refusal() as refusal:
        await client_of(slack, "xoxb-wrong").auth_test()
    assert refusal.code == "invalid_auth"


async def test_a_token_in_a_json_body_is_not_looked_at(slack: SlackStandIn) -> None:
    _, _, body = await raw(slack, "auth.test", token="", json={"token": slack.bot_token})
    assert body["error"] == "not_authed"


async def test_a_token_in_a_form_is_accepted(slack: SlackStandIn) -> None:
    _, _, body = await raw(slack, "auth.test", token="", data={"token": slack.bot_token})
    assert body["ok"]


async def test_the_bot_token_cannot_open_sockets(slack: SlackStandIn) -> None:
    with Refusal() as refusal:
        await client_of(slack).apps_connections_open(app_token=slack.bot_token)
    assert refusal.code == "not_allowed_token_type"


async def test_the_app_token_cannot_post(slack: SlackStandIn) -> None:
    with Refusal() as refusal:
        await client_of(slack, slack.app_token).chat_postMessage(channel=GENERAL, text="x")
    assert refusal.code == "not_allowed_token_type"


async def test_a_revoked_token_says_so(slack: SlackStandIn, client: AsyncWebClient) -> None:
    slack.revoke()
    with Refusal() as refusal:
        await client.auth_test()
    assert refusal.code == "token_revoked"


async def test_a_scope_that_the_manifest_lacks_is_missing(clock: StillClock) -> None:
    slack = furnished(SlackStandIn(manifest(without="chat:write"), clock=clock))
    await slack.start()
    try:
        with Refusal() as refusal:
            await client_of(slack).chat_postMessage(channel=GENERAL, text="x")
        assert refusal.code == "missing_scope"
        assert refusal.response["needed"] == "chat:write"
        assert "commands" in refusal.response["provided"].split(",")
    finally:
        await slack.stop()


async def test_optional_scopes_are_granted(clock: StillClock) -> None:
    scopes = {"bot": ["commands"], "bot_optional": ["chat:write"]}
    slack = furnished(SlackStandIn({**MANIFEST, "oauth_config": {"scopes": scopes}}, clock=clock))
    await slack.start()
    try:
        assert (await client_of(slack).chat_postMessage(channel=GENERAL, text="x"))["ok"]
    finally:
        await slack.stop()


async def test_the_answer_names_the_granted_scopes(slack: SlackStandIn) -> None:
    _, headers, _ = await raw(slack, "auth.test")
    assert "chat:write" in headers["X-OAuth-Scopes"].split(",")


async def test_an_unknown_argument_is_refused(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.chat_postMessage(channel=GENERAL, text="x", colour="red")
    assert refusal.code == "invalid_arg_name"
    assert refusal.reasons == ["[ERROR] unknown argument: colour"]


async def test_the_team_id_that_bolt_adds_to_every_call_is_tolerated(slack: SlackStandIn) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, team_id="T0SANDBOX", retry_handlers=[])
    assert (await client.auth_test())["ok"]
    assert (await client.chat_postMessage(channel=GENERAL, text="x"))["ok"]


async def test_a_missing_argument_is_named(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.api_call("users.info")
    assert refusal.code == "invalid_arguments"
    assert refusal.reasons == ["[ERROR] missing required field: user"]


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ({"channel": 5}, "must provide a string [json-pointer:/channel]"),
        ({"channel": None}, "must provide a string [json-pointer:/channel]"),
        ({"channel": GENERAL, "unfurl_links": "perhaps"}, "must provide a boolean [json-pointer:/unfurl_links]"),
        ({"channel": GENERAL, "attachments": {}}, "must provide an array [json-pointer:/attachments]"),
    ],
)
async def test_an_argument_of_the_wrong_type_is_named(slack: SlackStandIn, args: Any, reason: str) -> None:
    _, _, body = await raw(slack, "chat.postMessage", json={"text": "x", **args})
    assert body["error"] == "invalid_arguments"
    assert body["response_metadata"]["messages"] == [f"[ERROR] {reason}"]


async def test_a_body_that_is_no_json_is_refused(slack: SlackStandIn) -> None:
    headers = {"Content-Type": "application/json"}
    _, _, body = await raw(slack, "chat.postMessage", data=b"{", headers=headers)
    assert body["error"] == "invalid_arguments"
    _, _, body = await raw(slack, "chat.postMessage", data=b"[]", headers=headers)
    assert body["error"] == "invalid_arguments"


async def test_blocks_may_come_as_json_text_in_a_form(slack: SlackStandIn) -> None:
    form = {"channel": GENERAL, "text": "x", "blocks": '[{"type": "divider"}]', "unfurl_links": "false"}
    _, _, body = await raw(slack, "chat.postMessage", data=form)
    assert body["ok"]
    assert slack.messages(GENERAL)[0].blocks[0]["type"] == "divider"


@pytest.mark.parametrize("blocks", ["{", '"text"', "{}"])
async def test_blocks_that_are_no_list_have_an_invalid_format(slack: SlackStandIn, blocks: str) -> None:
    _, _, body = await raw(slack, "chat.postMessage", data={"channel": GENERAL, "text": "x", "blocks": blocks})
    assert body["error"] == "invalid_blocks_format"


async def test_methods_that_take_no_json_do_not_see_arguments_in_json(slack: SlackStandIn) -> None:
    _, _, body = await raw(slack, "users.info", json={"user": ADA})
    assert body["error"] == "invalid_arguments"


async def test_a_view_must_be_an_object(slack: SlackStandIn) -> None:
    _, _, body = await raw(slack, "views.open", json={"trigger_id": "1", "view": [modal()]})
    assert body["error"] == "invalid_arguments"


async def test_calls_are_logged_with_arguments_scopes_and_errors(slack: SlackStandIn, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=GENERAL, text="x", blocks=[section()])
    with Refusal():
        await client.chat_postMessage(channel="C0NONE", text="x")
    good, bad = slack.log
    assert (good.method, good.scopes, good.error) == ("chat.postMessage", ("chat:write",), None)
    assert good.args["channel"] == GENERAL
    assert bad.error == "channel_not_found"
    assert slack.calls == {"chat.postMessage": 2}
