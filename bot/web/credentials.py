"""The page where an admin types a Twilio account's credentials: opened by a link that works once, for a quarter of an
hour. A GET changes nothing. What is typed is tried with Twilio, stored encrypted, and shown to nobody again.

An unknown, an ended and a used link get the same answer; a link takes five tries. How often somebody may ask at all,
`bot.web.limits` says.
"""

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.core.commands import Actor
from bot.core.credentials import MOST_TRIES, Typed, typed_of
from bot.core.domain import TwilioAccount
from bot.core.errors import GatewayError, Refused
from bot.services import credentials
from bot.services.credentials import LinkShown, SetAccount
from bot.services.ports import Clock, Directory, NewId, Run, Twilio
from bot.web.forms import Fault, form_of, is_from_here
from bot.web.frame import Frame
from bot.web.tokens import KeyedLinks

_WORDS: Mapping[str, str] = {
    "account_sid": "The Account SID begins with AC and has 32 more characters.",
    "key_sid": "The SID of an API key begins with SK and has 32 more characters. Leave it empty for the Auth Token.",
    "secret": "Paste the whole secret, without spaces.",
    "20003": "Twilio does not take these: the SID or the secret is wrong, or the key belongs to another account.",
    "20005": "Twilio says that this account is not active. It has to be active before it can be used here.",
    "20008": "These are test credentials, which can set up nothing. Use the live ones.",
    "other": "The key works, but it belongs to another account than this Account SID. Copy both from the same account.",
    "later": "Twilio did not answer as it should. Nothing was stored; please try again in a minute.",
    "refused": "Twilio refused. Nothing was stored.",
    "no_admin": "Nothing was stored: only an admin of linkdomain may do this, or Slack could not say who is one.",
}
_BOXES: Mapping[str, tuple[str, ...]] = {
    "account_sid": ("account_sid",),
    "key_sid": ("key_sid",),
    "secret": ("secret",),
    "20003": ("account_sid", "key_sid", "secret"),
    "20005": ("account_sid",),
    "20008": ("account_sid", "key_sid", "secret"),
    "other": ("account_sid", "key_sid"),
}
"""In which boxes to look for it; the others are no fault of what was typed."""
_WRONG = {"401", "20003", "403", "20403"}


class CredentialsPage:
    """``actor`` is the bot once Slack has said which workspace it serves; ``directory`` says who is an admin there."""

    def __init__(
        self,
        run: Run,
        tokens: KeyedLinks,
        twilio: Twilio,
        directory: Callable[[str], Directory],
        clock: Clock,
        new_id: NewId,
        actor: Callable[[], Actor | None],
        frame: Frame,
    ) -> None:
        self._run, self._tokens, self._twilio, self._directory = run, tokens, twilio, directory
        self._clock, self._new_id, self._actor, self._frame = clock, new_id, actor, frame

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/credentials/{token}", self.show, methods=["GET"]),
            Route("/credentials/{token}", self.send, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The empty form."""
        actor, token = self._actor(), request.path_params["token"]
        if actor is None:
            return self._frame.not_yet(request)
        shown = await self._run(credentials.link_shown, self._named(token), actor, self._clock())
        return self._form(request, shown) if shown else self._nothing(request)

    async def send(self, request: Request) -> Response:
        """What was typed: tried with Twilio, then stored as the admin whose link it is."""
        actor, token = self._actor(), request.path_params["token"]
        form = await form_of(request)
        is_ours = is_from_here(request, self._tokens.public_url or "")
        if actor is None:
            return self._frame.not_yet(request)
        if not is_ours or not self._tokens.is_form_mark(token, form.get("mark", "")):
            return self._frame.foreign_form(request)
        typed = typed_of(form.get("account_sid", ""), form.get("key_sid", ""), form.get("secret", ""))
        ask = credentials.link_shown if typed.faults else credentials.begin_try
        shown = await self._run(ask, self._named(token), actor, self._clock())
        if shown is None:
            return await self._done_before(request, actor, typed)
        if typed.faults:
            return self._form(request, shown, typed, typed.faults)
        fault = await self._fault(actor, typed) or await self._stored(shown, typed)
        if fault == "ended":
            return await self._done_before(request, actor, typed)
        return self._form(request, shown, typed, (fault,)) if fault else self._done(request, shown, typed)

    async def _done_before(self, request: Request, actor: Actor, typed: Typed) -> Response:
        """A form that is sent twice, by a double click, shows what the first one did."""
        named = self._named(request.path_params["token"])
        done = await self._run(credentials.was_set, (named, typed), actor, self._clock())
        return self._done(request, done, typed) if done else self._nothing(request)

    def _named(self, token: str) -> str:
        return self._tokens.credentials_named_by(token) or ""

    async def _fault(self, actor: Actor, typed: Typed) -> str:
        """What Twilio has against it, as a word of ours; empty: nothing."""
        account = TwilioAccount("typed", actor.team_id, typed.account_sid, typed.username, typed.secret)
        try:
            return "" if await self._twilio.vet(account) else "other"
        except GatewayError as error:
            if error.reference in _WRONG:
                return "20003"
            known = error.reference if error.reference in _WORDS else "refused"
            return "later" if error.transient else known

    async def _stored(self, shown: LinkShown, typed: Typed) -> str:
        """Stores it as the admin; what stands against that, empty: nothing."""
        team_id, admin = shown.link.team_id, shown.link.admin
        try:
            roles = await self._directory(team_id).roles(team_id, admin)
            command = SetAccount(shown.link.id, self._new_id(), typed)
            done = await self._run(credentials.set_account, command, Actor(team_id, admin, roles), self._clock())
        except (Refused, GatewayError):
            return "no_admin"
        return "" if done else "ended"

    def _form(
        self, request: Request, shown: LinkShown, typed: Typed | None = None, faults: tuple[str, ...] = ()
    ) -> Response:
        values = {
            "mark": self._tokens.form_mark(request.path_params["token"]),
            "client": shown.registered.client.name,
            "account": shown.registered.account,
            "faults": [Fault(_WORDS[fault], _BOXES.get(fault, ())) for fault in faults],
            "left": _left(MOST_TRIES - shown.link.tries),
            "account_sid": typed.account_sid[:100] if typed else "",
            "key_sid": typed.key_sid[:100] if typed else "",
            "done": "",
        }
        return self._frame.team_page(request, "credentials.html", values, 422 if faults else 200)

    def _done(self, request: Request, shown: LinkShown, typed: Typed) -> Response:
        values = {"client": shown.registered.client.name, "done": typed.account_sid, "faults": ()}
        return self._frame.team_page(request, "credentials.html", values)

    def _nothing(self, request: Request) -> Response:
        return self._frame.team_page(request, "credentials.html", {"client": "", "done": "", "faults": ()}, 404)


def _left(tries: int) -> str:
    """How many more times it may be tried, once one was."""
    if tries >= MOST_TRIES:
        return ""
    if tries <= 0:
        return "No try is left on this page; press Set Twilio account in Slack for another one."
    return "One try is left on this page." if tries == 1 else f"{tries} tries are left on this page."
