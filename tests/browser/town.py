"""Domains in every state that a client's page can show, brought there by the real bot in the sandbox's world: people
add them in Slack, clients edit their DNS, the bot looks, Twilio answers. Nothing is put into the database by hand."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import idna

from bot.sandbox.acting import Acting
from bot.sandbox.bot import Bot
from bot.sandbox.dns import TARGET
from bot.sandbox.dns.standin import PROVIDER_SERVERS
from bot.sandbox.mail import ReceivedMail
from bot.sandbox.registrar import CLOUDFLARE
from bot.sandbox.slack.views import View
from bot.sandbox.twilio import OrganisationDomain
from bot.sandbox.world import Person, World

CLIENT = "Acme Corp"
SPEED = 200.0
_LINK = re.compile(r"https?://[^\s<>|\"]+/(?:setup|credentials|tokens|webhooks)/[^\s<>|\"]+")


@dataclass(slots=True)
class Town:
    """``links`` are the addresses of the clients' pages, by the names of their states."""

    world: World
    bot: Bot
    links: dict[str, str] = field(default_factory=dict)
    hands: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Nobody fills in two forms at a time."""

    @property
    def acting(self) -> Acting:
        """In the channel of all."""
        return Acting(self.world.slack)

    def at(self, zone: str) -> Acting:
        """In the zone's own channel: Slack takes one message a second in each."""
        return Acting(self.world.slack, _channel(zone))

    async def registers_client(self, name: str = CLIENT) -> None:
        answer = await self.acting.type(Person.ADAM, "clients")
        await self.acting.told(answer)
        form = await self.acting.opened(await self.acting.press(Person.ADAM, answer.messages[0], "Add client"))
        await self.acting.submit(Person.ADAM, form, {"name": name})

    async def adds(self, zone: str, **given: str) -> None:
        """A domain at `ls` of that zone, to be forwarded; Otto does it, who may give Twilio's details as well."""
        acting = self.at(zone)
        self.world.slack.add_channel(
            _channel(zone), zone.replace(".", "-"), [Person.ANA, Person.OTTO, Person.PETRA, Person.ADAM]
        )
        async with self.hands:
            form = await acting.opened(await acting.type(Person.OTTO, "add"))
            client = await acting.choose(Person.OTTO, form, "client", CLIENT)
            values = {"client": client, "host": zone, "setup": "forward", "email": f"it@{zone}", **given}
            await acting.submit(Person.OTTO, form, values)

    async def asks_for_records(self, zone: str, servers: Sequence[str] = PROVIDER_SERVERS, **given: str) -> str:
        """A zone on these servers, a domain in it with Twilio's details, and the link of the mail to its client."""
        if not self.world.dns.has_zone(f"{zone}."):
            self.world.dns.add_zone(zone, servers)
        console = self.world.add_to_console(f"ls.{zone}")
        await self.adds(zone, domain_sid=console.sid, verification=console.verification, **given)
        return link_in((await self.mail_to(zone)).text)

    async def mail_to(self, zone: str, count: int = 1) -> ReceivedMail:
        """The newest mail to the client, once there are so many."""
        mails = self.world.mail

        def look() -> ReceivedMail | None:
            found = mails.to(f"it@{zone}")
            return found[-1] if len(found) >= count else None

        return await self.at(zone).wait(look, f"a mail to it@{zone}")

    async def forwards(self, zone: str, *more: str) -> str:
        """The link that Ana is shown to copy."""
        answer = await self.at(zone).type(Person.ANA, " ".join((f"forward ls.{zone} it@{zone}", *more)))
        return link_in(await self.acting.told(answer, "/setup/"))

    async def checks(self, zone: str, *words: str) -> None:
        """Ana presses *Check now*, and waits for the card to show the words."""
        card = await self.at(zone).card_shows(f"ls.{zone}", "Check now")
        await self.at(zone).press(Person.ANA, card, "Check now")
        await self.at(zone).card_shows(f"ls.{zone}", *words)

    async def goes_live(self, zone: str) -> None:
        """Records right, approved, certificate issued."""
        host = f"ls.{zone}"
        self.puts_right(zone)
        await self.world.twilio.console.verify(self._console_domain(host).sid)
        card = await self.at(zone).card_shows(host, "Request SSL")
        await self.at(zone).press(Person.ANA, card, "Request SSL")
        request = await self.at(zone).thread_says(host, "[Approve]")
        await self.at(zone).press(Person.PETRA, request, "Approve")
        await self.at(zone).thread_says(host, "is live")

    def puts_right(self, zone: str) -> None:
        """Both records as they should be."""
        console = self._console_domain(f"ls.{zone}")
        own = self.world.dns.zone(zone)
        own.remove("ls", "CNAME")
        own.put("ls", "CNAME", TARGET, 600)
        own.put("_twilio.ls", "TXT", f'"{console.verification}"', 3600)

    def _console_domain(self, host: str) -> OrganisationDomain:
        return next(one for one in self.world.twilio.console.domains(self.world.organisation) if one.host == host)

    async def home(self, who: Person, words: str) -> View:
        """App Home, opened, once it shows the words."""
        slack = self.world.slack
        await slack.open_home(who)

        def look() -> View | None:
            home = slack.home(who)
            return home if home and words in self.acting.read(home) else None

        return await self.acting.wait(look, f"the Home of {who}")

    async def credentials_link(self) -> str:
        """The page where Adam types Acme's Twilio credentials."""
        answer = await self.acting.type(Person.ADAM, f"clients {CLIENT}")
        await self.acting.told(answer, CLIENT)
        form: View = await self.acting.opened(await self.acting.press(Person.ADAM, answer.messages[0], "Edit"))
        shown = await self.acting.opened(await self.acting.press(Person.ADAM, form, "Set Twilio account"))
        return link_in(str(shown.blocks))


def _channel(zone: str) -> str:
    return "C0" + "".join(letter for letter in zone.upper() if letter.isalnum())[:20]


def link_in(text: str) -> str:
    """The first address of a page of ours."""
    found = _LINK.search(text)
    assert found is not None, text
    return found[0]


async def _waiting(town: Town) -> str:
    return await town.asks_for_records("waiting.test")


async def _note(town: Town) -> str:
    note = "Please set both before Friday; our campaign starts on Monday.\nThank you!\nAna"
    return await town.asks_for_records("note.test", note=note)


async def _one(town: Town) -> str:
    """Twilio's details are not here yet."""
    town.world.add_client_zone("one.test")
    await town.adds("one.test")
    await town.forwards("one.test", "anyway")
    seen = town.world.consent.seen
    await town.acting.wait(lambda: any("/services/" in one.address for one in seen) or None, "a look for consent")
    return link_in((await town.mail_to("one.test")).text)


async def _mistake(town: Town) -> str:
    """The TXT is right; the CNAME was saved without its final dot."""
    link = await town.asks_for_records("mistake.test")
    town.puts_right("mistake.test")
    town.world.dns.zone("mistake.test").remove("ls", "CNAME")
    town.world.dns.panel("mistake.test").add("ls", "CNAME", TARGET.rstrip("."))
    await town.checks("mistake.test", "added to its end", "✓ Verification")
    return link


async def _caa(town: Town) -> str:
    """Both records right, but CAA shuts Twilio's authority out."""
    link = await town.asks_for_records("caa.test")
    town.world.dns.zone("caa.test").put("@", "CAA", '0 issue "sectigo.com"')
    town.puts_right("caa.test")
    await town.checks("caa.test", "✓ DNS record", "CAA")
    return link


async def _right(town: Town) -> str:
    link = await town.asks_for_records("right.test")
    town.puts_right("right.test")
    await town.at("right.test").card_shows("ls.right.test", "Request SSL")
    return link


async def _live(town: Town) -> str:
    link = await town.asks_for_records("live.test")
    await town.goes_live("live.test")
    return link


async def _degraded(town: Town) -> str:
    link = await town.asks_for_records("degraded.test")
    await town.goes_live("degraded.test")
    town.world.dns.zone("degraded.test").remove("ls", "CNAME")
    await town.checks("degraded.test", "Degraded")
    return link


async def _leaving(town: Town) -> str:
    """Live before, now being removed: the record is still there."""
    link = await town.asks_for_records("leaving.test")
    await town.goes_live("leaving.test")
    async with town.hands:
        form = await town.acting.opened(await town.acting.type(Person.ADAM, "remove ls.leaving.test"))
        await town.acting.submit(Person.ADAM, form, {})
    await town.at("leaving.test").card_shows("ls.leaving.test", "Being removed")
    return link


async def _over(town: Town) -> str:
    """Cancelled before it was live."""
    link = await town.asks_for_records("over.test")
    card = await town.at("over.test").card_shows("ls.over.test", "Cancel domain")
    await town.acting.press(Person.OTTO, card, "Cancel domain")
    await town.at("over.test").card_shows("ls.over.test", "Removed")
    return link


async def _revoked(town: Town) -> str:
    link = await town.asks_for_records("revoked.test")
    card = await town.at("revoked.test").card_shows("ls.revoked.test", "Revoke link")
    async with town.hands:
        form = await town.acting.opened(await town.acting.press(Person.ANA, card, "Revoke link"))
        await town.acting.submit(Person.ANA, form, {})
    await town.at("revoked.test").card_shows("ls.revoked.test", "revoked")
    return link


async def _long(town: Town) -> str:
    """A name beyond ASCII that is as long as names get, at Cloudflare."""
    zone = idna.encode("bücher-und-zeitschriften-großhandelsgesellschaft.test").decode()
    return await town.asks_for_records(zone, CLOUDFLARE.servers)


async def _taken(town: Town) -> str:
    """At Cloudflare; where the CNAME goes, an address stands, so that whoever has it written is asked first."""
    zone = town.world.registrar.register("taken.test", CLOUDFLARE).zone
    link = await town.asks_for_records("taken.test")
    zone.put("ls", "A", "192.0.2.1", 600)
    return link


STATES: dict[str, Callable[[Town], Awaitable[str]]] = {
    "waiting": _waiting,
    "note": _note,
    "one": _one,
    "mistake": _mistake,
    "caa": _caa,
    "right": _right,
    "live": _live,
    "degraded": _degraded,
    "leaving": _leaving,
    "over": _over,
    "revoked": _revoked,
    "long": _long,
    "taken": _taken,
}


@asynccontextmanager
async def town_in(folder: Path, net: str = "127.0.9", **settings: str) -> AsyncIterator[Town]:
    """An empty town with one client, in which time runs fast. ``settings`` are the bot's, in place of the world's."""
    async with World(SPEED, net=net, database_url=f"sqlite:///{folder / 'town.db'}") as world:
        bot = Bot(world, **settings)
        await bot.start()
        try:
            town = Town(world, bot)
            await town.registers_client()
            yield town
        finally:
            await bot.stop()
        assert world.slack.problems == []


async def settle(town: Town, names: Collection[str]) -> None:
    """Brings domains into these states, all at once; then time runs as it does outside, and they stay as they are."""
    links = await asyncio.gather(*(STATES[name](town) for name in names))
    town.links.update(zip(names, links, strict=True))
    await rest(town)


async def rest(town: Town) -> None:
    """Time runs as it does outside: the bot looks when it is asked to, and hardly else."""
    town.bot.speed = 1.0
    await town.bot.restart()
