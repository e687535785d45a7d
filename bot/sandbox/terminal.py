"""The sandbox from a terminal: one line of plain text to a loopback address is one act of one person.

``POST /ana`` with ``/linkdomain add`` types, ``press LABEL`` presses, ``submit field=value; …`` fills in and submits
the open form; the answer is what the person then sees. ``GET /`` shows the channel. The client's DNS panel and
Twilio's Console are people's tools too: ``POST /panel`` and ``POST /console``.
"""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.sandbox.acting import Acting, labels_of
from bot.sandbox.dns.panel import PanelRefused
from bot.sandbox.page.cast import ROLES, person_called
from bot.sandbox.page.server import Page, only_from_here
from bot.sandbox.scene import Sandbox
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people.answer import Answer
from bot.sandbox.slack.people.pointing import actable
from bot.sandbox.slack.views import View
from bot.sandbox.twilio import ConsoleRefused
from bot.sandbox.world import CLIENT_ZONE, Person, Place, World

_HOST = "127.0.0.1"
_MOST_BYTES = 4 * 1024 * 1024
_SETTLE = 0.7
"""Seconds in which what the app sends after its answer is still shown with it."""


class Terminal:
    """Listens while it is entered; the page stands at the same address. ``port`` 0, or one that is taken, lets the
    system choose."""

    def __init__(self, sandbox: Sandbox, port: int) -> None:
        self._sandbox, self._port, self._is_elsewhere = sandbox, port, False
        self._last: dict[Person, Answer] = {}
        self._page = Page(sandbox)
        app = web.Application(middlewares=[only_from_here], client_max_size=_MOST_BYTES)
        app.router.add_get("/", self._channel)
        self._page.add_to(app)
        app.router.add_post("/{tool:panel|console}", self._tool)
        app.router.add_post("/{person}", self._act)
        self._page.add_rest_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, _HOST, self._port).start()
        except OSError:  # somebody else has the port, perhaps another sandbox
            self._is_elsewhere = True
            await web.TCPSite(self._runner, _HOST, 0).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._page.close()
        await self._runner.cleanup()

    @property
    def _world(self) -> World:
        return self._sandbox.world

    @property
    def _acting(self) -> Acting:
        return Acting(self._world.slack)

    @property
    def address(self) -> str:
        return f"http://{_HOST}:{self._runner.addresses[0][1]}"

    def welcome(self) -> str:
        """Where everything listens, who is there, and how to act as one of them."""
        world, here = self._world, self.address
        people = "\n".join(f"  {person.name.lower():<6} {role}" for person, role in ROLES.items())
        taken = f" (port {self._port} is taken)" if self._is_elsewhere else ""
        return f"""The sandbox is up: the real bot, and a world on this machine. Stop it with Ctrl-C.
Open {here}/{taken} in a browser: left the workspace, right the world around it.
A minute of waiting passes in {60 / world.speed:.3g} s. Over an SSH tunnel this one port is enough.

  bot      {world.bot_address}/readyz
  Slack    {world.slack.api_url}
  Twilio   {world.twilio.base_url}
  DNS      {world.dns.settings()["DNS_ROOTS"]} (root), {world.dns.settings()["DNS_RESOLVERS"]} (resolvers)
  mail     {_HOST}:{world.mail.url.rpartition(":")[2]}
  webhooks {world.receiver.address} takes them, {world.receiver.home} shows them

People in #client-domains:
{people}

Act as one of them in the browser, or from another terminal:
  curl {here}/ana     -d '/linkdomain help'
  curl {here}/adam    -d '/linkdomain clients'
  curl {here}/adam    -d 'press Add client'
  curl {here}/adam    -d 'submit name=Acme Corp'
  curl {here}/ana     -d '/linkdomain add'
  curl {here}/ana     -d 'submit client=Acme; host={CLIENT_ZONE}'
  curl {here}/console -d 'add ls.{CLIENT_ZONE}'
  curl {here}/panel   -d 'add ls CNAME lsct.ashburn.us1.twilio.com.'
  curl {here}         shows the channel
"""

    async def _channel(self, request: web.Request) -> web.Response:
        if "text/html" in request.headers.get("Accept", ""):
            return self._page.itself()
        await self._sandbox.begun.wait()
        slack = self._world.slack
        roots = [message for message in slack.messages(Place.CLIENT_DOMAINS) if not message.is_reply]
        threads = (slack.render_thread(Place.CLIENT_DOMAINS, root.ts) for root in roots)
        return _text("\n\n".join(threads) or "Nothing was posted yet.")

    async def _act(self, request: web.Request) -> web.Response:
        try:
            person = person_called(request.match_info["person"])
        except CannotAct as error:
            return _text(str(error), status=404)
        try:
            await self._do(person, (await request.text()).strip())
        except CannotAct as error:
            return _text(f"That cannot be done: {error}", status=409)
        await asyncio.sleep(_SETTLE)
        return _text(self._seen_by(person))

    async def _do(self, person: Person, line: str) -> None:
        self._world.registrar.hear(line)
        verb, _, rest = line.partition(" ")
        if line.startswith("/"):
            self._last[person] = await self._world.slack.command(person, Place.CLIENT_DOMAINS, line)
        elif verb == "press":
            self._last[person] = await self._acting.press(person, self._holder(person, rest.strip()), rest.strip())
        elif verb == "submit":
            form = self._form(person)
            values = await self._values(person, form, rest)
            self._last[person] = await self._world.slack.submit(person, form, values)
        else:
            raise CannotAct("say '/linkdomain …', 'press LABEL' or 'submit field=value; field=value'")

    def _form(self, person: Person) -> View:
        forms = self._world.slack.views_of(person)
        if not forms:
            raise CannotAct("no form is open")
        return forms[-1]

    def _holder(self, person: Person, label: str) -> Message | View:
        """Where the label stands: in the open form, in what the person was told, or in the channel; newest first."""
        slack = self._world.slack
        seen = [*slack.messages(Place.CLIENT_DOMAINS), *slack.ephemerals(person)]
        roots = [message.ts for message in seen if not message.is_reply and not message.is_ephemeral]
        replies = [reply for ts in roots for reply in slack.messages(Place.CLIENT_DOMAINS, ts)[1:]]
        newest = sorted([*seen, *replies], key=lambda message: message.ts, reverse=True)
        places: list[Message | View] = [*reversed(slack.views_of(person)), *newest]
        for place in places:
            if any(shown == label for shown, *_ in labels_of(place)):
                return place
        raise CannotAct(f"there is no {label!r} to press")

    async def _values(self, person: Person, form: View, text: str) -> Mapping[str, object]:
        """``field=value; …``; in a search field the value is searched for."""
        kinds = {block["block_id"]: element["type"] for block, element in actable(form.blocks)}
        pairs = (part.partition("=") for part in text.split(";") if part.strip())
        values: dict[str, object] = {}
        for name, _, value in ((name.strip(), sign, value.strip()) for name, sign, value in pairs):
            kind = kinds.get(name, "")
            found = await self._acting.choose(person, form, name, value) if "external" in kind else value
            values[name] = [found] if kind.startswith("multi_") else found
        return values

    def _seen_by(self, person: Person) -> str:
        answer, forms = self._last.get(person), self._world.slack.views_of(person)
        parts = [f"Slack says: {answer.error}"] if answer and answer.error else []
        parts += [self._acting.read(message) for message in (answer.messages if answer else [])]
        parts += [self._acting.read(form) for form in forms[-1:]]
        parts += [f"  {name}: {text}" for form in forms[-1:] for name, text in form.errors.items()]
        return "\n\n".join(parts) or "Done."

    async def _tool(self, request: web.Request) -> web.Response:
        words = (await request.text()).split()
        use = self._use_panel if request.match_info["tool"] == "panel" else self._use_console
        try:
            return _text(use(words))
        except (PanelRefused, ConsoleRefused) as error:
            return _text(f"Refused: {error}", status=409)

    def _use_panel(self, words: list[str]) -> str:
        panel = self._world.registrar.zones[self._world.registrar.at_hand].panel
        if len(words) >= 4 and words[0] in ("add", "change"):
            (panel.add if words[0] == "add" else panel.change)(words[1], words[2], " ".join(words[3:]))
        elif len(words) == 3 and words[0] == "remove":
            panel.remove(words[1], words[2])
        else:
            return f"add NAME TYPE VALUE · change NAME TYPE VALUE · remove NAME TYPE\n\n{self._records()}"
        return self._records()

    def _records(self) -> str:
        panel = self._world.registrar.zones[self._world.registrar.at_hand].panel
        return "\n".join("  ".join(map(str, record)) for record in panel.records())

    def _use_console(self, words: list[str]) -> str:
        if len(words) != 2 or words[0] != "add":
            return "add HOST"
        self._world.registrar.hear(words[1])
        domain = self._world.add_to_console(words[1])
        return f"Domain SID    {domain.sid}\nTXT value     {domain.verification}"


def _text(text: str, *, status: int = 200) -> web.Response:
    return web.Response(text=text + "\n", status=status)
