"""What a request may carry: a body that is too large, or comes too slowly, is given up before it is read whole."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024
_WITHIN = 10.0  # seconds for the whole
_CLOSE = {"Connection": "close"}


class SmallBodies:
    """For everything but Slack's door, which measures for itself: 413 and 408."""

    def __init__(self, app: ASGIApp, but: str = "/slack/", within: float = _WITHIN) -> None:
        self._app, self._but, self._within = app, but, within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(self._but):
            receive = _measured(receive, Headers(scope=scope).get("content-length", "0"), self._within)
        await self._app(scope, receive, send)


def _measured(receive: Receive, declared: str, within: float) -> Receive:
    """``receive``, which raises HTTPException where the body is too large or too late."""
    loop = asyncio.get_running_loop()
    ends, read, is_whole = loop.time() + within, 0, False

    async def measured() -> Message:
        nonlocal read, is_whole
        if is_whole:
            return await receive()
        if not declared.isdecimal() or int(declared) > MOST_BYTES:
            raise HTTPException(413, headers=_CLOSE)
        message = await _until(ends, receive)
        read += len(message.get("body", b""))
        if read > MOST_BYTES:
            raise HTTPException(413, headers=_CLOSE)
        is_whole = not message.get("more_body", False)
        return message

    return measured


async def _until(ends: float, receive: Callable[[], Awaitable[Message]]) -> Message:
    try:
        async with asyncio.timeout_at(ends):
            return await receive()
    except TimeoutError:
        raise HTTPException(408, headers=_CLOSE) from None
