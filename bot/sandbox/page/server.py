"""The page's addresses: itself, what a person sees (answered when it changes), what they do, and the client's page as
the bot shows it. Loopback only."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.consent import PLACE
from bot.sandbox.page.acts import REFUSALS, act
from bot.sandbox.page.cast import person_called
from bot.sandbox.page.guide import guide
from bot.sandbox.page.mailbox import letter
from bot.sandbox.page.outside import OUTSIDE, act_outside, heard
from bot.sandbox.page.proxy import Proxy
from bot.sandbox.page.sight import workspace_of
from bot.sandbox.page.surroundings import surroundings
from bot.sandbox.page.tale import notice, tale_of
from bot.sandbox.scene import BUSY, Sandbox
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.shapes import Json

_STATIC = Path(__file__).parent / "static"
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_REST = "rest"
_PATIENCE, _GLANCE = 20.0, 0.4
"""Seconds until a look is answered though nothing changed, and between looks at what tells nobody of its changes."""


@web.middleware
async def only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Another site in the same browser must neither read nor act here, by whatever name it came to loopback. At the
    client's page the bot itself judges who asks: browsers name no origin there."""
    host = urlsplit(f"//{request.host}").hostname
    origin = request.headers.get("Origin")
    is_foreign = origin is not None and urlsplit(origin).netloc != request.host
    if host not in _LOOPBACK or (is_foreign and request.match_info.route.name != _REST):
        return web.Response(status=403, text="This sandbox answers only its own page.\n")
    return await handler(request)


class Page:
    """Adds itself to an application."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox, self._proxy = sandbox, Proxy()
        self._stirred = asyncio.Event()
        """Set, and another one in its place, when somebody has done something: looks need not wait for their time."""

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/page/state", self._state)
        app.router.add_post("/page/act", self._act)
        app.router.add_get(r"/page/mail/{number:\d+}", self._mail)
        app.router.add_get(r"/page/{name:[a-z]+\.(?:css|js)}", self._file)

    def add_rest_to(self, app: web.Application) -> None:
        """What nobody else answers is the bot's; to be added last."""
        rest = app.router.add_resource("/{path:.+}", name=_REST)
        for method in ("GET", "POST"):
            rest.add_route(method, self._rest)

    async def close(self) -> None:
        await self._proxy.close()

    def itself(self) -> web.Response:
        return _static("index.html")

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        bot = self._sandbox.scene.bot if self._sandbox.begun.is_set() else None
        address = bot.address if bot else None
        public_url = self._sandbox.public_url or address or ""
        if bot and request.path.startswith(f"{PLACE}/"):
            return await self._proxy.pass_on(request, self._sandbox.world.consent.listens_at, public_url, PLACE)
        return await self._proxy.pass_on(request, address, public_url)

    async def _mail(self, request: web.Request) -> web.Response:
        return letter(self._sandbox.world, int(request.match_info["number"]))

    async def _file(self, request: web.Request) -> web.Response:
        return _static(request.match_info["name"])

    async def _state(self, request: web.Request) -> web.Response:
        """``me`` is whose eyes, ``seen`` the mark of what the page shows already: then the answer waits for news."""
        try:
            person = person_called(request.query.get("me", ""))
        except CannotAct as error:
            return web.json_response({"error": str(error)}, status=404)
        seen, until = request.query.get("seen"), asyncio.get_running_loop().time() + _PATIENCE
        await self._sandbox.begun.wait()
        while True:
            sandbox, world = self._sandbox, self._sandbox.world
            tale = await tale_of(sandbox)
            state: Json = {"slack": workspace_of(world, person), "world": surroundings(sandbox)}
            state["guide"] = guide(tale, is_busy=sandbox.scene.kind == BUSY)
            text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
            mark = sha256(text.encode()).hexdigest()[:16]
            if mark != seen:
                now = world.clock.seconds()
                return web.json_response({"mark": mark, "now": now, **state}, headers=_HEADERS)
            if asyncio.get_running_loop().time() >= until or request.transport is None:
                return web.Response(status=204, headers=_HEADERS)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), _GLANCE)

    async def _act(self, request: web.Request) -> web.Response:
        try:
            return await self._done(request)
        finally:
            stirred, self._stirred = self._stirred, asyncio.Event()
            stirred.set()

    async def _done(self, request: web.Request) -> web.Response:
        """JSON only, which no form of another site can send."""
        if request.content_type != "application/json":
            return web.json_response({"error": "say it as JSON"}, status=415)
        try:
            wish = await request.json()
            if not isinstance(wish, dict):
                raise CannotAct("say what to do")
            heard(self._sandbox.world, wish)
            notice(self._sandbox.world, wish)
            if wish.get("do") in OUTSIDE:
                return web.json_response(await act_outside(self._sandbox, wish), headers=_HEADERS)
            answer = await act(self._sandbox.world, person_called(str(wish.get("me", ""))), wish)
        except (*REFUSALS, ValueError) as error:
            return web.json_response({"error": str(error)}, status=409, headers=_HEADERS)
        return web.json_response(answer, headers=_HEADERS)


def _static(name: str) -> web.Response:
    path = _STATIC / name
    if not path.is_file():
        return web.Response(status=404)
    kind = _KINDS[path.suffix]
    return web.Response(text=path.read_text(encoding="utf-8"), content_type=kind, charset="utf-8", headers=_HEADERS)
