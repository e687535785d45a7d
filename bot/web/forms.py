"""What pages with a form share: what they may load, what was sent, and whether it was sent from here."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.core.languages import Language

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_MOST_BYTES = 4096
"""Of a form's body."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with what was typed: in these boxes, the first of which the summary leads to; in none: with all."""

    text: str
    fields: tuple[str, ...] = ()


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a small form. Raises HTTPException 413 where the body is larger than any form of ours."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, headers={"Connection": "close"})
    return {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}


def is_from_here(request: Request, public_url: str) -> bool:
    """Whether one of our own pages may have sent it. With ``Referrer-Policy: no-referrer`` browsers send the origin
    ``null`` even to ourselves (Fetch standard, "append a request Origin header"): then the form's mark decides, and
    Referer and Sec-Fetch-Site where they are sent."""
    origin, site = request.headers.get("origin", "null"), request.headers.get("sec-fetch-site", "same-origin")
    ours, referer = _origin_of(public_url), request.headers.get("referer", "")
    return origin in ("null", ours) and site == "same-origin" and (not referer or _origin_of(referer) == ours)


def _origin_of(url: str) -> str:
    """Of what is no URL, nothing that is ours."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def chosen_language(request: Request) -> Language | None:
    """The one the reader pressed for; None: the link's own."""
    chosen = request.query_params.get("lang", "")
    return Language(chosen) if chosen in list(Language) else None


def accepted_language(request: Request) -> Language:
    """Where no link says which language: the one pressed for, else the first of the browser's that we speak."""
    chosen = chosen_language(request)
    if chosen is not None:
        return chosen
    wanted = (
        part.partition(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")
    )
    return next((Language(one) for one in wanted if one in list(Language)), Language.ENGLISH)
