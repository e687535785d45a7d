"""The client's page: what to add, what we see, and a button that has us look. It works without scripts.

Links are opened by mail scanners too, so a GET changes nothing: a view is counted when the page shows in a browser,
which its one small script says, and when its button is pressed. An unknown, an expired and a revoked link get the same
answer by the same way.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.cards import Card
from bot.core.commands import Actor, LinkCommand
from bot.core.words import words_in
from bot.services import links
from bot.services.ports import Clock, Run
from bot.web.forms import accepted_language, chosen_language, form_of, is_from_here
from bot.web.frame import Frame
from bot.web.leaving import is_leaving, leaving_seen, leaving_values
from bot.web.page_values import View, back_of, page_values, seen_values
from bot.web.text import render
from bot.web.tokens import KeyedLinks

_NO_LINK = LinkCommand("")
_BY_SCRIPT = {"seen": links.opened, "watching": links.watched}
"""What the page's own script says while somebody sees it."""
_STATIC = Path(__file__).parent / "templates"


class SetupPage:
    """``actor`` is the bot once Slack has said which workspace it serves; None before."""

    def __init__(
        self, run: Run, tokens: KeyedLinks, clock: Clock, actor: Callable[[], Actor | None], frame: Frame
    ) -> None:
        self._run, self._tokens, self._clock, self._actor, self._frame = run, tokens, clock, actor, frame

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/setup/{token}", self.show, methods=["GET"]),
            Route("/setup/{token}", self.send, methods=["POST"]),
            Route("/setup/{token}/seen", self.seen, methods=["GET"]),
            Route("/static/page.css", _file("page.css", "text/css")),
            Route("/static/page.js", _file("page.js", "text/javascript")),
        ]

    async def show(self, request: Request) -> Response:
        """The page. To fetch it changes nothing."""
        view = await self._view(request)
        if not isinstance(view, View):
            return view
        mark = self._tokens.form_mark(request.path_params["token"])
        back = back_of(request.query_params.get("back", ""), view.words)
        values, template = (
            {**page_values(view), "back": back, "mark": mark, "token": request.path_params["token"]},
            "page.html",
        )
        if is_leaving(view.card):
            values |= {**leaving_values(view.card, view.words), **leaving_seen(view.card, view.words)}
            template = "leaving.html"
        return self._frame.page(request, template, view.words, values)

    async def seen(self, request: Request) -> Response:
        """What we see now, for a page that is open: from what is stored, and short while nothing has changed."""
        view = await self._view(request)
        if not isinstance(view, View):
            return view
        leaving = leaving_seen(view.card, view.words) if is_leaving(view.card) else {}
        html = render("seen.html", {**seen_values(view), **leaving})
        headers = {"ETag": f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"', **self._frame.policy}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(html, headers=headers)

    async def send(self, request: Request) -> Response:
        """The page shows, and still shows; *I have added it*; *Ask for a new link*."""
        actor, token = self._actor(), request.path_params["token"]
        language, form = chosen_language(request), await form_of(request)
        if actor is None:
            return self._frame.not_yet(request)
        if not self._is_own(request, token, form):
            return self._frame.foreign_form(request)
        command, now = self._meant(token), self._clock()
        if form.get("do") in _BY_SCRIPT:
            await self._run(_BY_SCRIPT[form["do"]], command, actor, now)
            return Response(status_code=204)
        if form.get("do") == "ask":
            await self._run(links.asked_anew, command, actor, now)
            return self._nothing(request, is_asked=True)
        if not await self._run(links.added, command, actor, now):
            return self._nothing(request)
        return RedirectResponse(f"?lang={language}&again=1#seen" if language else "?again=1#seen", 303)

    async def _view(self, request: Request) -> View | Response:
        """What the link opens; else the answer that it opens nothing."""
        actor, token = self._actor(), request.path_params["token"]
        if actor is None:
            return self._frame.not_yet(request)
        now = self._clock()
        card: Card | None = await self._run(links.page, self._meant(token), actor, now)
        if card is None:
            return self._nothing(request)
        words = words_in(chosen_language(request) or card.language)
        return View(card, now, words, self._frame.brand, f"{self._tokens.public_url or ''}/setup/{token}")

    def _meant(self, token: str) -> LinkCommand:
        link_id = self._tokens.named_by(token)
        return LinkCommand(link_id) if link_id else _NO_LINK

    def _is_own(self, request: Request, token: str, form: Mapping[str, str]) -> bool:
        is_ours = is_from_here(request, self._tokens.public_url or "")
        return is_ours and self._tokens.is_form_mark(token, form.get("mark", ""))

    def _nothing(self, request: Request, *, is_asked: bool = False) -> Response:
        words = words_in(accepted_language(request))
        values = {"mark": self._tokens.form_mark(request.path_params["token"]), "is_asked": is_asked}
        return self._frame.page(request, "no_page.html", words, values, 200 if is_asked else 404)


def _file(name: str, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    async def static(_request: Request) -> Response:
        return Response((_STATIC / name).read_text(), media_type=media_type)

    return static
