"""A page that shows a secret once: opened by a link that an admin has, for a quarter of an hour. A GET shows a button
and changes nothing; the button shows the secret.

A button that is pressed twice, or that the browser sends again, must not lose it: the page holds a random value of its
own, and what holds it is shown the same secret for a minute more. Whoever opens the link then gets no page.

An unknown, an ended and a used link get the same answer.
"""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar, Generic, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.core.commands import Actor
from bot.core.errors import GatewayError, Refused
from bot.services.ports import Clock, Directory, Run
from bot.web.forms import form_of, is_from_here
from bot.web.frame import Frame
from bot.web.tokens import KeyedLinks

Shown = TypeVar("Shown")


class SecretPage(ABC, Generic[Shown]):
    """``actor`` is the bot once Slack has said which workspace it serves; ``directory`` says who is an admin there.

    Each kind of secret says below which address it stands (``place``), what draws it (``template``), what the template
    is given where a link opens nothing (``blank``), and what is told to whoever may not see it (``refusal``).
    """

    place: ClassVar[str]
    template: ClassVar[str]
    blank: ClassVar[Mapping[str, object]]
    refusal: ClassVar[str]

    def __init__(
        self,
        run: Run,
        links: KeyedLinks,
        directory: Callable[[str], Directory],
        clock: Clock,
        actor: Callable[[], Actor | None],
        frame: Frame,
    ) -> None:
        self._run, self._links, self._directory = run, links, directory
        self._clock, self._actor, self._frame = clock, actor, frame

    def routes(self) -> list[BaseRoute]:
        path = f"/{self.place}/{{link}}"
        return [Route(path, self.show, methods=["GET"]), Route(path, self.send, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """The button."""
        actor, link = self._actor(), request.path_params["link"]
        if actor is None:
            return self._frame.not_yet(request)
        shown = await self._found(link, actor, "")
        if shown is None:
            return self._html(request, {}, 404)
        own = {"mark": self._links.form_mark(link), "page": secrets.token_urlsafe(32)}
        return self._html(request, {**self._about(shown), **own})

    async def send(self, request: Request) -> Response:
        """The secret, now, in the name of the admin whose link it is."""
        actor, link = self._actor(), request.path_params["link"]
        form = await form_of(request)
        is_ours = is_from_here(request, self._links.public_url or "")
        if actor is None:
            return self._frame.not_yet(request)
        if not is_ours or not self._links.is_form_mark(link, form.get("mark", "")):
            return self._frame.foreign_form(request)
        page = form.get("page", "")
        shown = await self._found(link, actor, page)
        if shown is None:
            return self._html(request, {}, 404)
        try:
            secret = await self._secret(shown, page)
        except (Refused, GatewayError):
            values = {"title": "Nothing is shown", "text": self.refusal, "again": ""}
            return self._frame.team_page(request, "notice.html", values, 403)
        if not secret:
            return self._html(request, {}, 404)
        return self._html(request, {**self._about(shown), "secret": secret})

    @abstractmethod
    async def _found(self, link: str, actor: Actor, page: str) -> Shown | None:
        """What the link opens; ``page`` is what the page holds whose button was pressed."""

    @abstractmethod
    async def _secret(self, shown: Shown, page: str) -> str:
        """The secret; empty where somebody was faster. Raises Refused and GatewayError."""

    @abstractmethod
    def _about(self, shown: Shown) -> Mapping[str, object]:
        """What the template says of it."""

    async def _admin(self, team_id: str, user_id: str) -> Actor:
        """With the roles that they have now."""
        return Actor(team_id, user_id, await self._directory(team_id).roles(team_id, user_id))

    def _html(self, request: Request, values: Mapping[str, object], status: int = 200) -> Response:
        return self._frame.team_page(request, self.template, {"name": "", "secret": "", **self.blank, **values}, status)
