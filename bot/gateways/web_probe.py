"""Does the link host answer over HTTPS, with a certificate of its own, and is it the link service?

A client's DNS decides where this probe connects, so it is guarded: names are resolved once, every address must be
public, the connection goes to that very address, only to ports 443 and 80, never on to another host, and is bounded in
time, size and hops.
"""

import asyncio
import random
import re
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from bot.core.addresses import is_loopback, is_public
from bot.core.facts import Code, Evidence, Finding, Verdict
from bot.gateways.web_page import HandshakeError, NoConnectionError, Page, fetch

HTTPS_PORT, HTTP_PORT = 443, 80
MAX_HOPS = 10
TIMEOUT_SECONDS = 5.0
"""For one page."""

MAX_PAGES_LONG = 3
"""All pages together may take this many times as long."""

EXPIRING = timedelta(days=14)

_PATH_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_TITLE = re.compile(rb"<title[^>]*>([^<]{1,80})", re.IGNORECASE)

_GUARDED = (401, 403)
"""A site that is there, but not for everybody."""

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""Host name to addresses."""


@dataclass(frozen=True, slots=True)
class WebReport:
    """``findings`` are why it is wrong, unknown, or right with a warning. ``expires_at`` is the certificate's end."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...] = ()
    expires_at: datetime | None = None


@dataclass
class _Visit:
    """The pages of one look, with where they were asked for. ``deadline`` is in the event loop's time."""

    host: str
    address: str
    deadline: float
    evidence: list[Evidence] = field(default_factory=list)


class WebProbe:
    """``connect_to`` is ``address:https_port:http_port`` on loopback: every probe goes there, keeping the name.
    ``extra_ca`` is a PEM file trusted besides the system's. Raises ValueError for settings that cannot be used."""

    def __init__(
        self,
        connect_to: str | None = None,
        extra_ca: str | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: random.Random | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._override = parse_connect_to(connect_to) if connect_to else None
        self._extra_ca = readable_ca(extra_ca) if extra_ca else None
        self._clock, self._chance, self._timeout = clock, chance or random.SystemRandom(), timeout

    async def look(self, host: str, parent: str, resolve: Resolve) -> WebReport:
        """Judges ``https://host``; ``parent`` is the registrable domain, asked whether it forces HTTPS on all below."""
        try:
            visit = await self._visit(host, resolve)
        except NoConnectionError as fault:
            return _unknown(str(fault), ())
        try:
            return await self._judge(visit)
        except NoConnectionError as fault:
            return _unknown(str(fault), tuple(visit.evidence))
        except HandshakeError as fault:
            return await self._not_secure(visit, fault, parent, resolve)

    async def is_site(self, host: str, addresses: Sequence[str]) -> bool | None:
        """Does a web site answer at these addresses of the host? None where it cannot be asked."""

        async def known(_: str) -> Sequence[str]:
            return addresses

        try:
            visit = await self._visit(host, known)
        except NoConnectionError:
            return None
        pages = [await self._page_or_none(visit, scheme) for scheme in ("https", "http")]
        return any(page is not None and (200 <= page.status < 400 or page.status in _GUARDED) for page in pages)

    async def _page_or_none(self, visit: _Visit, scheme: str, path: str = "/") -> Page | None:
        try:
            return await self._fetch(visit, scheme, path)
        except (NoConnectionError, HandshakeError):
            return None

    async def _judge(self, visit: _Visit) -> WebReport:
        first = await self._fetch(visit, "https", "/")
        finding = await self._follow(visit, first)
        if finding is None:
            finding = await self._stray_page(visit)
        evidence, expiring = tuple(visit.evidence), self._expiring(first.expires_at)
        if finding is not None:
            return WebReport(Verdict.WRONG, (finding, *expiring), evidence, first.expires_at)
        return WebReport(Verdict.RIGHT, (*expiring, Finding(Code.LIVE)), evidence, first.expires_at)

    async def _follow(self, visit: _Visit, page: Page) -> Finding | None:
        """Redirects on the same host, until a page, another host, or the same address for the second time."""
        url = f"https://{visit.host}/"
        seen = {url}
        while 300 <= page.status < 400 and (location := page.headers.get("location")):
            target = _same_host(url, location, visit.host)
            if target is None:
                return None
            url = target.geturl()
            if url in seen or len(seen) > MAX_HOPS:
                return Finding(Code.HTTP_LOOP, {"seen": url})
            seen.add(url)
            next_page = await self._page_or_none(visit, target.scheme, _path(target))
            if next_page is None:
                return None
            page = next_page
        return _other_service(page)

    async def _stray_page(self, visit: _Visit) -> Finding | None:
        """The link service knows no short link that nobody made; another site may answer anything."""
        path = "/" + "".join(self._chance.choice(_PATH_LETTERS) for _ in range(8))
        page = await self._page_or_none(visit, "https", path)
        return _other_service(page) if page else None

    def _expiring(self, expires_at: datetime | None) -> tuple[Finding, ...]:
        if expires_at is None or expires_at - self._clock() >= EXPIRING:
            return ()
        return (Finding(Code.TLS_EXPIRING, {"until": f"{expires_at.day} {expires_at:%B %Y}"}),)

    async def _not_secure(self, visit: _Visit, fault: HandshakeError, parent: str, resolve: Resolve) -> WebReport:
        findings = [Finding(fault.code, {"seen": fault.seen})]
        if fault.code is not Code.TLS_EXPIRED and await self._forces_https(visit, parent, resolve):
            findings.append(Finding(Code.HSTS_CONFLICT, {"apex": parent}))
        return WebReport(Verdict.WRONG, tuple(findings), tuple(visit.evidence))

    async def _forces_https(self, visit: _Visit, parent: str, resolve: Resolve) -> bool:
        """HSTS with includeSubDomains (RFC 6797 6.1.2), heard over a good connection to the parent."""
        try:
            other = _Visit(parent, await self._address(parent, resolve), visit.deadline, visit.evidence)
            policy = (await self._fetch(other, "https", "/")).headers.get("strict-transport-security", "").lower()
        except (NoConnectionError, HandshakeError):
            return False
        return "includesubdomains" in policy and not re.search(r'max-age="?0\b', policy)

    async def _visit(self, host: str, resolve: Resolve) -> _Visit:
        address = await self._address(host, resolve)
        return _Visit(host, address, asyncio.get_running_loop().time() + MAX_PAGES_LONG * self._timeout)

    async def _address(self, host: str, resolve: Resolve) -> str:
        if self._override:
            return self._override[0]
        addresses = await resolve(host)
        if not addresses:
            raise NoConnectionError("no address to connect to")
        if not all(is_public(address) for address in addresses):
            raise NoConnectionError("it leads into a private network")
        return addresses[0]

    def _port(self, scheme: str) -> int:
        if self._override:
            return self._override[1] if scheme == "https" else self._override[2]
        return HTTPS_PORT if scheme == "https" else HTTP_PORT

    async def _fetch(self, visit: _Visit, scheme: str, path: str) -> Page:
        """One page; what happened is noted as evidence."""
        port = self._port(scheme)
        outcome, answer = "TIMEOUT", ""
        try:
            async with asyncio.timeout_at(min(asyncio.get_running_loop().time() + self._timeout, visit.deadline)):
                context = self._context if scheme == "https" else None
                page = await fetch(visit.address, port, context, visit.host, path)
            outcome, answer = f"HTTP {page.status}", page.headers.get("location", "")
            return page
        except TimeoutError:
            raise NoConnectionError(f"no answer within {self._timeout:g} s") from None
        except HandshakeError as fault:
            outcome, answer = "TLS", fault.seen
            raise
        except NoConnectionError as fault:
            outcome = str(fault)
            raise
        finally:
            question = f"GET {scheme}://{visit.host}{path}"
            lines = (answer,) if answer else ()
            visit.evidence.append(Evidence(f"{visit.address}#{port}", question, outcome, lines, None, self._clock()))

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._extra_ca:
            context.load_verify_locations(self._extra_ca)
        return context


def parse_connect_to(text: str) -> tuple[str, int, int]:
    """``127.0.0.1:8443:8080`` as address, HTTPS port, HTTP port. Raises ValueError unless it is loopback."""
    address, https_port, http_port = text.rsplit(":", 2) if text.count(":") > 1 else ("", "", "")
    address = address.strip("[]")
    if not (https_port.isdigit() and http_port.isdigit()):
        raise ValueError("must look like address:https_port:http_port")
    if not is_loopback(address):
        raise ValueError("must be a loopback address")
    return address, int(https_port), int(http_port)


def readable_ca(path: str) -> str:
    """The path of a PEM file that OpenSSL can read. Raises ValueError."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except (OSError, ssl.SSLError) as fault:
        raise ValueError("must be a readable PEM file of certificates") from fault
    return path


def _same_host(url: str, location: str, host: str) -> SplitResult | None:
    """Where a redirect leads, if that is the host itself on one of the two ports that are probed."""
    try:
        parts = urlsplit(urljoin(url, location))
        own_port = {"https": HTTPS_PORT, "http": HTTP_PORT}.get(parts.scheme)
        is_same = own_port is not None and parts.hostname == host and parts.port in (None, own_port)
    except ValueError:
        return None
    return parts._replace(netloc=host, path=parts.path or "/", fragment="") if is_same else None


def _path(parts: SplitResult) -> str:
    return quote(parts.path + (f"?{parts.query}" if parts.query else ""), safe="!$%&'()*+,/:;=?@~")


def _other_service(page: Page) -> Finding | None:
    """The link service answers 404 to ``/`` and to an unknown short path, or redirects to a fallback address."""
    if not 200 <= page.status < 300:
        return None
    title = _TITLE.search(page.start)
    seen = title.group(1).decode("utf-8", "replace").strip() if title else page.headers.get("server", "")
    return Finding(Code.HTTP_OTHER_SERVICE, {"seen": seen or f"status {page.status}"})


def _unknown(why: str, evidence: tuple[Evidence, ...]) -> WebReport:
    return WebReport(Verdict.UNKNOWN, (Finding(Code.OK_PENDING_TLS, {"seen": why}),), evidence)
