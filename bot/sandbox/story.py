"""The whole story as people act it: from an unknown client to short links on the client's own name.

The client first saves the record without its final dot, so that the panel appends the zone, and then corrects it.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

from bot.sandbox.acting import Acting
from bot.sandbox.bot import Bot
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.twilio import OrganisationDomain
from bot.sandbox.visitor import Visitor
from bot.sandbox.world import CLIENT_ZONE, Person, World

HOST = f"ls.{CLIENT_ZONE}"
CLIENT, CAMPAIGN = "Acme Corp", "Spring sale"
CONTACT = f"it@{CLIENT_ZONE}"
WITHOUT_DOT, WITH_DOT = "lsct.ashburn.us1.twilio.com", "lsct.ashburn.us1.twilio.com."


class Tells(Protocol):
    """Who listens to the story."""

    def step(self, title: str) -> AbstractAsyncContextManager[None]:
        """Something people do, or wait for, from beginning to end."""

    def says(self, line: str) -> None:
        """A line about what somebody does outside Slack."""


class Silent:
    """Nobody listens."""

    def step(self, title: str) -> AbstractAsyncContextManager[None]:  # noqa: ARG002
        return nullcontext()

    def says(self, line: str) -> None:
        """Says nothing."""


@dataclass(slots=True)
class Story:
    """Each step can be played alone, once the ones before it were; ``host`` is what it is about."""

    world: World
    bot: Bot
    tells: Tells
    host: str = HOST
    console: OrganisationDomain | None = None

    @property
    def visitor(self) -> Visitor:
        return Visitor()

    @property
    def acting(self) -> Acting:
        return Acting(self.world.slack)

    def steps(self) -> tuple[tuple[str, Callable[[], Awaitable[None]]], ...]:
        """(title, step) in order."""
        return (
            ("Adam, an admin, adds the client", self.admin_adds_client),
            ("Adam adds the campaign and its Messaging Service", self.admin_adds_campaign),
            ("Ana, an account manager, adds the domain", self.manager_adds_domain),
            ("Otto, the Twilio operator, adds it in the Console and gives the details", self.operator_gives_details),
            ("The client adds the records, the CNAME without its final dot", self.client_adds_it_wrongly),
            ("The client opens the link in the e-mail, and reads what is wrong", self.client_opens_the_page),
            ("The client corrects the value, and says so on the page", self.client_corrects_it),
            ("Ana requests SSL", self.manager_requests_ssl),
            ("Petra approves", self.approver_approves),
            ("The certificate is issued and the domain goes live", self.domain_goes_live),
            ("Ana attaches the campaign", self.manager_attaches_campaign),
        )

    async def play(self, between: Callable[[], Awaitable[None]] | None = None) -> None:
        """All of it; ``between`` comes between every two steps. Raises TimeoutError or CannotAct where it halts."""
        for number, (title, step) in enumerate(self.steps()):
            if number and between:
                await between()
            async with self.tells.step(title):
                await step()

    async def admin_adds_client(self) -> None:
        acting = self.acting
        answer = await acting.type(Person.ADAM, "clients")
        await acting.told(answer)
        form = await acting.opened(await acting.press(Person.ADAM, answer.messages[0], "Add client"))
        await acting.submit(Person.ADAM, form, {"name": CLIENT})

    async def admin_adds_campaign(self) -> None:
        acting = self.acting
        answer = await acting.type(Person.ADAM, "campaigns")
        await acting.told(answer)
        form = await acting.opened(await acting.press(Person.ADAM, answer.messages[0], "Add campaign"))
        client = await acting.choose(Person.ADAM, form, "client", "acme")
        values = {"client": client, "name": CAMPAIGN, "service_sid": self.world.spring_sale.sid}
        await acting.submit(Person.ADAM, form, values)

    async def manager_adds_domain(self) -> None:
        await self.manager_fills_in_the_form()
        await self.acting.card_shows(self.host)
        await self.acting.thread_says(self.host, WITH_DOT)

    async def manager_fills_in_the_form(self) -> None:
        acting = self.acting
        form = await acting.opened(await acting.type(Person.ANA, "add"))
        client = await acting.choose(Person.ANA, form, "client", "acme")
        values = {"client": client, "host": CLIENT_ZONE, "setup": "forward", "email": CONTACT}
        await acting.submit(Person.ANA, form, values)

    async def operator_gives_details(self) -> None:
        await self.operator_fills_in_the_form()
        await self.client_gets_mail()

    async def operator_fills_in_the_form(self) -> None:
        acting = self.acting
        task = await acting.thread_says(self.host, "Console")
        self.console = self.world.add_to_console(self.host)
        self.tells.says(f"In Twilio's Console, {self.host} gets the SID {self.console.sid[:4]}…{self.console.sid[-2:]}")
        form = await acting.opened(await acting.press(Person.OTTO, task, "Enter Twilio details"))
        values = {"domain_sid": self.console.sid, "verification": self.console.verification}
        await acting.submit(Person.OTTO, form, values)

    async def client_gets_mail(self) -> None:
        mails = self.world.mail
        mail = await self.acting.wait(lambda: next(iter(mails.to(CONTACT)), None), f"a mail to {CONTACT}")
        self.tells.says(f"{CONTACT} reads: {mail.subject}")

    async def client_adds_it_wrongly(self) -> None:
        panel = self.world.panel
        verification = self.console.verification if self.console else ""
        self.tells.says(f"In the DNS panel: _twilio.ls TXT {verification[:34]}…")
        panel.add("_twilio.ls", "TXT", verification)
        self.tells.says(f"In the DNS panel: ls CNAME {WITHOUT_DOT}   (the panel adds .{CLIENT_ZONE})")
        panel.add("ls", "CNAME", WITHOUT_DOT)
        await self.manager_presses_check_now()
        await self.acting.card_shows(self.host, "added to its end")

    def link_in_mail(self) -> str:
        """The address that the client's newest mail holds."""
        return next(word for word in self.world.mail.to(CONTACT)[-1].text.split() if "/setup/" in word)

    async def client_opens_the_page(self) -> None:
        page = await self.visitor.open(self.link_in_mail())
        self.tells.says("On the page: the records, and what we see right now")
        if WITH_DOT not in page or "added to its end" not in page:
            raise CannotAct("the page does not say what is wrong")
        await self.acting.card_shows(self.host, ", opened")

    async def manager_presses_check_now(self) -> None:
        card = await self.acting.card_shows(self.host, "Check now")
        await self.acting.press(Person.ANA, card, "Check now")

    async def client_corrects_it(self) -> None:
        self.tells.says(f"In the DNS panel: ls CNAME {WITH_DOT}")
        self.world.panel.change("ls", "CNAME", WITH_DOT)
        self.tells.says("On the page: I have added it")
        await self.visitor.press_added(self.link_in_mail())
        await self.acting.thread_says(self.host, "Your subdomain is configured")

    async def manager_requests_ssl(self) -> None:
        card = await self.acting.card_shows(self.host, "Request SSL")
        await self.acting.press(Person.ANA, card, "Request SSL")
        await self.acting.thread_says(self.host, "[Approve]")

    async def approver_approves(self) -> None:
        request = await self.acting.thread_says(self.host, "[Approve]")
        await self.acting.press(Person.PETRA, request, "Approve")
        await self.acting.thread_says(self.host, "SSL approved")

    async def domain_goes_live(self) -> None:
        await self.acting.thread_says(self.host, "is live")

    async def manager_attaches_campaign(self) -> None:
        acting = self.acting
        form = await acting.opened(await acting.type(Person.ANA, f"attach {self.host}"))
        campaign = await acting.choose(Person.ANA, form, "campaigns", "spring")
        values = {"campaigns": [campaign], "fallback_url": "https://www.acme.test/"}
        await acting.submit(Person.ANA, form, values)
        await acting.wait(lambda: self.world.spring_sale.domain, "Twilio to hold the association")
        await acting.card_shows(self.host, f"{CAMPAIGN} · attached")
