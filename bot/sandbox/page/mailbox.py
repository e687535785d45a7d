"""A mail as its sender drew it, for a frame in the mailbox: as in mail programs no script runs, and nothing is fetched
from elsewhere. The policy stands here and at the frame, so that either alone holds."""

from aiohttp import web

from bot.sandbox.world import World

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def letter(world: World, number: int) -> web.Response:
    """The HTML part of that mail, counted from 0; 404 where there is none."""
    mails = world.mail.mails
    if number >= len(mails) or not mails[number].html:
        return web.Response(status=404, text="There is no such mail.\n", headers=_HEADERS)
    return web.Response(text=mails[number].html, content_type="text/html", charset="utf-8", headers=_HEADERS)
