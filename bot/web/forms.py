"""What pages with a form share: what they may load, what was sent, and whether it was sent from here."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_MOST_BYTES = 4096
"""Of a form's body."""


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a small form; of a larger body nothing."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return {}
    return {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}


def is_from_here(request: Request, public_url: str) -> bool:
    """Whether one of our own pages may have sent it. With ``Referrer-Policy: no-referrer`` browsers send the origin
    ``null`` even to ourselves (Fetch standard, "append a request Origin header"): then the form's mark decides, and
    Sec-Fetch-Site where it is sent."""
    origin, site = request.headers.get("origin", "null"), request.headers.get("sec-fetch-site", "same-origin")
    parts = urlsplit(public_url)
    return origin in ("null", f"{parts.scheme}://{parts.netloc}") and site == "same-origin"
