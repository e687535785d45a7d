"""A small app on a real socket, a clock that stands still, and blocks to send."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import SlackStandIn
from bot.sandbox.slack.changes import Changes

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Robot"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Robot"},
        "slash_commands": [{"command": "/robot", "description": "does"}],
        "shortcuts": [
            {"name": "Global", "type": "global", "callback_id": "go", "description": "goes"},
            {"name": "Message", "type": "message", "callback_id": "look", "description": "looks"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:read",
                "chat:write",
                "commands",
                "groups:history",
                "im:history",
                "im:write",
                "usergroups:read",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}
ADA, BOB, GENERAL = "U0ADA", "U0BOB", "C0GENERAL"


def manifest(*, without: str = "", **settings: Any) -> dict[str, Any]:
    """The manifest without one scope, or with other settings."""
    scopes = [scope for scope in MANIFEST["oauth_config"]["scopes"]["bot"] if scope != without]
    changed = {**MANIFEST["settings"], **settings}
    return {**MANIFEST, "oauth_config": {"scopes": {"bot": scopes}}, "settings": changed}


class StillClock:
    """Seconds that pass only when told to."""

    def __init__(self, start: float = 1000.0) -> None:
        self.now = start

    def __call__(self) -> float:
        return self.now


def furnished(slack: SlackStandIn) -> SlackStandIn:
    slack.add_user(ADA, "ada")
    slack.add_user(BOB, "bob")
    slack.add_channel(GENERAL, "general", [ADA, BOB])
    return slack


def client_of(slack: SlackStandIn, token: str | None = None) -> AsyncWebClient:
    """The real client, without its own repetitions."""
    return AsyncWebClient(token or slack.bot_token, base_url=slack.api_url, retry_handlers=[])


class Refusal:
    """``with Refusal() as refusal: await client.…`` expects the call to be refused."""

    code: str
    response: Any

    def __enter__(self) -> "Refusal":
        return self

    def __exit__(self, kind: object, error: BaseException | None, _traceback: object) -> bool:
        assert isinstance(error, SlackApiError), f"not refused: {error!r}"
        self.response = error.response
        self.code = error.response["error"]
        return True

    @property
    def reasons(self) -> list[str]:
        reasons: list[str] = self.response["response_metadata"]["messages"]
        return reasons


SILENCE = object()
"""An answer that is never given."""
Answers = Callable[[dict[str, Any]], object]


class RawApp:
    """An app of a few lines: connects as many sockets as told and answers each envelope as ``answer`` says."""

    def __init__(self, slack: SlackStandIn, answer: Answers = lambda _envelope: None) -> None:
        self.answer = answer
        self.seen: list[dict[str, Any]] = []
        self.hellos: list[dict[str, Any]] = []
        self.goodbyes: list[str] = []
        self.sockets: list[ClientWebSocketResponse] = []
        self._slack = slack
        self._session = ClientSession()
        self._tasks: list[asyncio.Task[None]] = []
        self._changes = Changes()

    async def wait_for(self, look: Callable[[], object]) -> None:
        """Returns once ``look`` is true; looked at whenever something comes in."""
        await self._changes.wait_for(look, 60)

    async def connect(self) -> ClientWebSocketResponse:
        opened = await client_of(self._slack).apps_connections_open(app_token=self._slack.app_token)
        socket = await self._session.ws_connect(opened["url"])
        self.sockets.append(socket)
        self._tasks.append(asyncio.create_task(self._listen(socket)))
        before = len(self.hellos) + len(self.goodbyes)
        await self.wait_for(lambda: len(self.hellos) + len(self.goodbyes) > before)
        return socket

    async def _listen(self, socket: ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._take(socket, message.json())

    async def _take(self, socket: ClientWebSocketResponse, envelope: dict[str, Any]) -> None:
        self._changes.tell()
        if envelope["type"] == "hello":
            self.hellos.append(envelope)
        elif envelope["type"] == "disconnect":
            self.goodbyes.append(envelope["reason"])
        else:
            self.seen.append(envelope)
            answer = self.answer(envelope)
            if answer is not SILENCE:
                ack = {"envelope_id": envelope["envelope_id"], **({"payload": answer} if answer else {})}
                await socket.send_json(ack)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in self.sockets:
            await socket.close()
        await self._session.close()


def text(words: str, kind: str = "plain_text") -> dict[str, Any]:
    return {"type": kind, "text": words}


def option(words: str, value: str | None = None) -> dict[str, Any]:
    return {"text": text(words), "value": value or words.lower()}


def button(action_id: str = "press", words: str = "Press", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": text(words), **more}


def section(words: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": text(words, "mrkdwn"), **more}


def actions(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}


def field(name: str, kind: str = "plain_text_input", *, optional: bool = False, **element: Any) -> dict[str, Any]:
    """An input block whose block and action ids are the same."""
    inner = {"type": kind, "action_id": name, **element}
    return {"type": "input", "block_id": name, "label": text(name.title()), "element": inner, "optional": optional}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {"type": "modal", "callback_id": "form", "title": text("Form"), "submit": text("Send"), **more}
    return {**base, "blocks": list(blocks) or [section()]}


def home(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks) or [section()], **more}
