"""The stand-in's addresses on loopback: ``/api/…``, ``/link`` for websockets, ``/hooks/…`` for response_urls."""

import asyncio
import json
import socket
import struct
from collections.abc import Callable

from aiohttp import web

from bot.sandbox.ports import lasting_port
from bot.sandbox.slack.answers import say_at_reply_url
from bot.sandbox.slack.api.arguments import RawCall
from bot.sandbox.slack.api.methods import Answered, Api
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.faults import Fault, Faults
from bot.sandbox.slack.link.sockets import Sockets
from bot.sandbox.slack.workspace import Workspace

HOST = "127.0.0.1"
REPLY_URL = "response_url"
"""The name under which faults break response_urls."""
DOWNLOAD = "download"
"""The same for private files."""
_MOST_BYTES = 4 * 1024 * 1024
_NOT_FOUND, _BAD_REQUEST, _FOUND = 404, 400, 302


class Server:
    """Listens from `start` to `stop`; `down` and `up` in between keep the port."""

    def __init__(self, space: Workspace, sockets: Sockets, faults: Faults) -> None:
        self.api = Api(space, self._link)
        self.port = 0
        self._space = space
        self._sockets = sockets
        self._faults = faults
        self._runner: web.AppRunner | None = None
        self._released = asyncio.Event()

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def _link(self) -> str:
        return f"ws://{HOST}:{self.port}/link?ticket={self._sockets.ticket()}"

    async def start(self, port: int = 0) -> None:
        """Listens on that port of loopback; 0: one of its own."""
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/link", self._sockets.serve)
        app.router.add_post("/hooks/{path:.+}", self._reply_url)
        app.router.add_get("/files/{id}/{name}", self._file)
        self._released.clear()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port or lasting_port(HOST))
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._space.files.address = f"{self.base_url}/files"

    async def stop(self) -> None:
        """Ends every connection, the waiting ones too."""
        if self._runner is None:
            return
        runner, self._runner = self._runner, None
        self._released.set()
        await self._sockets.disconnect("refresh_requested")
        await runner.cleanup()

    async def down(self) -> None:
        """Refuses connections and cuts those there are, as in an outage."""
        if self._runner is None:
            return
        runner, self._runner = self._runner, None
        self._released.set()
        for site in list(runner.sites):
            await site.stop()
        for connection in list(runner.server.connections if runner.server else []):
            if connection.transport is not None:
                connection.transport.abort()
        await runner.cleanup()

    async def up(self) -> None:
        """Back on the same port."""
        if self._runner is None:
            await self.start(self.port)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        call = RawCall(
            method=request.match_info["method"],
            query=request.query,
            content_type=request.content_type,
            body=await request.read(),
            authorization=request.headers.get("Authorization", ""),
        )
        fault = self._faults.take(call.method)
        return await self._broken(request, fault, lambda: _response(self.api.answer(call)))

    async def _reply_url(self, request: web.Request) -> web.StreamResponse:
        path, body = request.match_info["path"], await request.read()
        fault = self._faults.take(REPLY_URL)
        return await self._broken(request, fault, lambda: self._said(path, body))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """A private file: for the bot's token with the scope ``files:read``; anybody else is sent to sign in."""
        fault = self._faults.take(DOWNLOAD)
        return await self._broken(request, fault, lambda: self._downloaded(request))

    def _downloaded(self, request: web.Request) -> web.Response:
        app, file = self._space.app, self._space.files.get(request.match_info["id"])
        is_bot = request.headers.get("Authorization") == f"Bearer {app.bot_token}" and not self.api.is_revoked
        if file is None or not is_bot or "files:read" not in app.scopes:
            return web.Response(status=_FOUND, headers={"Location": f"{self.base_url}/?redir={request.path}"})
        return web.Response(body=file.content, content_type="application/octet-stream")

    def _said(self, path: str, body: bytes) -> web.Response:
        """Slack answers plain ``ok``, or 404 with the reason."""
        try:
            url = self._space.reply_urls.use(path)
        except ApiError as error:
            return web.json_response({"ok": False, "error": error.code}, status=_NOT_FOUND)
        try:
            found = json.loads(body)
            say_at_reply_url(self._space, url, found if isinstance(found, dict) else {})
        except ValueError:
            return web.Response(text="invalid_payload", status=_BAD_REQUEST)
        except ApiError as error:
            self._space.note(f"response_url refused: {error.code} {error.more}")
            return web.json_response({"ok": False, "error": error.code, **error.more}, status=_BAD_REQUEST)
        return web.Response(text="ok")

    async def _broken(
        self, request: web.Request, fault: Fault | None, answer: Callable[[], web.Response]
    ) -> web.StreamResponse:
        """The answer, unless a fault comes between."""
        if fault is None:
            return answer()
        await asyncio.sleep(fault.delay)
        response = answer() if fault.is_processed else web.Response()
        if fault.is_reset:
            _reset(request)
        if fault.is_hanging:
            await self._released.wait()
            _reset(request)
        return _not_processed(fault) if fault.is_refusal else response


def _response(answered: Answered) -> web.Response:
    return web.json_response(answered.body, status=answered.status, headers=answered.headers)


def _not_processed(fault: Fault) -> web.Response:
    if fault.error:
        return web.json_response({"ok": False, "error": fault.error})
    if fault.retry_after is not None:
        answered = Answered({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(fault.retry_after)})
        return _response(answered)
    if fault.is_html:
        page = "<html><body>Server Error</body></html>"
        return web.Response(text=page, status=fault.status or 500, content_type="text/html")
    return web.json_response({"ok": False, "error": "internal_error"}, status=fault.status or 500)


def _reset(request: web.Request) -> None:
    """Cuts the line so that the other side sees a reset."""
    transport = request.transport
    if transport is None:
        return
    line = transport.get_extra_info("socket")
    if line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
