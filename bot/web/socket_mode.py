"""Slack's other entrance: Socket Mode. Connects, stays connected, and says whether it is."""

import asyncio
import logging

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

_log = logging.getLogger(__name__)
_PING_EVERY = 5.0  # seconds
_LOOK_EVERY = 2.0  # seconds
_CLOSED_FOR = 20.0  # seconds after which the address of the socket is fetched anew
_MOST_PATIENCE = 3
"""Times as long, for a try that follows one that was given up: Slack may ask for half a minute of peace."""


class _Client(SocketModeClient):
    """One that connects once at a time. The SDK's `connect` tries until it is in, and is called by what watches a
    session, by what receives on it and by whoever is told to go: two at once end in two links, and only the younger one
    is listened to, while Slack hands its envelopes to either."""

    _connecting: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Waits for the try that is under way, else begins one."""
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.create_task(super().connect(), name="socket mode")  # type: ignore[no-untyped-call]
        await asyncio.shield(self._connecting)

    async def give_up(self) -> None:
        """Ends the try that is under way, and whoever waits for it. The next one fetches an address of its own."""
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.wait([self._connecting])
        self.wss_uri = None


class _Handler(AsyncSocketModeHandler):
    def __init__(self, app: AsyncApp, client: _Client) -> None:
        self.app, self.client = app, client
        client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]


class SocketModeDoor:
    """Hands every envelope to the Bolt app. Slack being down is no reason to stop: it tries until it is in.

    The SDK's client reconnects by itself, but may hang on an address that has expired, and may die silently after a
    half-open reconnect (slackapi/bolt-python#1529): so the door looks for itself and starts over when closed too long.
    Times are in seconds.
    """

    def __init__(
        self,
        app: AsyncApp,
        client: AsyncWebClient,
        app_token: str,
        *,
        ping_every: float = _PING_EVERY,
        look_every: float = _LOOK_EVERY,
        closed_for: float = _CLOSED_FOR,
    ) -> None:
        self._client = _Client(app_token, app.logger, client, ping_interval=ping_every)
        self._handler = _Handler(app, self._client)
        self._look_every, self._closed_for = look_every, closed_for
        self._trying: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None

    async def is_open(self) -> bool:
        """True while the socket stands and answers pings."""
        return await self._client.is_connected()

    async def start(self) -> None:
        """Begins to connect, and returns at once."""
        self._trying = asyncio.create_task(self._client.connect(), name="socket mode")
        self._watching = asyncio.create_task(self._watch(), name="socket mode watch")

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        was_open, last_open, patience = False, loop.time(), 1
        while True:
            await asyncio.sleep(self._look_every)
            is_open = await self.is_open()
            if is_open is not was_open:
                _log.info("slack_socket_opened" if is_open else "slack_socket_closed")
            if is_open:
                last_open, patience = loop.time(), 1
            elif loop.time() - last_open > self._closed_for * patience:
                last_open, patience = loop.time(), min(patience + 1, _MOST_PATIENCE)
                await self._client.give_up()
                self._trying = asyncio.create_task(self._client.connect(), name="socket mode")
            was_open = is_open

    async def stop(self) -> None:
        """Takes no more envelopes and closes the connection properly, so that Slack forgets it at once."""
        inner = (self._client.message_processor, self._client.current_session_monitor, self._client.message_receiver)
        for task in (self._watching, self._trying):
            if task is not None:
                task.cancel()
        await self._client.give_up()
        await self._handler.close_async()  # type: ignore[no-untyped-call]
        await asyncio.gather(*(task for task in (self._watching, self._trying, *inner) if task), return_exceptions=True)
