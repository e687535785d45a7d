"""The page where somebody has the records written at their DNS provider, with an access that is used once.

Two doors, one form: an account manager's own link, which works once and for a quarter of an hour, and the client's
page. A GET changes nothing. What is typed goes to the provider and nowhere else: it is not stored, not logged, and not
in the page that answers. What opens nothing gets the same answer, whatever it once opened; each door takes ten tries.
"""

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.commands import Actor
from bot.core.errors import GatewayError
from bot.core.facts import Provider
from bot.core.languages import Language
from bot.core.providers import Panel, panel_of
from bot.core.ways import Way
from bot.core.words import words_in
from bot.core.writing import Access, Outcome, Result, faults_of
from bot.services import writing
from bot.services.ports import Clock, Run
from bot.services.ports_writing import Writer
from bot.services.writing import Door, Settle, Shown, takes_token
from bot.web.forms import accepted_language, chosen_language, form_of, is_from_here
from bot.web.frame import Frame
from bot.web.members import Members
from bot.web.tokens import KeyedLinks
from bot.web.writing_values import Asked, closed_values, form_values, outcome_values

_THERE = (Result.WRITTEN, Result.REPLACED, Result.THERE)


class WritePage:
    """``actor`` is the bot once Slack has said which workspace it serves; ``members`` says who is still there."""

    def __init__(
        self,
        run: Run,
        tokens: KeyedLinks,
        writer: Writer,
        members: Members,
        clock: Clock,
        actor: Callable[[], Actor | None],
        frame: Frame,
    ) -> None:
        self._run, self._tokens, self._writer, self._members = run, tokens, writer, members
        self._clock, self._actor, self._frame = clock, actor, frame

    def routes(self) -> list[BaseRoute]:
        return [
            Route(path, call, methods=[method])
            for path in ("/write/{token}", "/setup/{token}/write")
            for call, method in ((self.show, "GET"), (self.send, "POST"))
        ]

    async def show(self, request: Request) -> Response:
        """The empty form."""
        actor = self._actor()
        if actor is None:
            return self._frame.not_yet(request)
        shown = await self._run(writing.shown, self._door(request), actor, self._clock())
        if shown is None:
            return self._nothing(request)
        if Way.CONNECT in shown.card.ways and shown.user and not takes_token(shown.card):
            return RedirectResponse(f"{request.path_params['token']}/connect", 302)
        return self._form(request, self._asked(request, shown))

    async def send(self, request: Request) -> Response:
        """What was typed: handed to the provider, and what came of it."""
        actor, form = self._actor(), await form_of(request)
        if actor is None:
            return self._frame.not_yet(request)
        if not self._is_own(request, form):
            return self._frame.foreign_form(request)
        door = self._door(request)
        shown = await self._run(writing.shown, door, actor, self._clock())
        if shown is None:
            return self._nothing(request)
        asked, panel = self._asked(request, shown), panel_of(shown.card.domain.provider) or _NO_PANEL
        typed = {name: form.get(name, "").strip() for name in panel.fields}
        if not takes_token(shown.card) or shown.left <= 0:
            return self._form(request, asked)
        if faults := faults_of(panel, typed):
            return self._html(request, asked, form_values(asked, faults=faults), 422)
        return await self._write(request, asked, typed, form.get("consent", ""))

    async def _write(self, request: Request, asked: Asked, typed: Mapping[str, str], consent: str) -> Response:
        """Counts the try before the provider is asked."""
        door, actor = self._door(request), self._actor()
        tried = await self._run(writing.begin_try, door, actor, self._clock()) if actor else None
        if actor is None or tried is None or tried.left < 0:
            return self._nothing(request)
        asked, domain = self._asked(request, tried), tried.card.domain
        if not await self._members.may_write(actor.team_id, tried.user):
            return self._html(request, asked, form_values(asked, problem="no_member"), 403)
        access = Access(domain.provider.id if domain.provider else "", domain.zone, typed)
        try:
            outcome = await self._writer.write(access, tried.card.records, consent)
        except GatewayError as error:
            status = 503 if error.transient else 422
            return self._html(request, asked, form_values(asked, problem=error.reference), status)
        return await self._told(request, asked, actor, outcome)

    async def _told(self, request: Request, asked: Asked, actor: Actor, outcome: Outcome) -> Response:
        if outcome.result in _THERE:
            await self._run(writing.settle, Settle(self._door(request), outcome.result), actor, self._clock())
            return self._html(request, asked, outcome_values(asked, outcome), 200)
        return self._html(request, asked, outcome_values(asked, outcome), 409)

    def _form(self, request: Request, asked: Asked) -> Response:
        """The form, or why there is none: nothing is left to write, or no try."""
        if not takes_token(asked.shown.card):
            return self._html(request, asked, closed_values(asked, "done"), 200)
        if asked.shown.left <= 0:
            return self._html(request, asked, closed_values(asked, "too_often"), 429)
        return self._html(request, asked, form_values(asked), 200)

    def _door(self, request: Request) -> Door:
        token, is_client = request.path_params["token"], _is_client(request)
        named = self._tokens.named_by if is_client else self._tokens.write_named_by
        return Door(named(token) or "", is_client)

    def _asked(self, request: Request, shown: Shown) -> Asked:
        token = request.path_params["token"]
        language = chosen_language(request) or (shown.card.language if _is_client(request) else Language.ENGLISH)
        return Asked(shown, words_in(language), self._tokens.form_mark(token), token)

    def _is_own(self, request: Request, form: Mapping[str, str]) -> bool:
        is_ours = is_from_here(request, self._tokens.public_url or "")
        return is_ours and self._tokens.is_form_mark(request.path_params["token"], form.get("mark", ""))

    def _nothing(self, request: Request) -> Response:
        words = words_in(accepted_language(request))
        why = words.say("write.gone_client" if _is_client(request) else "write.gone_manager")
        return self._frame.notice(request, words, words.say("page.gone_title"), why, 404)

    def _html(self, request: Request, asked: Asked, values: Mapping[str, object], status: int) -> Response:
        return self._frame.page(request, "write.html", asked.words, values, status)


_NO_PANEL = Panel(Provider("", ""), ())


def _is_client(request: Request) -> bool:
    return request.url.path.startswith("/setup/")
