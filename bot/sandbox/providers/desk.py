"""What stand-ins of providers' APIs share: a server on loopback that reads requests whole, can fail on purpose, and
keeps what it was asked."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

EMPTY = object()
"""A good answer without a body."""
KINDS = ("429", "500", "hang", "reset", "reset_after", "500_after")
"""``…_after``: what was asked is done, and the answer is lost."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. ``headers`` have their names in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: Any = None
    text: str = ""
    """The body as it came, which some sign."""


class Refusal(Exception):
    """An error answer."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__(status)
        self.status, self.body = status, body


class ApiDesk:
    """Subclasses answer. ``faults`` are used up one by one, each by the next request of its method ("" : any)."""

    def __init__(self) -> None:
        self.base_url = ""
        self.asked: list[Asked] = []
        self.faults: list[tuple[str, str]] = []
        self._gone = asyncio.Event()
        self._runner: web.AppRunner | None = None

    def answer(self, asked: Asked) -> object:
        """The JSON of a good answer, or EMPTY; raises Refusal."""
        raise NotImplementedError

    def break_next(self, kind: str, method: str = "") -> None:
        """The next request (of that method) fails in this way."""
        if kind not in KINDS:
            raise ValueError(kind)
        self.faults.append((kind, method))

    async def start(self) -> None:
        self._gone = asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self._gone.set()
        if self._runner:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        asked = await _read(request)
        self.asked.append(asked)
        kind = self._fault(asked.method)
        if kind == "hang":
            await self._gone.wait()
        if kind in ("", "reset_after", "500_after"):
            status, body = self._answered(asked)
        else:
            status, body = int(kind) if kind.isdigit() else 0, {}
        if kind.startswith("reset") or kind == "hang":
            if request.transport:
                request.transport.abort()
            return web.Response()
        if body is EMPTY and kind != "500_after":
            return web.Response(status=204)
        return web.json_response({} if body is EMPTY else body, status=500 if kind == "500_after" else status)

    def _fault(self, method: str) -> str:
        for fault in self.faults:
            if fault[1] in ("", method):
                self.faults.remove(fault)
                return fault[0]
        return ""

    def _answered(self, asked: Asked) -> tuple[int, object]:
        try:
            return 200, self.answer(asked)
        except Refusal as refusal:
            return refusal.status, refusal.body


async def _read(request: web.Request) -> Asked:
    headers = {name.lower(): value for name, value in request.headers.items()}
    text = await request.text()
    return Asked(request.method, request.path, dict(request.query), headers, json.loads(text) if text else None, text)
