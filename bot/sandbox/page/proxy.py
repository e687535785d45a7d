"""The client's page at the sandbox's own address, so that one port is enough, over a tunnel too.

Everything goes through as it is, both ways, with one exception that is marked in the answer: the product forbids every
frame, and here the page stands in the frame of a phone. So "no frame" becomes "no frame but the sandbox's".
"""

from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, DummyCookieJar, web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

_HOP = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade", "host"}
)
"""Headers of one line only (RFC 9110 section 7.6.1), and the name of the other side."""
_NEVER = frozenset({"slack", "metrics", "healthz", "readyz"})
"""Not for people: Slack's door, and what machines ask."""
_SAYS = "frame-ancestors 'self' in place of 'none'; nothing else is changed"


class Proxy:
    """Hands on to the bot at ``address``; ``public_url`` is how the bot thinks it is reached."""

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    async def pass_on(
        self, request: web.Request, address: str | None, public_url: str, below: str = ""
    ) -> web.StreamResponse:
        """``below`` stands before the other side's own paths. The query goes on as it came: it may be signed."""
        if address is None or request.path.split("/")[1] in _NEVER:
            return web.Response(status=404, text="There is nothing here.\n")
        if self._session is None:
            self._session = ClientSession(cookie_jar=DummyCookieJar(), auto_decompress=False)
        url = URL(f"{address}{str(request.rel_url).removeprefix(below)}", encoded=True)
        headers = _inward(request, public_url)
        try:
            async with self._session.request(
                request.method, url, headers=headers, data=await request.read() or None, allow_redirects=False
            ) as answer:
                return web.Response(
                    status=answer.status, body=await answer.read(), headers=_outward(answer.headers, public_url)
                )
        except ClientError:
            return web.Response(status=502, text="The bot does not answer just now.\n")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def _inward(request: web.Request, public_url: str) -> dict[str, str]:
    """A tunnel may have given the page another name: its own origin is the bot's own."""
    headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
    if urlsplit(headers.get("Origin", "")).netloc == request.host:
        headers["Origin"] = public_url
    return headers


def _outward(given: CIMultiDictProxy[str], public_url: str) -> CIMultiDict[str]:
    kept = ((name, value) for name, value in given.items() if name.lower() not in _HOP | {"content-length"})
    headers = CIMultiDict((name, _changed(name.lower(), value, public_url)) for name, value in kept)
    headers["X-Sandbox-Changed"] = _SAYS
    return headers


def _changed(name: str, value: str, public_url: str) -> str:
    if name == "content-security-policy":
        return value.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    if name == "location":
        return value.removeprefix(public_url) or "/"
    return "SAMEORIGIN" if name == "x-frame-options" else value
