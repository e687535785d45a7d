"""To the DNS provider's own consent page and back (Domain Connect).

The provider must never see what opens our page. So the address of the way back is the same for everybody; who came
back, a cookie of this browser says (HttpOnly, for an hour, for that one address), and the ``state`` in the address
must carry a mark that belongs to it. The way out begins with a POST: a GET changes nothing, as mail scanners follow
links. It is answered by a small page that goes on by itself, not by a redirect: ``form-action`` of the CSP would have
to name every origin that a provider redirects to while people sign in.

The way back is a GET, because providers redirect. All it can do is tell the timeline and have us look at the records:
once for each time somebody left, and only in the browser they left with.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.commands import Actor
from bot.core.consent import ATTEMPT_LIVES, Outcome, apply_address, apply_query, outcome_of
from bot.core.languages import Language
from bot.core.words import Words, words_in
from bot.services import connecting
from bot.services.connecting import Door, Holder, Shown
from bot.services.consents import Offer
from bot.services.ports import Clock, Run
from bot.services.ports_consent import SignQuery
from bot.web.forms import accepted_language, chosen_language, form_of, is_from_here
from bot.web.frame import Frame
from bot.web.members import Members
from bot.web.records import number_of
from bot.web.text import shown_host
from bot.web.tokens import KeyedLinks

BACK = "/connect/back"
_COOKIE = "linkdomain_consent_{}"
_PURPOSE, _STATE = "consent", "consent state"


@dataclass(frozen=True, slots=True)
class _Left:
    """Who left, as the browser keeps it: ``language`` is the one they chose, empty: none."""

    holder: Holder
    attempt: str
    language: str

    @property
    def text(self) -> str:
        return f"{self.holder.door.value}:{self.holder.link_id}:{self.attempt}:{self.language}"


@dataclass(frozen=True, slots=True)
class Consenting:
    """What it takes to offer the way: who we are to providers, and the key that signs."""

    provider_id: str
    signer: SignQuery


class ConsentRoutes:
    """``actor`` is the bot once Slack has said which workspace it serves; None before."""

    def __init__(
        self,
        run: Run,
        tokens: KeyedLinks,
        clock: Clock,
        actor: Callable[[], Actor | None],
        consenting: Consenting,
        members: Members,
        frame: Frame,
    ) -> None:
        self._run, self._tokens, self._clock, self._actor = run, tokens, clock, actor
        self._consenting, self._members = consenting, members
        self._frame, self._ours = frame, tokens.public_url or ""

    def routes(self) -> list[BaseRoute]:
        """To be added last: account managers come by the page for API tokens where there is one."""
        pages = [
            Route(f"/{door.value}/{{token}}/connect", call, methods=[method])
            for door in Door
            for call, method in ((self.show, "GET"), (self.leave, "POST"))
        ]
        entrance = Route("/write/{token}", _to_connect, methods=["GET"])
        return [*pages, Route(BACK, self.come_back, methods=["GET"]), entrance]

    async def show(self, request: Request) -> Response:
        """What happens at the provider, and the button that goes there."""
        actor, holder = self._actor(), self._holder(request)
        if actor is None:
            return self._frame.not_yet(request)
        shown = await self._run(connecting.offered, holder, actor, self._clock())
        return self._shown(request, holder, shown) if shown else self._nothing(request, holder)

    async def leave(self, request: Request) -> Response:
        """Somebody goes: the browser keeps who they are, the provider gets what is to be written, signed."""
        actor, token = self._actor(), request.path_params["token"]
        form = await form_of(request)
        if actor is None:
            return self._frame.not_yet(request)
        if not is_from_here(request, self._ours) or not self._tokens.is_form_mark(token, form.get("mark", "")):
            return self._frame.foreign_form(request)
        holder = self._holder(request)
        if holder.door is Door.WRITE and not await self._is_member(actor, holder):
            words = words_in(chosen_language(request) or Language.ENGLISH)
            return self._told_manager(request, words, "write.problem_no_member", 403)
        left = _Left(holder, secrets.token_hex(16), chosen_language(request) or "")
        offer = await self._run(connecting.leave, connecting.Leave(holder, left.attempt), actor, self._clock())
        return self._sent(request, left, offer) if offer else self._nothing(request, holder, 303)

    async def come_back(self, request: Request) -> Response:
        """From the provider, with or without an error; else from nowhere that we know."""
        actor, found = self._actor(), self._returning(request)
        if actor is None:
            return self._frame.not_yet(request)
        if found is None:
            words = words_in(accepted_language(request))
            return self._frame.notice(request, words, words.say("connect.lost_title"), words.say("connect.lost"), 400)
        outcome = outcome_of(request.query_params.get("error"), request.query_params.get("error_description"))
        command = connecting.ComeBack(found.holder, found.attempt, outcome)
        is_first = await self._run(connecting.come_back, command, actor, self._clock())
        answer = self._back(request, found, outcome, is_first=is_first)
        answer.delete_cookie(_COOKIE.format(found.attempt), path=BACK)
        return answer

    async def _is_member(self, actor: Actor, holder: Holder) -> bool:
        """Whether the account manager is still there; what opens nothing is told elsewhere."""
        shown = await self._run(connecting.offered, holder, actor, self._clock())
        return shown is None or await self._members.may_write(actor.team_id, shown.user)

    def _back(self, request: Request, left: _Left, outcome: Outcome, *, is_first: bool) -> Response:
        """A client comes to their page; the page of an account manager has served its turn."""
        if left.holder.door is Door.WRITE:
            words = words_in(Language(left.language or Language.ENGLISH))
            return self._told_manager(request, words, f"connect.back_manager_{outcome}", 200)
        query = (f"lang={left.language}&" if left.language else "") + (f"back={outcome}&" if is_first else "")
        return RedirectResponse(f"{self._tokens.address(left.holder.link_id)}?{query}again=1#seen", 303)

    def _holder(self, request: Request) -> Holder:
        token, door = request.path_params["token"], Door(request.url.path.split("/")[1])
        named = self._tokens.named_by if door is Door.SETUP else self._tokens.write_named_by
        return Holder(door, named(token) or "")

    def _shown(self, request: Request, holder: Holder, shown: Shown) -> Response:
        card, is_client = shown.card, holder.door is Door.SETUP
        language = chosen_language(request) or (card.language if is_client else Language.ENGLISH)
        values = {
            "host": shown_host(card.domain.host),
            "provider": shown.offer.page.name,
            "records": card.records,
            "number": number_of(card),
            "mark": self._tokens.form_mark(request.path_params["token"]),
            "token": request.path_params["token"] if is_client else "",
        }
        return self._frame.page(request, "connect.html", words_in(language), values)

    def _sent(self, request: Request, left: _Left, offer: Offer) -> Response:
        values = {"provider": offer.page.name, "address": self._address(left, offer)}
        answer = self._frame.page(request, "connect_go.html", words_in(accepted_language(request)), values)
        answer.set_cookie(
            _COOKIE.format(left.attempt),
            self._tokens.sealed(_PURPOSE, left.text),
            max_age=int(ATTEMPT_LIVES.total_seconds()),
            path=BACK,
            secure=urlsplit(self._ours).scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return answer

    def _address(self, left: _Left, offer: Offer) -> str:
        """``state`` names the attempt and holds nothing that opens anything."""
        mark = self._tokens.sealed(_STATE, left.text).rpartition(".")[2]
        query = apply_query(offer.application, self._ours + BACK, f"{left.attempt}.{mark}")
        address = apply_address(offer.page, self._consenting.provider_id)
        return f"{address}?{self._consenting.signer.signed(query)}"

    def _returning(self, request: Request) -> _Left | None:
        """Who left with this state in this browser."""
        attempt, _, mark = request.query_params.get("state", "").partition(".")
        cookie = request.cookies.get(_COOKIE.format(attempt), "")
        text = self._tokens.unsealed(_PURPOSE, cookie)
        if text is None or self._tokens.unsealed(_STATE, f"{text}.{mark}") is None:
            return None
        door, link_id, left_with, language = text.split(":")
        return _Left(Holder(Door(door), link_id), attempt, language) if left_with == attempt else None

    def _told_manager(self, request: Request, words: Words, said: str, status: int) -> Response:
        """Without other languages: the address they would lead to tells this only once."""
        title = words.say("connect.back_title")
        return self._frame.notice(request, words, title, words.say(said), status, languages=())

    def _nothing(self, request: Request, holder: Holder, status: int = 302) -> Response:
        """The client's page itself says what is the matter, or that the link opens nothing."""
        if holder.door is Door.WRITE:
            return self._told_manager(request, words_in(accepted_language(request)), "connect.nothing_manager", 404)
        language = chosen_language(request)
        lang = f"lang={language.value}&" if language else ""
        return RedirectResponse(f"../{request.path_params['token']}?{lang}again=1", status)


async def _to_connect(request: Request) -> Response:
    return RedirectResponse(f"{request.path_params['token']}/connect", 302)
