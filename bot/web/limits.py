"""How often somebody may ask: whoever holds a client's link, counted by the link; everybody else, by their address.

A link that is genuine is told by its keys alone, without the database, so that people at clients who share an address
(an office, or a proxy that TRUSTED_PROXIES does not name) never wait for each other, while whoever guesses soon does.
An address is an IPv4 address or an IPv6 /64; only what uvicorn made of it counts, never a header of the request.
Each process counts for itself, in memory that is bounded.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.core.words import words_in
from bot.web.forms import accepted_language
from bot.web.headers import HEADERS

_MOST_KEYS = 10_000
_FREE = ("", "healthz", "readyz", "metrics", "static", "slack", "api")
"""What is not limited here, by the first part of its path: it costs nothing, or knows its callers by itself."""


@dataclass(frozen=True, slots=True)
class Pace:
    """So many requests at once, and then so many a second."""

    burst: float
    per_second: float


LINK, ADDRESS, ALL = Pace(120, 4.0), Pace(60, 1.0), Pace(600, 20.0)
"""A page that is open asks at most 23 times a minute; ``ALL`` is of everybody without a genuine link together."""


class Buckets:
    """One bucket of tokens for each key, at most `_MOST_KEYS` of them: those untouched for longest go first."""

    def __init__(self, pace: Pace, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._pace, self._monotonic = pace, monotonic
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def peek(self, key: str) -> float:
        """The seconds until there is a token, 0: there is one. Takes none."""
        return max(0.0, 1.0 - self._filled(key)) / self._pace.per_second

    def _filled(self, key: str) -> float:
        now = self._monotonic()
        left, at = self._left.get(key, (self._pace.burst, now))
        return min(self._pace.burst, left + max(0.0, now - at) * self._pace.per_second)

    def wait(self, key: str) -> float:
        """Takes a token. 0: there was one; else the seconds until there is one again."""
        now, left = self._monotonic(), self._filled(key)
        self._left.pop(key, None)
        missing = max(0.0, 1.0 - left)
        self._left[key] = (left if missing else left - 1.0, now)
        if len(self._left) > _MOST_KEYS:
            self._left.popitem(last=False)
        return missing / self._pace.per_second


class Limits:
    """``named``: for the first part of a path, which link the second part is a genuine token of; None: of none."""

    def __init__(
        self, named: Mapping[str, Callable[[str], str | None]], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._named = named
        self._links, self._addresses, self._all = (Buckets(pace, monotonic) for pace in (LINK, ADDRESS, ALL))

    def wait(self, path: str, host: str) -> float:
        """Counts one request from ``host``; the seconds it has to wait, 0: none."""
        _, room, token, *_ = [*path.split("/"), "", ""]
        if room in _FREE:
            return 0.0
        link = self._named[room](token) if room in self._named else None
        if link is not None:
            return self._links.wait(f"{room}/{link}")
        return self._addresses.wait(network_of(host)) or self._all.wait("")


def network_of(host: str) -> str:
    """What counts as one address. Text that is none counts as it is."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), 64), strict=False))


class Limited:
    """Turns away, with 429 and in the reader's language, whoever asks too often; before anything else is done."""

    def __init__(self, app: ASGIApp, limits: Limits, turned_away: Callable[[], None]) -> None:
        self._app, self._limits, self._turned_away = app, limits, turned_away

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = scope["client"][0] if scope.get("client") else ""
        wait = self._limits.wait(scope["path"], host) if scope["type"] == "http" else 0.0
        if not wait:
            await self._app(scope, receive, send)
            return
        self._turned_away()
        words = words_in(accepted_language(Request(scope)))
        headers = {**HEADERS, "Retry-After": str(math.ceil(wait)), "Content-Language": words.language.value}
        await PlainTextResponse(words.say("page.too_many"), 429, headers)(scope, receive, send)
