"""The client's page: what to add, what we see, and a button that has us look. It works without scripts.

Links are opened by mail scanners too, so a GET changes nothing: a view is counted when the page shows in a browser,
which its one small script says, and when its button is pressed. An unknown, an expired and a revoked
link get the same answer by the same way.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.advice import advise
from bot.core.cards import Card, Stage
from bot.core.commands import Actor, LinkCommand
from bot.core.facts import Fact, FactName, FactState
from bot.core.stage import is_verified
from bot.services import links
from bot.services.ports import Clock, Run
from bot.web.forms import CSP as _CSP
from bot.web.forms import form_of, is_from_here
from bot.web.mails import hints_of, render, shown_host
from bot.web.tokens import KeyedLinks

_REFRESHED_FOR = timedelta(minutes=10)
_NO_LINK = LinkCommand("")
_STATIC = Path(__file__).parent / "templates"


class SetupPage:
    """``actor`` is the bot once Slack has said which workspace it serves; None before."""

    def __init__(
        self, run: Run, tokens: KeyedLinks, clock: Clock, actor: Callable[[], Actor | None], company: str
    ) -> None:
        self._run, self._tokens, self._clock, self._actor, self._company = run, tokens, clock, actor, company

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/setup/{token}", self.show, methods=["GET"]),
            Route("/setup/{token}", self.send, methods=["POST"]),
            Route("/static/page.css", _style),
            Route("/static/page.js", _script),
        ]

    async def show(self, request: Request) -> Response:
        """The page. To fetch it changes nothing."""
        actor, token = self._actor(), request.path_params["token"]
        if actor is None:
            return PlainTextResponse("Please try again in a minute.", 503, {"Retry-After": "60"})
        command, now = self._meant(token), self._clock()
        card = await self._run(links.page, command, actor, now)
        return self._page(token, card, now) if card else self._nothing(token)

    async def send(self, request: Request) -> Response:
        """The page shows; *I have added it*; *Ask for a new link*."""
        actor, token = self._actor(), request.path_params["token"]
        form = await form_of(request)
        if actor is None or not self._is_own(request, token, form):
            return PlainTextResponse("This form is not from this page. Open the link again.", 403)
        command, now = self._meant(token), self._clock()
        if form.get("do") == "seen":
            await self._run(links.opened, command, actor, now)
            return Response(status_code=204)
        if form.get("do") == "ask":
            await self._run(links.asked_anew, command, actor, now)
            return self._nothing(token, is_asked=True)
        if not await self._run(links.added, command, actor, now):
            return self._nothing(token)
        return RedirectResponse("?again=1", 303)

    def _meant(self, token: str) -> LinkCommand:
        link_id = self._tokens.named_by(token)
        return LinkCommand(link_id) if link_id else _NO_LINK

    def _is_own(self, request: Request, token: str, form: Mapping[str, str]) -> bool:
        is_ours = is_from_here(request, self._tokens.public_url or "")
        return is_ours and self._tokens.is_form_mark(token, form.get("mark", ""))

    def _page(self, token: str, card: Card, now: datetime) -> Response:
        values = {
            "mark": self._tokens.form_mark(token),
            "client": card.client.name,
            "company": self._company,
            "host": shown_host(card.domain.host),
            "zone": card.domain.zone,
            "provider": card.domain.provider.name if card.domain.provider else "",
            "records": card.records,
            "hints": hints_of(card, self._company or "us"),
            "note": card.domain.note or "",
            "seen": _seen(card),
            "is_live": card.stage is Stage.LIVE,
            "is_looking": _is_looking(card),
            "refresh": _refresh(card, now),
            "looked": _time(card.domain.last_check_at),
        }
        return HTMLResponse(render("page.html", values), headers={"Content-Security-Policy": _CSP})

    def _nothing(self, token: str, *, is_asked: bool = False) -> Response:
        values = {"mark": self._tokens.form_mark(token), "is_asked": is_asked, "company": self._company}
        html = render("no_page.html", values)
        return HTMLResponse(html, 200 if is_asked else 404, {"Content-Security-Policy": _CSP})


async def _style(_request: Request) -> Response:
    return Response((_STATIC / "page.css").read_text(), media_type="text/css")


async def _script(_request: Request) -> Response:
    return Response((_STATIC / "page.js").read_text(), media_type="text/javascript")


def _is_looking(card: Card) -> bool:
    """A look was asked for and is not done."""
    pressed, looked = card.domain.close_since, card.domain.last_check_at
    return pressed is not None and (looked is None or looked < pressed)


def _refresh(card: Card, now: datetime) -> int:
    """Seconds until the page shows itself anew; 0: never."""
    pressed = card.domain.close_since
    if card.stage is Stage.LIVE or pressed is None or now - pressed > _REFRESHED_FOR:
        return 0
    return 4 if _is_looking(card) else 15


def _seen(card: Card) -> list[dict[str, str]]:
    """What we see of each record now, in plain words, with proof and time."""
    domain = card.domain
    rows = [_row("CNAME record", domain.fact(FactName.RECORD), card)]
    if domain.fact(FactName.CAA).state is FactState.WRONG:
        rows.append(_row("CAA record", domain.fact(FactName.CAA), card))
    if len(card.records) > 1 and not is_verified(domain):
        rows.append(_row("TXT record", domain.fact(FactName.VERIFICATION), card))
    elif len(card.records) > 1:
        rows.append({"name": "TXT record", "words": "It is right.", "proof": "", "state": "right"})
    return rows


def _row(name: str, fact: Fact, card: Card) -> dict[str, str]:
    words = {FactState.HOLDS: "It is right.", FactState.WRONG: "It is not right yet."}
    told = words.get(fact.state, "We have not looked yet.")
    if fact.state is FactState.WRONG and fact.finding and card.records:
        told = advise(fact.finding, card.records[0], was_live=card.domain.live_since is not None)
    state = {FactState.HOLDS: "right", FactState.WRONG: "wrong"}.get(fact.state, "open")
    return {"name": name, "words": told, "proof": _proof(fact), "state": state}


def _proof(fact: Fact) -> str:
    proof = fact.evidence
    if proof is None:
        return ""
    answer = ", ".join(proof.answer) or "nothing"
    return f"Asked {proof.asked.removesuffix('#53')} for {proof.question}: {answer} ({_time(proof.at)})"


def _time(at: datetime | None) -> str:
    return at.strftime("%d %B %Y, %H:%M:%S UTC") if at else ""
