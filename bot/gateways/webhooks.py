"""Webhooks over the line: one POST, to an address that was judged.

An admin types where it goes, and DNS decides where that is, so it is guarded as `bot.gateways.web_probe` is: the name
is resolved once, every address must be public, the connection goes to one of those, no redirect is followed, no proxy
of the environment is used, and nothing of the answer is read but its head. aiohttp resolves no name that is an address
already (docs.aiohttp.org, "Custom resolvers"), so those are judged beforehand.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property, partial
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.addresses import is_address, is_loopback, is_public
from bot.core.errors import GatewayError
from bot.core.webhooks import LONGEST_WAIT, Answered, SignedPost
from bot.gateways.retry_after import seconds_of
from bot.gateways.threads import BusyError, Threads

TIMEOUT_SECONDS = 15.0
"""For all of it: the scheme recommends 15 to 30."""
_CONNECT_SECONDS = 5.0
_LOOKUPS_AT_ONCE = 16

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host name and port to addresses. Raises OSError."""


class _ForbiddenError(OSError):
    """It leads where nothing of ours may go."""


class WebhookCourier:
    """``may_be_loopback``: this machine may receive as well. ``extra_ca`` is a PEM file trusted besides the system's,
    ``resolve`` stands in for the system's resolver."""

    def __init__(
        self,
        *,
        may_be_loopback: bool = False,
        extra_ca: str | None = None,
        resolve: Resolve | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._may_be_loopback, self._extra_ca = may_be_loopback, extra_ca
        self._resolve = resolve or SystemLookup(timeout)
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=min(_CONNECT_SECONDS, timeout))

    async def post(self, post: SignedPost) -> Answered:
        """Sends it once. Raises GatewayError where no whole head of an answer came."""
        try:
            self._judge([host] if is_address(host := urlsplit(post.address).hostname or "") else [])
            return await self._posted(post)
        except (TimeoutError, OSError, ValueError, aiohttp.ClientError) as error:
            raise GatewayError("webhook", _reference(error), transient=True, sent=None) from error

    async def _posted(self, post: SignedPost) -> Answered:
        connector = aiohttp.TCPConnector(
            resolver=_Judged(self._judge, self._resolve), ssl=self._context, force_close=True, use_dns_cache=False
        )
        session = aiohttp.ClientSession(
            connector=connector,
            timeout=self._timeout,
            trust_env=False,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"user-agent": "linkdomain"},
        )
        async with session:
            answer = await session.post(post.address, data=post.body, headers=post.headers, allow_redirects=False)
            try:
                wait = answer.headers.get("retry-after")
                return Answered(answer.status, seconds_of(wait, 0.0, longest=LONGEST_WAIT) if wait else None)
            finally:
                answer.close()  # its body may have no end

    def _judge(self, addresses: Sequence[str]) -> None:
        if not all(is_public(one) or (self._may_be_loopback and is_loopback(one)) for one in addresses):
            raise _ForbiddenError("it leads into a private network")

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._extra_ca:
            context.load_verify_locations(self._extra_ca)
        return context


class SystemLookup:
    """The system's resolver, in threads of its own: a name whose servers are dead keeps one for half a minute, and the
    event loop's are few and serve every other name, Slack's among them. ``within`` seconds."""

    def __init__(self, within: float) -> None:
        self._within, self._threads = within, Threads(_LOOKUPS_AT_ONCE)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Raises OSError."""
        found = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
        try:
            return [str(one[4][0]) for one in await self._threads.run(found, self._within)]
        except BusyError:
            raise TimeoutError from None


class _Judged(AbstractResolver):
    """Gives addresses only where all of them may be spoken to."""

    def __init__(self, judge: Callable[[Sequence[str]], None], resolve: Resolve) -> None:
        self._judge, self._resolve = judge, resolve

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - the library's signature
    ) -> list[ResolveResult]:
        found = [_result(host, one, port) for one in await self._resolve(host, port)]
        self._judge([one["host"] for one in found])
        return found

    async def close(self) -> None:
        """Holds nothing."""


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)


def _reference(error: Exception) -> str:
    """A word for the log and for admins; never an address."""
    causes = (error, error.__cause__, getattr(error, "os_error", None))
    if any(isinstance(cause, _ForbiddenError) for cause in causes):
        return "private_address"
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return "timeout"
    words: tuple[tuple[type[Exception], str], ...] = (
        (TimeoutError, "timeout"),
        (asyncio.TimeoutError, "timeout"),
        (aiohttp.ClientConnectorDNSError, "no_such_host"),
        (aiohttp.ClientSSLError, "tls"),
        (aiohttp.ClientConnectorError, "no_connection"),
        (aiohttp.InvalidURL, "bad_address"),
        (aiohttp.ClientResponseError, "bad_answer"),
    )
    return next((word for kind, word in words if isinstance(error, kind)), "connection")
