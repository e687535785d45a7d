"""The page that shows the secret of a webhook: opened by a link that an admin has, for a quarter of an hour. A GET
shows a button and changes nothing; the button shows the secret, once.

An unknown, an ended and a used link get the same answer; beyond sixty such a minute, 429.
"""

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.commands import Actor
from bot.core.errors import GatewayError, Refused
from bot.core.webhooks import Webhook
from bot.services import webhooks
from bot.services.ports import Clock, Directory, Run
from bot.web.credentials import Misses
from bot.web.forms import CSP, form_of, is_from_here
from bot.web.text import render
from bot.web.tokens import KeyedLinks

_LATER = {"Retry-After": "60"}


class WebhookSecretPage:
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
            Route("/webhooks/{link}", self.show, methods=["GET"]),
            Route("/webhooks/{link}", self.send, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The button."""
        actor, link = self._actor(), request.path_params["link"]
        if actor is None:
            return PlainTextResponse("Please try again in a minute.", 503, _LATER)
        webhook = await self._webhook(link, actor)
        if webhook is None:
            return self._nothing()
        return _html({"name": webhook.name, "mark": self._links.form_mark(link)})

    async def send(self, request: Request) -> Response:
        """The secret, now, in the name of the admin whose link it is."""
        actor, link = self._actor(), request.path_params["link"]
        form = await form_of(request)
        is_ours = is_from_here(request, self._links.public_url or "")
        if actor is None or not is_ours or not self._links.is_form_mark(link, form.get("mark", "")):
            return PlainTextResponse("This button is not from this page. Open the link again.", 403)
        webhook = await self._webhook(link, actor)
        if webhook is None:
            return self._nothing()
        try:
            secret = await self._secret(webhook)
        except (Refused, GatewayError):
            text = "Nothing was shown: only the admin who asked may see it, or Slack could not say who is one."
            return PlainTextResponse(text, 403)
        return _html({"name": webhook.name, "secret": secret}) if secret else self._nothing()

    async def _webhook(self, link: str, actor: Actor) -> Webhook | None:
        named = self._links.webhook_named_by(link) or ""
        return await self._run(webhooks.secret_to_show, named, actor, self._clock())

    async def _secret(self, webhook: Webhook) -> str:
        """Empty where somebody was faster."""
        user = webhook.shown_to or ""
        roles = await self._directory(webhook.team_id).roles(webhook.team_id, user)
        admin = Actor(webhook.team_id, user, roles)
        return await self._run(webhooks.show_secret, webhook.id, admin, self._clock())

    def _nothing(self) -> Response:
        if self._misses.is_too_many():
            return PlainTextResponse("Please try again in a minute.", 429, _LATER)
        return _html({}, 404)


def _html(values: Mapping[str, object], status: int = 200) -> Response:
    blank = {"name": "", "secret": "", "mark": ""}
    shown = render("webhook_secret.html", {**blank, **values})
    return HTMLResponse(shown, status, {"Content-Security-Policy": CSP})
