"""Socket Mode: websockets, envelopes, acknowledgements.

Source: docs.slack.dev/apis/events-api/using-socket-mode. Up to ten connections; each payload goes to one of them; the
acknowledgement may come over any.
"""

import asyncio
import json
import secrets
from collections import deque
from typing import Literal

from aiohttp import WSMsgType, web

from bot.sandbox.slack.link.delivery import DISPATCH_FAILED, OPERATION_TIMEOUT, Delivery, Reply
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Workspace

DisconnectReason = Literal["warning", "refresh_requested", "too_many_websockets", "link_disabled"]
MOST_CONNECTIONS = 10
HEARTBEAT = 30.0
"""Seconds between our pings; a connection that does not answer is dropped."""
CLOSING = 1.0
"""Seconds to wait for the other side's goodbye."""
CONNECTION_LIFE = 18_060
"""Seconds after which Slack renews a connection; told in hello, not acted on."""


class Sockets:
    """The connections of the app."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._tickets: set[str] = set()
        self._open: deque[web.WebSocketResponse] = deque()
        self._waiting: dict[str, asyncio.Future[Reply]] = {}
        self._takes_answer: dict[str, bool] = {}

    @property
    def count(self) -> int:
        return len(self._open)

    def ticket(self) -> str:
        """The right to connect once."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPUnauthorized(text="ticket expired")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, timeout=CLOSING)
        await socket.prepare(request)
        if self.count >= MOST_CONNECTIONS:
            await self._dismiss(socket, "too_many_websockets")
            return socket
        await self._converse(socket)
        return socket

    async def _converse(self, socket: web.WebSocketResponse) -> None:
        self._open.append(socket)
        self._space.changes.tell()
        try:
            await socket.send_json(self._hello())
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._take(message.data)
        except ConnectionError:
            pass
        finally:
            if socket in self._open:
                self._open.remove(socket)
            self._space.changes.tell()

    def _hello(self) -> Json:
        debug = {"host": "applink-sandbox", "approximate_connection_time": CONNECTION_LIFE}
        info = {"app_id": self._space.app.app_id}
        return {"type": "hello", "num_connections": self.count, "debug_info": debug, "connection_info": info}

    def _take(self, text: str) -> None:
        """An acknowledgement. What Slack would ignore is noted."""
        try:
            answer = json.loads(text)
            envelope_id, payload = answer["envelope_id"], answer.get("payload")
        except (ValueError, KeyError, TypeError, AttributeError):
            self._space.note(f"not an acknowledgement: {text[:80]}")
            return
        waiting = self._waiting.get(envelope_id)
        if waiting is None or waiting.done():
            self._space.note("an acknowledgement came too late, twice, or for nothing that was sent")
            return
        waiting.set_result(Reply(self._payload(envelope_id, payload)))

    def _payload(self, envelope_id: str, payload: object) -> Json | None:
        if payload in (None, {}):
            return None
        if not self._takes_answer[envelope_id]:
            self._space.note("a payload in an acknowledgement that accepts none")
            return None
        return payload if isinstance(payload, dict) else {"text": str(payload)}

    async def carry(self, delivery: Delivery) -> Reply:
        """To one connection, each in turn; nobody connected is a failure at once."""
        if not self._open:
            return Reply(error=DISPATCH_FAILED)
        waiting: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[delivery.id] = waiting
        self._takes_answer[delivery.id] = delivery.takes_answer
        try:
            await self._send(_envelope(delivery))
            async with asyncio.timeout(self._space.timing.ack):
                return await waiting
        except TimeoutError:
            return Reply(error=OPERATION_TIMEOUT)
        finally:
            del self._waiting[delivery.id]

    async def _send(self, envelope: Json) -> None:
        """A connection that turns out to be dead swallows the payload, as with Slack."""
        socket = self._open[0]
        self._open.rotate(-1)
        try:
            await socket.send_json(envelope)
        except ConnectionError:
            self._space.note("a payload went into a dead connection")

    async def disconnect(self, reason: DisconnectReason) -> None:
        """Tells every connection to renew; all but a warning also close it."""
        for socket in list(self._open):
            if reason == "warning":
                await socket.send_json(_goodbye(reason))
            else:
                self._open.remove(socket)
                await self._dismiss(socket, reason)
        self._space.changes.tell()

    async def _dismiss(self, socket: web.WebSocketResponse, reason: DisconnectReason) -> None:
        try:
            await socket.send_json(_goodbye(reason))
            await socket.close()
        except ConnectionError:
            pass


def _goodbye(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}


def _envelope(delivery: Delivery) -> Json:
    envelope: Json = {"envelope_id": delivery.id, "payload": delivery.payload, "type": delivery.kind}
    envelope |= {"accepts_response_payload": delivery.takes_answer}
    if delivery.retry:
        envelope |= {"retry_attempt": delivery.retry, "retry_reason": delivery.retry_reason}
    return envelope
