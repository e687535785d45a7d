"""HTTP mode: bodies, signatures, late and wrong answers."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from bot.sandbox.slack import SlackStandIn, Timing
from bot.sandbox.slack.link.pushes import signature
from tests.sandbox.slack.support import ADA, GENERAL, MANIFEST, StillClock, actions, button, client_of, furnished


class Door:
    """The app's address: keeps what came in, answers as told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], str]] = []
        self.answer: Callable[[], web.StreamResponse] = web.Response

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((dict(request.headers), await request.text()))
        return self.answer()


@pytest.fixture
async def door(slack: SlackStandIn) -> AsyncIterator[Door]:
    found = Door()
    app = web.Application()
    app.router.add_post("/slack/events", found.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.push_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield found
    await runner.cleanup()


async def test_a_push_is_signed_as_the_sdk_verifies(slack: SlackStandIn, door: Door) -> None:
    await slack.command(ADA, GENERAL, "/robot add ü")
    headers, body = door.requests[0]
    assert SignatureVerifier(slack.signing_secret).is_valid_request(body, headers)
    assert not SignatureVerifier("another").is_valid_request(body, headers)
    assert not SignatureVerifier(slack.signing_secret).is_valid_request(body + "x", headers)


def test_the_signature_is_that_of_slacks_own_example() -> None:
    """Figures from docs.slack.dev/authentication/verifying-requests-from-slack."""
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body) == expected


async def test_commands_come_as_a_form(slack: SlackStandIn, door: Door) -> None:
    await slack.command(ADA, GENERAL, "/robot add ls.acme.test")
    headers, body = door.requests[0]
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    fields = {name: values[0] for name, values in parse_qs(body).items()}
    assert (fields["command"], fields["text"], fields["team_id"]) == ("/robot", "add ls.acme.test", "T0SANDBOX")


async def test_interactions_come_as_json_in_a_form(slack: SlackStandIn, door: Door) -> None:
    await client_of(slack).chat_postMessage(channel=GENERAL, text="x", blocks=[actions(button(value="v"))])
    await slack.click(ADA, slack.messages(GENERAL)[0], "press")
    payload = json.loads(parse_qs(door.requests[0][1])["payload"][0])
    assert (payload["type"], payload["actions"][0]["value"]) == ("block_actions", "v")


async def test_events_come_as_json(slack: SlackStandIn, door: Door) -> None:
    await slack.open_home(ADA)
    headers, body = door.requests[0]
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body)["event"]["type"] == "app_home_opened"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: web.Response(text="plain"), "plain"),
        (lambda: web.json_response({"text": "json", "response_type": "in_channel"}), "json"),
        (lambda: web.Response(text=""), None),
    ],
)
async def test_the_body_of_the_answer_is_the_message(slack: SlackStandIn, door: Door, answer: Any, said: Any) -> None:
    door.answer = answer
    message = (await slack.command(ADA, GENERAL, "/robot")).message
    assert (message.text if message else None) == said


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.Response(status=404),
        lambda: web.Response(status=500),
        lambda: web.Response(status=302, headers={"Location": "/"}),
        lambda: web.Response(text="{", content_type="application/json"),
    ],
)
async def test_anything_but_200_and_sense_is_a_failure(slack: SlackStandIn, door: Door, answer: Any) -> None:
    door.answer = answer
    assert (await slack.command(ADA, GENERAL, "/robot")).error == "dispatch_failed"


async def test_an_address_where_nobody_listens_is_a_failure(slack: SlackStandIn) -> None:
    slack.push_to("http://127.0.0.1:1/slack/events")
    assert (await slack.command(ADA, GENERAL, "/robot")).error == "dispatch_failed"
    assert not await slack.verify_url()


async def test_a_late_answer_is_a_timeout(clock: StillClock) -> None:
    slack = furnished(SlackStandIn(MANIFEST, timing=Timing(ack=0.05), clock=clock))
    other = furnished(SlackStandIn(MANIFEST))
    await slack.start()
    await other.start()
    other.break_next("auth.test", "timeout")
    slack.push_to(f"{other.api_url}auth.test")
    try:
        assert (await slack.command(ADA, GENERAL, "/robot")).error == "operation_timeout"
    finally:
        await slack.stop()
        await other.stop()


async def test_a_copy_carries_the_same_signature(slack: SlackStandIn, door: Door) -> None:
    slack.deliver_twice()
    await slack.command(ADA, GENERAL, "/robot")
    assert door.requests[0] == door.requests[1]


async def test_an_event_that_failed_comes_again_with_its_number(clock: StillClock) -> None:
    slack = furnished(SlackStandIn(MANIFEST, timing=Timing(event_retries=(0.0,)), clock=clock))
    await slack.start()
    try:
        slack.push_to("http://127.0.0.1:1/")
        assert (await slack.open_home(ADA)).error == "dispatch_failed"
        await slack.wait_for(lambda: len(slack.deliveries) == 2)
        again = slack.deliveries[1]
        assert (again.retry, again.retry_reason) == (1, "http_error")
    finally:
        await slack.stop()


async def test_the_address_is_verified_by_a_challenge(slack: SlackStandIn, door: Door) -> None:
    door.answer = lambda: web.Response(text=json.loads(door.requests[-1][1])["challenge"])
    assert await slack.verify_url()
    door.answer = lambda: web.Response(text="no")
    assert not await slack.verify_url()


async def test_without_an_address_payloads_go_to_the_sockets_again(slack: SlackStandIn, door: Door) -> None:
    slack.push_to(None)
    assert (await slack.command(ADA, GENERAL, "/robot")).error == "dispatch_failed"
    assert door.requests == []
