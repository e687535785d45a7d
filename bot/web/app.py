"""The web application: Slack's door, the pages, and what machines ask to know how the bot is. Nothing of a request is
trusted: no host name, no forwarded header but of a proxy that is named, no body before it is measured or signed."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.bodies import SmallBodies
from bot.web.headers import HEADERS, SafeHeaders
from bot.web.metrics import Metrics
from bot.web.signature import SignedOnly

_log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[bool]]
_CHECK_WITHIN = 2.0  # seconds for one readiness check

_ERRORS = {404: "not found", 405: "method not allowed", 408: "too slow", 413: "too large"}


def create_app(
    *,
    checks: Mapping[str, Check],
    metrics: Metrics,
    slack: AsyncApp | None = None,
    signing_secrets: Sequence[str] = (),
    now: Callable[[], float] = time.time,
    pages: Sequence[BaseRoute] = (),
) -> Starlette:
    """The application. ``checks`` are what `readyz` asks: each says whether its part is well, and may fail or hang.

    Slack's door is there where a Bolt app and at least one signing secret are given. The signature is judged here, so
    that the Bolt app's own judgement (one secret only) is to be switched off. ``now`` is in seconds since 1970.
    """
    routes: list[BaseRoute] = [
        Route("/healthz", _healthz),
        Route("/readyz", _readiness(checks)),
        Route("/metrics", _exposition(metrics)),
        *pages,
    ]
    if slack is not None and signing_secrets:
        door = SignedOnly(_SlackDoor(slack), signing_secrets, now)
        routes.append(Route("/slack/events", _Counted(door, metrics), methods=["POST"]))
    app = Starlette(
        routes=routes,
        middleware=[Middleware(SafeHeaders), Middleware(SmallBodies)],
        exception_handlers={HTTPException: _plain_error, Exception: _fault},
    )
    app.router.redirect_slashes = False  # the redirect would repeat whatever Host the request claims
    return app


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")


def _readiness(checks: Mapping[str, Check]) -> Callable[[Request], Awaitable[Response]]:
    async def readyz(_request: Request) -> Response:
        states = await asyncio.gather(*(_is_well(name, check) for name, check in checks.items()))
        answer = {name: "ok" if is_well else "fails" for name, is_well in zip(checks, states, strict=True)}
        return JSONResponse(answer, 200 if all(states) else 503)

    return readyz


async def _is_well(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(_CHECK_WITHIN):
            return await check()
    except Exception:  # whatever is wrong with a part, the answer is that it is not well
        _log.warning("readiness_check_failed", exc_info=True, extra={"check": name})
        return False


def _exposition(metrics: Metrics) -> Callable[[Request], Awaitable[Response]]:
    async def exposition(_request: Request) -> Response:
        text = await run_in_threadpool(generate_latest, metrics.registry)
        return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return exposition


class _SlackDoor:
    """Hands a signed request to Bolt."""

    def __init__(self, slack: AsyncApp) -> None:
        self._handler = AsyncSlackRequestHandler(slack)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            (await request.body()).decode()
        except UnicodeDecodeError:
            await PlainTextResponse("not UTF-8", 400)(scope, receive, send)
            return
        response = await self._handler.handle(request)
        await response(scope, receive, send)


class _Counted:
    """Counts what Slack was answered."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.slack_delivered(message["status"])
            await send(message)

        await self._app(scope, receive, counted)


async def _plain_error(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return JSONResponse({"error": _ERRORS.get(status, "refused")}, status, headers)


async def _fault(_request: Request, _error: Exception) -> Response:
    """The traceback goes to the log, never to whoever asked. This answer is made outside the middleware."""
    return JSONResponse({"error": "internal error"}, 500, HEADERS)
