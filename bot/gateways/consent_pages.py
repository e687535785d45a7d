"""Finding a zone's consent page (Domain Connect): pointer in the DNS, the provider's settings, our template there.

A client's DNS decides whom this asks, so it is guarded as the web probe is: https only, no address in place of a name,
every address public and the connection pinned to it, no redirects, little time, little body. And nobody is ever sent
to what was found unless its origin is on our list.
"""

import asyncio
import json
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.addresses import is_public
from bot.core.consent import ConsentPage, ConsentSeen, fit_address, origin_of, panel_at, settings_address, template_path
from bot.gateways.web_probe import HTTPS_PORT, parse_connect_to, readable_ca

SECONDS, MAX_BODY = 3.0, 16 * 1024
_SHOWN = 40


class _UnsureError(Exception):
    """It could not be seen: nothing is said of whether there is one."""


class Names(Protocol):
    """`bot.gateways.dns.names.Names`."""

    async def texts(self, name: str) -> tuple[str, ...] | None: ...

    async def addresses(self, name: str) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Guard:
    """``connect_to`` and ``extra_ca`` as of the web probe; ``test_origin`` is allowed besides the list: loopback only,
    as the settings see to."""

    connect_to: str | None = None
    extra_ca: str | None = None
    test_origin: str | None = None


class ConsentPages:
    """`bot.services.ports_consent.FindConsent`. ``provider_id`` is of our template."""

    def __init__(self, names: Names, provider_id: str, guard: Guard, *, seconds: float = SECONDS) -> None:
        self._names, self._provider_id, self._guard, self._seconds = names, provider_id, guard, seconds
        self._override = parse_connect_to(guard.connect_to) if guard.connect_to else None
        if guard.extra_ca:
            readable_ca(guard.extra_ca)

    async def __call__(self, zone: str) -> ConsentSeen:
        """A page counts only where the provider knows our template. Never raises for what the network does."""
        try:
            return ConsentSeen(await self._find(zone))
        except _UnsureError:
            return ConsentSeen(is_unsure=True)

    async def _find(self, zone: str) -> ConsentPage | None:
        texts = await self._names.texts(f"_domainconnect.{zone}")
        if texts is None:
            raise _UnsureError(zone)
        address = settings_address(texts[0], zone) if len(texts) == 1 else None
        if address is None:
            return None
        status, body = await self._get(address)
        settings = _object(body) if status == 200 else {}
        page, api = self._page(settings), fit_address(settings.get("urlAPI"))
        if page is None or api is None:
            return None
        known, _ = await self._get(f"{api}/{template_path(self._provider_id)}")
        return page if known == 200 else None

    def _page(self, settings: Mapping[str, object]) -> ConsentPage | None:
        address = settings.get("urlSyncUX")
        if self._guard.test_origin and isinstance(address, str) and origin_of(address) == self._guard.test_origin:
            return ConsentPage(str(settings.get("providerName", ""))[:_SHOWN], address.rstrip("/"))
        fit = fit_address(address)
        panel = panel_at(fit) if fit else None
        return ConsentPage(panel.provider.name, fit) if panel and fit else None

    async def _get(self, address: str) -> tuple[int, bytes]:
        """Status, and the body of a 200. Raises _UnsureError for what the network and the server do."""
        host = urlsplit(address).hostname or ""
        try:
            async with asyncio.timeout(self._seconds):
                pinned = _Pinned(*await self._place(host))
                return await self._ask(address, pinned)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as fault:
            raise _UnsureError(type(fault).__name__) from None

    async def _ask(self, address: str, pinned: "_Pinned") -> tuple[int, bytes]:
        connector = aiohttp.TCPConnector(resolver=pinned, ssl=self._context, force_close=True)
        headers = {"User-Agent": "linkdomain", "Accept": "application/json"}
        async with (
            aiohttp.ClientSession(connector=connector, headers=headers, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(address, allow_redirects=False) as answer,
        ):
            if answer.status >= 500 or answer.status == 429:
                raise _UnsureError(f"status {answer.status}")
            return answer.status, await _body(answer) if answer.status == 200 else b""

    async def _place(self, host: str) -> tuple[str, int]:
        """The vetted address to connect to. Raises _UnsureError where there is none."""
        if self._override:
            return self._override[0], self._override[1]
        address = vetted(await self._names.addresses(host))
        if address is None:
            raise _UnsureError("no public address")
        return address, HTTPS_PORT

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._guard.extra_ca:
            context.load_verify_locations(self._guard.extra_ca)
        return context


def vetted(addresses: Sequence[str]) -> str | None:
    """The one to connect to; None where any of them leads elsewhere than into the public Internet."""
    return addresses[0] if addresses and all(is_public(address) for address in addresses) else None


class _Pinned(AbstractResolver):
    """Every name is at the one address that was vetted."""

    def __init__(self, address: str, port: int) -> None:
        self._address, self._port = address, port

    async def resolve(
        self,
        host: str,
        port: int = 0,  # noqa: ARG002 - the library's signature
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002
    ) -> list[ResolveResult]:
        kind = socket.AF_INET6 if ":" in self._address else socket.AF_INET
        return [
            ResolveResult(
                hostname=host, host=self._address, port=self._port, family=kind, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = b""
    async for chunk in answer.content.iter_chunked(4096):
        body += chunk
        if len(body) > MAX_BODY:
            raise _UnsureError("body too long")
    return body


def _object(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
