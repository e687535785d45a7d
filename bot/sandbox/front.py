"""The HTTPS front of the link service: one certificate per host name, chosen by SNI, and short links that redirect."""

import asyncio
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.sandbox.lab_ca import Certificate

KEPT_VISITS = 10_000
Answer = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class SitePage:
    """What a host answers to every path in place of the link service: somebody else's site, a redirect, a proxy."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """One HTTP request. ``is_tls`` is false on the plain port."""

    host: str
    path: str
    is_tls: bool


class _Telling(ssl.SSLObject):
    """Says why it refuses: asyncio alone cuts the line before the alert is out. So a failed handshake first asks for
    more, which makes the event loop send what is waiting; whatever comes then, be it the end, meets the failure."""

    _failure: ssl.SSLError | None = None

    def do_handshake(self) -> None:
        if self._failure is not None:
            raise self._failure
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except ssl.SSLError as fault:
            self._failure = fault
            raise ssl.SSLWantReadError from fault


class HttpsFront:
    """Listens at ``address``, on a TLS and a plain port chosen by the OS.

    Without a certificate for the name, or without a name, the handshake ends in the alert unrecognized_name. Known
    short links redirect (``links``: host and path to address), every other path is 404.
    """

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.address, self.https_port, self.http_port = address, 0, 0
        self.visits: deque[Visit] = deque(maxlen=KEPT_VISITS)
        self._contexts: dict[str, ssl.SSLContext] = {}
        self.links: dict[tuple[str, str], str] = {}
        self._sites: dict[str, SitePage] = {}
        self._services: dict[str, Answer] = {}
        self._delay = 0.0
        self._runner: web.AppRunner | None = None

    @property
    def connect_to(self) -> str:
        """The value of PROBE_CONNECT_TO."""
        return f"{self.address}:{self.https_port}:{self.http_port}"

    @property
    def hosts(self) -> frozenset[str]:
        """Which names have a certificate now."""
        return frozenset(self._contexts)

    def install(self, host: str, certificate: Certificate) -> None:
        """From now on the host's handshakes use this certificate, be it right, expired or for another name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.path)
        self._contexts[host.lower()] = context

    def withdraw(self, host: str) -> None:
        """Handshakes for the host are refused again."""
        self._contexts.pop(host.lower(), None)

    def link(self, host: str, path: str, url: str) -> None:
        """A short link: ``path`` (with its slash) at the host leads to ``url``."""
        self.links[host.lower(), path] = url

    def say(self, host: str, page: SitePage | None) -> None:
        """Another service answers for the host; None: the link service again."""
        if page is None:
            self._sites.pop(host.lower(), None)
        else:
            self._sites[host.lower()] = page

    def serve(self, host: str, answer: Answer) -> None:
        """A whole service of somebody else's at this host."""
        self._services[host.lower()] = answer

    def slow(self, seconds: float) -> None:
        """Every HTTP answer comes this much later (the handshake does not)."""
        self._delay = seconds

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        self.https_port = await self._listen(self._chooser())
        self.http_port = await self._listen(None)

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _listen(self, context: ssl.SSLContext | None) -> int:
        assert self._runner is not None  # noqa: S101 - set by the only caller
        site = web.TCPSite(self._runner, self.address, 0, ssl_context=context)
        await site.start()
        return int(self._runner.addresses[-1][1])

    def _chooser(self) -> ssl.SSLContext:
        """A context without any certificate of its own, that takes the one for the name the client asks for."""

        def choose(line: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> int | None:
            context = self._contexts.get((name or "").lower())
            if context is None:
                return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
            line.context = context
            return None

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sslobject_class = _Telling
        context.sni_callback = choose
        return context

    async def _answer(self, request: web.Request) -> web.Response:
        host = request.host.rsplit(":", 1)[0].lower()
        self.visits.append(Visit(host, request.path, request.secure))
        if self._delay:
            await asyncio.sleep(self._delay)
        if service := self._services.get(host):
            return await service(request)
        if site := self._sites.get(host):
            return web.Response(status=site.status, text=site.body, headers=dict(site.headers))
        if url := self.links.get((host, request.path)):
            return web.Response(status=302, headers={"Location": url})
        return web.Response(status=404)
