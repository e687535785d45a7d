"""Another system on loopback that receives webhooks: checks their signatures, remembers them, fails on purpose.

``POST /hook`` receives; ``GET /`` lists what came, newest first, as JSON; ``POST /secret`` tells it a secret to check
signatures by, ``POST /status`` what to answer from now on.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.core.webhooks import is_signed
from bot.sandbox.ports import lasting_port

KEPT = 500


@dataclass(frozen=True, slots=True)
class Received:
    """``is_signed`` is None where the receiver was told no secret."""

    id: str
    type: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    is_signed: bool | None

    @property
    def content(self) -> Mapping[str, object]:
        """What was said."""
        found = json.loads(self.body)
        return found if isinstance(found, dict) else {}


@dataclass
class Receiver:
    """``status`` is what it answers, ``headers`` go with it; ``is_hanging``: it answers nothing; ``is_endless``: the
    body of its answer has no end."""

    secrets: list[str] = field(default_factory=list)
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    is_hanging: bool = False
    is_endless: bool = False
    received: list[Received] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None
    _port: int = 0

    async def start(self) -> None:
        """On a port of its own, the same one again after a stop."""
        app = web.Application()
        app.router.add_post("/hook", self._take)
        app.router.add_get("/", self._list)
        app.router.add_post("/secret", self._learn)
        app.router.add_post("/status", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        self._port = self._port or lasting_port()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def address(self) -> str:
        """Where webhooks go."""
        return f"http://127.0.0.1:{self._port}/hook"

    @property
    def home(self) -> str:
        """Where it shows what came."""
        return self.address.removesuffix("hook")

    @property
    def taken(self) -> list[Received]:
        """What it said yes to."""
        return [one for one in self.received if 200 <= one.status < 300]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        is_good = any(is_signed(headers, body, secret) for secret in self.secrets) if self.secrets else None
        kind = str(json.loads(body).get("type", ""))
        status = 401 if is_good is False else self.status
        self.received.append(Received(headers["webhook-id"], kind, headers, body, status, is_good))
        del self.received[:-KEPT]
        self.came.set()
        if self.is_hanging:
            await asyncio.sleep(3600)
        return await self._endless(request) if self.is_endless else web.Response(status=status, headers=self.headers)

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(status=self.status)
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * 65536)

    async def _learn(self, request: web.Request) -> web.Response:
        self.secrets.append((await request.text()).strip())
        return web.Response(text="From now on I check signatures.\n")

    async def _answer(self, request: web.Request) -> web.Response:
        typed = (await request.text()).strip()
        if not typed.isdecimal() or not 200 <= int(typed) <= 599:
            return web.Response(text="Say a status from 200 to 599.\n", status=400)
        self.status = int(typed)
        return web.Response(text=f"From now on I answer {typed}.\n")

    async def _list(self, _request: web.Request) -> web.Response:
        shown = [
            {"webhook-id": one.id, "answered": one.status, "is_signed": one.is_signed, "content": one.content}
            for one in reversed(self.received)
        ]
        return web.json_response(shown)
