"""The page that shows the secret of another system's token: opened by a link that an admin has, for a quarter of an
hour. A GET shows a button and changes nothing; the button makes the secret, keeps its hash and shows it, once.

An unknown, an ended and a used link get the same answer; beyond sixty such a minute, 429.
"""

import secrets
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.commands import Actor
from bot.core.errors import GatewayError, Refused
from bot.core.tokens import SECRET_BYTES, TokenShown, digest_of, secret_of
from bot.services import tokens
from bot.services.ports import Clock, Directory, Run
from bot.services.tokens import ShowToken
from bot.web.credentials import Misses
from bot.web.forms import CSP, form_of, is_from_here
from bot.web.text import render
from bot.web.tokens import KeyedLinks

_LATER = {"Retry-After": "60"}


class RevealPage:
    """``actor`` is the bot once Slack has said which workspace it serves; ``directory`` says who is an admin there."""

    def __init__(
        self,
        run: Run,
        links: KeyedLinks,
        directory: Callable[[str], Directory],
        clock: Clock,
        actor: Callable[[], Actor | None],
    ) -> None:
        self._run, self._links, self._directory = run, links, directory
        self._clock, self._actor, self._misses = clock, actor, Misses()

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/tokens/{link}", self.show, methods=["GET"]),
            Route("/tokens/{link}", self.send, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The button."""
        actor, link = self._actor(), request.path_params["link"]
        if actor is None:
            return PlainTextResponse("Please try again in a minute.", 503, _LATER)
        shown = await self._shown(link, actor)
        if shown is None:
            return self._nothing()
        return _html({**_about(shown), "mark": self._links.form_mark(link), "address": self._api()})

    async def send(self, request: Request) -> Response:
        """The secret, made and shown now, in the name of the admin whose link it is."""
        actor, link = self._actor(), request.path_params["link"]
        form = await form_of(request)
        is_ours = is_from_here(request, self._links.public_url or "")
        if actor is None or not is_ours or not self._links.is_form_mark(link, form.get("mark", "")):
            return PlainTextResponse("This button is not from this page. Open the link again.", 403)
        shown = await self._shown(link, actor)
        if shown is None:
            return self._nothing()
        try:
            secret = await self._made(shown)
        except (Refused, GatewayError):
            text = "Nothing was made: only the admin who asked may see it, or Slack could not say who is one."
            return PlainTextResponse(text, 403)
        values = {**_about(shown), "secret": secret, "address": self._api()}
        return _html(values) if secret else self._nothing()

    async def _shown(self, link: str, actor: Actor) -> TokenShown | None:
        return await self._run(tokens.token_to_show, self._links.secret_named_by(link) or "", actor, self._clock())

    async def _made(self, shown: TokenShown) -> str:
        """The secret; empty where somebody was faster."""
        token, secret = shown.token, secret_of(secrets.token_bytes(SECRET_BYTES))
        roles = await self._directory(token.team_id).roles(token.team_id, token.made_by)
        admin = Actor(token.team_id, token.made_by, roles)
        command = ShowToken(token.id, digest_of(secret))
        return secret if await self._run(tokens.show_token, command, admin, self._clock()) else ""

    def _api(self) -> str:
        return f"{self._links.public_url or ''}/api/v1"

    def _nothing(self) -> Response:
        if self._misses.is_too_many():
            return PlainTextResponse("Please try again in a minute.", 429, _LATER)
        return _html({}, 404)


def _about(shown: TokenShown) -> dict[str, object]:
    clients = "every client" if shown.token.client_ids is None else ", ".join(shown.clients)
    return {"name": shown.token.name, "clients": clients, "can_add": shown.token.can_add}


def _html(values: Mapping[str, object], status: int = 200) -> Response:
    blank = {"name": "", "clients": "", "can_add": False, "secret": "", "mark": "", "address": ""}
    return HTMLResponse(render("reveal.html", {**blank, **values}), status, {"Content-Security-Policy": CSP})
