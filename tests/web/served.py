"""The client's page and the page for credentials on the real server, over a socket; and talk below HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.registry import Pages
from bot.services import credentials
from bot.services.credentials import MakeLink
from bot.web.app import create_app
from bot.web.metrics import Metrics
from bot.web.server import WebServer
from tests.services.support import ADMIN, BOT
from tests.web.test_credentials import People, Twilio
from tests.web.test_page import OURS, Site


class Served(Site):
    """A forwarded domain, an admin's link, and a server that is asked over loopback."""

    def __init__(self, path: Path, proxies: tuple[str, ...] = ()) -> None:
        super().__init__(path)
        self.metrics = Metrics()
        pages = Pages(
            self.house.database.run,
            self.tokens,
            lambda: self.house.now,
            lambda: BOT,
            Twilio(),  # type: ignore[arg-type]
            lambda _team: People(),  # type: ignore[arg-type, return-value]
            lambda: self.house.new_id("acc"),
            self.house.rules,
            AsyncWebClient(token="xoxb-test"),
        )
        app = create_app(checks={}, metrics=self.metrics, pages=[*pages.routes(), Route("/fault", _fault)])
        self.server = WebServer(pages.limited(app, self.metrics, lambda: 0.0), "127.0.0.1", 0, proxies)
        made = self.house.run(credentials.make_link, MakeLink("l1", "c1"), ADMIN)
        self.credentials_path = urlsplit(str(self.tokens.credentials_address(made.id))).path

    @property
    def token(self) -> str:
        return self.path.rsplit("/", 1)[1]

    async def open(self) -> None:
        await self.server.start()
        await self.web.aclose()
        self.web = httpx.AsyncClient(base_url=self.server.address, timeout=60)

    async def say(self, data: bytes) -> bytes:
        """Sends bytes and reads until the server closes; what it said until then, where it cuts the line."""
        parts, said = urlsplit(self.server.address), bytearray()
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            writer.write(data)
            while read := await reader.read(65536):
                said += read
        except ConnectionError:
            pass
        finally:
            writer.close()
        return bytes(said)

    async def ask_often(self, times: int, path: str, *lines: str) -> list[tuple[int, str]]:
        """So many requests over one connection, without waiting for answers: status, and what follows it."""
        head = "".join(f"{line}\r\n" for line in ("Host: x", *lines))
        asked = "".join(f"GET {path.replace('{n}', f'{n:043d}')} HTTP/1.1\r\n{head}\r\n" for n in range(times - 1))
        last = f"GET {path.replace('{n}', 'last')} HTTP/1.1\r\n{head}Connection: close\r\n\r\n"
        said = (await self.say((asked + last).encode())).decode()
        return [(int(one[:3]), one) for one in said.split("HTTP/1.1 ")[1:]]


async def _fault(request: Request) -> Response:
    raise RuntimeError(f"a fault on the way to /setup/{request.query_params.get('t', '')}")


@asynccontextmanager
async def serving(path: Path, proxies: tuple[str, ...] = ()) -> AsyncIterator[Served]:
    made = Served(path, proxies)
    await made.house.database.start()
    await made.open()
    try:
        yield made
    finally:
        await made.web.aclose()
        await made.server.stop()
        await made.house.database.stop()


__all__ = ["OURS", "Served", "serving"]
