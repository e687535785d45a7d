"""A real Bolt app lives with the stand-in, over Socket Mode and over signed HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, InputBlock, PlainTextInputElement, SectionBlock
from slack_sdk.models.views import View as SdkView
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.slack import SlackStandIn
from tests.sandbox.slack.support import ADA, GENERAL, client_of


def form() -> SdkView:
    host = InputBlock(block_id="host", label="Host", element=PlainTextInputElement(action_id="host"))
    return SdkView(type="modal", callback_id="form", title="Add", submit="Add", blocks=[host])


def build(slack: SlackStandIn) -> AsyncApp:
    app = AsyncApp(client=client_of(slack), signing_secret=slack.signing_secret, process_before_response=True)

    @app.command("/robot")
    async def on_command(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form())
        await ack()

    @app.view("form")
    async def on_submit(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient) -> None:
        host = view["state"]["values"]["host"]["host"]["value"]
        if "." not in host:
            await ack(response_action="errors", errors={"host": "Type a whole host name."})
            return
        button = ButtonElement(text="Check now", action_id="check", value=host)
        blocks = [SectionBlock(text=f"*{host}*"), ActionsBlock(elements=[button])]
        await client.chat_postMessage(channel=GENERAL, text=host, blocks=blocks)
        await ack()

    @app.action("check")
    async def on_check(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond) -> None:
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        await client.chat_update(channel=channel, ts=ts, text="looked", blocks=[SectionBlock(text="looked")])
        await respond("I looked.")
        await ack()

    return app


async def tell_the_story(slack: SlackStandIn, clock: Any) -> None:
    opened = await slack.command(ADA, GENERAL, "/robot add")
    assert opened.error is None
    view = opened.view
    assert view is not None
    assert view.title == "Add"

    wrong = await slack.submit(ADA, view, {"host": "nothing"})
    assert wrong.errors == {"host": "Type a whole host name."}
    assert view.is_open

    done = await slack.submit(ADA, view, {"host": "ls.acme.test"})
    assert (done.error, done.errors, view.is_open) == (None, {}, False)
    card = slack.messages(GENERAL)[-1]
    assert card.text == "ls.acme.test"

    clock.now += 1
    reply = await client_of(slack).chat_postMessage(channel=GENERAL, text="in the thread", thread_ts=card.ts)
    assert [message.ts for message in slack.messages(GENERAL, card.ts)] == [card.ts, reply["ts"]]

    answer = await slack.click(ADA, card, "check")
    assert answer.error is None
    assert card.text == "looked"
    assert answer.message is not None
    assert (answer.message.text, answer.message.seen_by) == ("I looked.", ADA)
    assert slack.problems == []


@asynccontextmanager
async def serving(app: Starlette) -> AsyncIterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 uvicorn offers nothing to wait for
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/slack/events"
    server.should_exit = True
    await task


async def test_a_bolt_app_tells_its_whole_story_over_socket_mode(slack: SlackStandIn, clock: Any) -> None:
    handler = AsyncSocketModeHandler(build(slack), slack.app_token)
    await handler.connect_async()
    try:
        await slack.wait_for(lambda: slack.connections)
        await tell_the_story(slack, clock)
    finally:
        await handler.close_async()


async def test_a_bolt_app_tells_its_whole_story_over_signed_http(slack: SlackStandIn, clock: Any) -> None:
    handler = AsyncSlackRequestHandler(build(slack))

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    async with serving(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as url:
        slack.push_to(url)
        assert await slack.verify_url()
        await tell_the_story(slack, clock)


async def test_a_bolt_app_refuses_pushes_signed_with_another_secret(slack: SlackStandIn) -> None:
    app = AsyncApp(client=client_of(slack), signing_secret="another", process_before_response=True)
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    async with serving(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as url:
        slack.push_to(url)
        answer = await slack.command(ADA, GENERAL, "/robot add")
    assert answer.error == "dispatch_failed"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_bolt_app_renews_its_connection_when_asked(slack: SlackStandIn, clock: Any, reason: Any) -> None:
    handler = AsyncSocketModeHandler(build(slack), slack.app_token, ping_interval=1)
    await handler.connect_async()
    try:
        await slack.wait_for(lambda: slack.connections == 1)
        await slack.disconnect(reason)
        await slack.wait_for(lambda: slack.calls["apps.connections.open"] == 2 and slack.connections == 1)
        await tell_the_story(slack, clock)
    finally:
        await handler.close_async()
