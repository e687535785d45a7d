"""A vendor's HTTP API on loopback that answers as the test says, also wrongly, slowly or not at all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = Callable[[web.Request], "web.StreamResponse | Fault"]


@dataclass(frozen=True)
class Fault:
    """``reset`` after the request was read; ``hang`` without an answer; ``trickle``: a byte now and then, for ever."""

    kind: str


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    json: Any
    headers: dict[str, str]


@dataclass
class Vendor:
    """``answers`` are used up one by one; then ``usual`` answers."""

    usual: Answer
    answers: list[web.StreamResponse | Fault] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    url: str = ""
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(await _read(request))
        answer = self.answers.pop(0) if self.answers else self.usual(request)
        return await self._fail(answer.kind, request) if isinstance(answer, Fault) else answer

    async def _fail(self, kind: str, request: web.Request) -> web.StreamResponse:
        if kind == "reset":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        if kind == "trickle":
            await response.prepare(request)
            while not self._stopping.is_set():
                try:
                    await response.write(b" ")
                except ConnectionError:
                    break
                await asyncio.sleep(0.02)
            return response
        await self._stopping.wait()
        return web.Response()


async def _read(request: web.Request) -> Seen:
    is_json = request.content_type == "application/json" and request.can_read_body
    form = {} if is_json else {key: str(value) for key, value in (await request.post()).items()}
    json = await request.json() if is_json else None
    return Seen(request.method, request.path, dict(request.query), form, json, dict(request.headers))


@asynccontextmanager
async def vendor(usual: Answer) -> AsyncIterator[Vendor]:
    """The server, at a port the system chose."""
    one = Vendor(usual)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", one.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield one
    finally:
        one._stopping.set()
        await runner.cleanup()


def html(status: int) -> web.Response:
    """What a proxy says in place of the API."""
    return web.Response(status=status, text="<html><h1>Bad gateway</h1></html>", content_type="text/html")
