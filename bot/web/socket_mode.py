"""Slack's other entrance: Socket Mode. Connects, stays connected, and says whether it is."""

import asyncio
import logging

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

_log = logging.getLogger(__name__)
_PING_EVERY = 5.0  # seconds
_LOOK_EVERY = 2.0  # seconds
_CLOSED_FOR = 20.0  # seconds after which the address of the socket is fetched anew


class SocketModeDoor:
    """Hands every envelope to the Bolt app. Slack being down is no reason to stop: it tries until it is in.

    The SDK's client reconnects by itself, but may hang on an address that has expired, and may die silently after a
    half-open reconnect (slackapi/bolt-python#1529): so the door looks for itself and starts over when closed too long.
    """

    def __init__(self, app: AsyncApp, client: AsyncWebClient, app_token: str) -> None:
        self._handler = AsyncSocketModeHandler(app, app_token, web_client=client, ping_interval=_PING_EVERY)
        self._client = self._handler.client
        self._tasks: list[asyncio.Task[None]] = []

    async def is_open(self) -> bool:
        """True while the socket stands and answers pings."""
        return await self._client.is_connected()

    async def start(self) -> None:
        """Begins to connect, and returns at once."""
        self._tasks = [
            asyncio.create_task(self._client.connect(), name="socket mode"),  # type: ignore[no-untyped-call]
            asyncio.create_task(self._watch(), name="socket mode watch"),
        ]

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        was_open, last_open = False, loop.time()
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            is_open = await self.is_open()
            if is_open is not was_open:
                _log.info("slack_socket_opened" if is_open else "slack_socket_closed")
            if is_open:
                last_open = loop.time()
            elif loop.time() - last_open > _CLOSED_FOR:
                last_open = loop.time()
                self._client.wss_uri = None
                self._tasks.append(asyncio.create_task(self._client.connect()))  # type: ignore[no-untyped-call]
            was_open = is_open

    async def stop(self) -> None:
        """Takes no more envelopes and closes the connection properly, so that Slack forgets it at once."""
        inner = (self._client.message_processor, self._client.current_session_monitor, self._client.message_receiver)
        for task in self._tasks:
            task.cancel()
        await self._handler.close_async()  # type: ignore[no-untyped-call]
        await asyncio.gather(*self._tasks, *(task for task in inner if task), return_exceptions=True)
