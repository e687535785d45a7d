"""The HTTP server: uvicorn on a socket that is bound before anything else starts, under our own signal handling."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Sequence

import uvicorn
from starlette.types import ASGIApp

from bot.web.protocol import MOST_HEAD_BYTES, Patient

_DRAIN_WITHIN = 2  # seconds for requests under way at a stop


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the composition root's: uvicorn would end the process with 143 (seen with 0.54)."""
        yield


class WebServer:
    """Serves one application. ``port`` 0 lets the system choose; ``address`` tells, once started. ``proxies``
    (addresses and networks) are believed when they say for whom they ask (X-Forwarded-For); nobody else is."""

    protocol = Patient

    def __init__(self, app: ASGIApp, host: str, port: int, proxies: Sequence[str] = ()) -> None:
        self._app, self._host, self._port, self._proxies = app, host, port, list(proxies)
        self._socket: socket.socket | None = None
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """``http://host:port`` as bound."""
        host, port = self._socket.getsockname()[:2] if self._socket else (self._host, self._port)
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def start(self) -> None:
        """Binds and serves: from here on the system takes connections. Raises OSError where the address is taken."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        self._socket = socket.create_server((self._host, self._port), family=family, backlog=1024)
        self._server = _Server(self._config())
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]), name="web")

    def _config(self) -> uvicorn.Config:
        return uvicorn.Config(
            self._app,
            http=self.protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(self._proxies),
            forwarded_allow_ips=self._proxies,
            h11_max_incomplete_event_size=MOST_HEAD_BYTES,
            timeout_graceful_shutdown=_DRAIN_WITHIN,
        )

    async def stop(self) -> None:
        """Lets requests under way end, then closes the socket."""
        if self._server and self._task:
            self._server.should_exit = True
            await self._task
        if self._socket:
            self._socket.close()
