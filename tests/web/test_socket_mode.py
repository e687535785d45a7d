"""Socket Mode against a Slack that hangs and comes back."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.web.socket_mode import SocketModeDoor

WITHIN = 30.0  # seconds for what must happen
ENVELOPE = {
    "type": "slash_commands",
    "envelope_id": "e1",
    "accepts_response_payload": True,
    "payload": {"command": "/linkdomain", "text": "", "user_id": "U1", "team_id": "T1", "channel_id": "C1"},
}


class SlowSlack:
    """Gives addresses at once, and lets nobody in until it is ``well``."""

    def __init__(self) -> None:
        self.well = asyncio.Event()
        self.asked = self.settled = 0
        self.links: set[web.WebSocketResponse] = set()
        self.acknowledged: list[str] = []
        self.port = 0

    async def start(self) -> web.AppRunner:
        app = web.Application()
        app.add_routes([web.post("/api/apps.connections.open", self._open), web.get("/ws", self._link)])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        return runner

    async def _open(self, _request: web.Request) -> web.Response:
        self.asked += 1
        return web.json_response({"ok": True, "url": f"ws://127.0.0.1:{self.port}/ws"})

    async def _link(self, request: web.Request) -> web.StreamResponse:
        await self.well.wait()
        link = web.WebSocketResponse()
        if request.transport is None or request.transport.is_closing():
            self.settled += 1
            return link
        await link.prepare(request)
        self.links.add(link)
        self.settled += 1
        await link.send_json({"type": "hello"})
        async for message in link:
            self.acknowledged.append(json.loads(message.data)["envelope_id"])
        self.links.discard(link)
        return link


@pytest.fixture
async def slack() -> AsyncIterator[SlowSlack]:
    slow = SlowSlack()
    runner = await slow.start()
    yield slow
    await runner.cleanup()


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    async with asyncio.timeout(WITHIN):
        while True:
            seen = condition()
            if seen if isinstance(seen, bool) else await seen:
                return
            await asyncio.sleep(0.01)


def bolt(client: AsyncWebClient) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U9")

    app = AsyncApp(client=client, authorize=authorize, request_verification_enabled=False)

    @app.command("/linkdomain")
    async def _taken(ack: Callable[[], Awaitable[None]]) -> None:
        await ack()

    return app


async def test_after_an_outage_there_is_one_link_and_it_is_listened_to(slack: SlowSlack) -> None:
    client = AsyncWebClient(base_url=f"http://127.0.0.1:{slack.port}/api/")
    door = SocketModeDoor(bolt(client), client, "xapp-1", ping_every=10.0, look_every=0.02, closed_for=0.5)
    await door.start()
    try:
        await until(lambda: slack.asked > 1)
        slack.well.set()
        await until(door.is_open)
        await until(lambda: slack.settled == slack.asked)
        await until(lambda: len(slack.links) == 1)
        await next(iter(slack.links)).send_json(ENVELOPE)
        await until(lambda: slack.acknowledged == ["e1"])
    finally:
        await door.stop()
    await until(lambda: not slack.links)
