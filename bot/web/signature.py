"""Slack's request signature, ahead of everything else that touches a request.

Bolt checks it too, but takes one secret only and answers a timestamp that is no number with 500. Here a wrong, missing,
old or unreadable one is 401, any of several secrets may have signed (rotation), and a body that is too large or too
slow is given up before it is read whole. Rule: docs.slack.dev/authentication/verifying-requests-from-slack.
"""

import asyncio
import hashlib
import hmac
import re
from collections.abc import Callable, Sequence

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1024 * 1024
_OLDEST = 300.0  # seconds that a request may be old, or ahead of us
_BODY_WITHIN = 5.0  # seconds
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def is_signed(headers: Headers, body: bytes, secrets: Sequence[str], now: float) -> bool:
    """Whether one of the secrets signed this body within five minutes of ``now`` (seconds since 1970)."""
    timestamp = headers.get("x-slack-request-timestamp", "")
    if not _TIMESTAMP.fullmatch(timestamp) or abs(now - int(timestamp)) > _OLDEST:
        return False
    given = headers.get("x-slack-signature", "").encode("latin-1", "replace")
    base = b"v0:" + timestamp.encode() + b":" + body
    wanted = [b"v0=" + hmac.new(s.encode(), base, hashlib.sha256).hexdigest().encode() for s in secrets if s]
    return any([hmac.compare_digest(given, each) for each in wanted])  # noqa: C419 - always all of them: equal time


class _TooLargeError(Exception):
    pass


class SignedOnly:
    """Lets signed requests through, with their body read once. ``secrets`` empty: nobody comes in."""

    def __init__(
        self, app: ASGIApp, secrets: Sequence[str], now: Callable[[], float], most_bytes: int = MOST_BYTES
    ) -> None:
        self._app, self._secrets, self._now, self._most = app, tuple(secrets), now, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(_BODY_WITHIN):
                body = await self._body(scope, receive)
        except _TooLargeError:
            await PlainTextResponse("too large", 413, {"Connection": "close"})(scope, receive, send)
            return
        except TimeoutError:
            await PlainTextResponse("too slow", 408, {"Connection": "close"})(scope, receive, send)
            return
        if body is None:
            return
        if not is_signed(Headers(scope=scope), body, self._secrets, self._now()):
            await PlainTextResponse("not signed by Slack", 401)(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body; None where the other side has gone."""
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > self._most:
            raise _TooLargeError
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if len(body) > self._most:
                raise _TooLargeError
            if not message.get("more_body", False):
                return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """What the application receives: the body that was read, then whatever comes after it."""
    rest: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return rest.pop() if rest else await receive()

    return replayed
