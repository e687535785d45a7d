"""The page's addresses: itself, what a person sees (answered when it changes), and what they do. Loopback only."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.page.acts import REFUSALS, act
from bot.sandbox.page.cast import person_called
from bot.sandbox.page.guide import guide
from bot.sandbox.page.sight import workspace_of
from bot.sandbox.page.surroundings import surroundings
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.shapes import Json
from bot.sandbox.world import World

_STATIC = Path(__file__).parent / "static"
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_PATIENCE, _GLANCE = 20.0, 0.4
"""Seconds until a look is answered though nothing changed, and between looks at what tells nobody of its changes."""


@web.middleware
async def only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Another site in the same browser must neither read nor act here, by whatever name it came to loopback."""
    host = urlsplit(f"//{request.host}").hostname
    origin = request.headers.get("Origin")
    if host not in _LOOPBACK or (origin is not None and urlsplit(origin).netloc != request.host):
        return web.Response(status=403, text="This sandbox answers only its own page.\n")
    return await handler(request)


class Page:
    """Adds itself to an application."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/page/state", self._state)
        app.router.add_post("/page/act", self._act)
        app.router.add_get(r"/page/{name:[a-z]+\.(?:css|js)}", self._file)

    def itself(self) -> web.Response:
        return _static("index.html")

    async def _file(self, request: web.Request) -> web.Response:
        return _static(request.match_info["name"])

    async def _state(self, request: web.Request) -> web.Response:
        """``me`` is whose eyes, ``seen`` the mark of what the page shows already: then the answer waits for news."""
        try:
            person = person_called(request.query.get("me", ""))
        except CannotAct as error:
            return web.json_response({"error": str(error)}, status=404)
        seen, until = request.query.get("seen"), asyncio.get_running_loop().time() + _PATIENCE
        while True:
            world = self._world
            state: Json = {"slack": workspace_of(world, person), "world": surroundings(world), "guide": guide(world)}
            text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
            mark = sha256(text.encode()).hexdigest()[:16]
            if mark != seen:
                return web.json_response({"mark": mark, **state}, headers=_HEADERS)
            if asyncio.get_running_loop().time() >= until:
                return web.Response(status=204, headers=_HEADERS)
            await asyncio.sleep(_GLANCE)

    async def _act(self, request: web.Request) -> web.Response:
        """JSON only, which no form of another site can send."""
        if request.content_type != "application/json":
            return web.json_response({"error": "say it as JSON"}, status=415)
        try:
            wish = await request.json()
            if not isinstance(wish, dict):
                raise CannotAct("say what to do")
            answer = await act(self._world, person_called(str(wish.get("me", ""))), wish)
        except (*REFUSALS, ValueError) as error:
            return web.json_response({"error": str(error)}, status=409, headers=_HEADERS)
        return web.json_response(answer, headers=_HEADERS)


def _static(name: str) -> web.Response:
    path = _STATIC / name
    if not path.is_file():
        return web.Response(status=404)
    kind = _KINDS[path.suffix]
    return web.Response(text=path.read_text(encoding="utf-8"), content_type=kind, charset="utf-8", headers=_HEADERS)
