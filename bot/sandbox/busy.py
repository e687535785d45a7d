"""A world in full swing: forty domains of eight clients, three weeks of work, some of it in trouble.

It comes about as in life, only quicker: the clients' DNS and Twilio's Console are furnished, the files are imported, as
`linkdomain import` does, requests and decisions go through the product's own services, and the bot posts every message
itself. Days pass by leaps of the clock; meanwhile seconds are short, and Slack does not count calls.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from bot.core.approvals import digest_of
from bot.core.bulk import AddMany
from bot.core.cards import Stage
from bot.core.commands import Actor, ClaimDue, DecideSsl, LookNow, RemoveDomain, RequestSsl
from bot.core.domain import LinkDomain, Setup
from bot.core.grouped import RequestMany
from bot.core.people import Role
from bot.core.sheets import parse_rows
from bot.core.stage import is_record_gone, stage_of
from bot.sandbox.acting import is_card
from bot.sandbox.bot import Bot
from bot.sandbox.clock import WorldClock
from bot.sandbox.dns import TARGET
from bot.sandbox.page.mistakes import MISTAKES
from bot.sandbox.passage import let_speak
from bot.sandbox.registrar import ClientZone
from bot.sandbox.tasks import reap
from bot.sandbox.world import Person, Place, World
from bot.services import removing
from bot.services.bulk import add_many
from bot.services.checking import claim_due
from bot.services.domains import look_now
from bot.services.effects import hold_destination
from bot.services.grouping import request_many
from bot.services.ports import AnswerT, CommandT, Service, Transaction
from bot.services.ssl import decide_ssl, request_ssl
from bot.wiring import new_id

BEGAN = timedelta(days=21)
"""How long ago the first file was imported."""
DOMAINS = 40
CLIENTS = {
    "Acme Corp": "acme.test",
    "Globex": "globex.test",
    "Harbor Coffee": "harborcoffee.test",
    "Kestrel Outdoor": "kestrel.test",
    "Maple Books": "maplebooks.test",
    "Northwind": "northwind.test",
    "Oakline Bank": "oakline.test",
    "Piper and Sons": "pipersons.test",
}
_BEAT, _WITHIN = 0.1, 300.0
"""Real seconds between two words of how far it is, and for the whole."""
_CONFIRMED, _MOST_LOOKS = timedelta(minutes=2), 15
"""Between two looks that confirm a loss, and how many are waited for at most."""
_MOMENT, _HANDOVER = timedelta(seconds=1), timedelta(seconds=30)
_TODAY, _LATELY, _ALL = timedelta(minutes=20), timedelta(days=3), 100
_CAMPAIGNS = ("Autumn letter", "Order updates", "New arrivals", "Members", "Back in stock", "Reminders")
_APPROVERS = (Person.PETRA.value, Person.VERA.value)
_WRONG = ("dot", "target", "address", "twice", "at_host")


def long_ago() -> WorldClock:
    """The clock that a busy world begins with."""
    return WorldClock(datetime.now(UTC) - BEGAN)


async def build_busy(world: World, bot: Bot, tell: Callable[[int], None] = lambda _count: None) -> None:
    """Fills a world that has just begun, and starts its bot; at the end the clock shows what it is. Meanwhile it stands
    still but for its leaps, and the bot keeps the pace of real life, as whole days pass. ``tell`` hears of how many
    domains the cards stand. Raises TimeoutError where the bot does not follow."""
    bot.speed = 1.0
    world.clock.run(0.0)
    await bot.start()
    world.slack.count_calls(is_counting=False)
    world.twilio.console.looks_by_itself = False
    telling = asyncio.create_task(_tell(world, tell), name="telling")
    try:
        async with asyncio.timeout(_WITHIN):
            await _Builder(world, bot).build()
    finally:
        await reap([telling])
        world.slack.count_calls(is_counting=True)
        world.twilio.console.looks_by_itself = True
        world.clock.run(1.0)
    bot.speed = world.speed
    await bot.restart()


async def _tell(world: World, tell: Callable[[int], None]) -> None:
    while True:
        tell(sum(1 for message in world.slack.messages(Place.CLIENT_DOMAINS) if is_card(message)))
        await asyncio.sleep(_BEAT)


class _Builder:
    def __init__(self, world: World, bot: Bot) -> None:
        self._world, self._bot, self._team = world, bot, world.slack.app.team_id
        self._zones: list[ClientZone] = []

    async def build(self) -> None:
        self._zones = [self._world.registrar.register(origin) for origin in CLIENTS.values()]
        live = await self._long_working()
        broken, leaving = (live[0], live[6]), live[-2:]
        await self._until_ago(_LATELY)
        await self._others_look(_LATELY)
        await self._break(*broken)
        await self._let_go(leaving)
        await self._are(broken, lambda domain: domain.degraded_since is not None)
        await self._are(leaving[:1], is_record_gone)
        await self._leave(leaving[0])
        await self._forwarded()
        ready = await self._ready()
        await self._until_ago(_TODAY)
        await self._bot.settle()
        await self._asked(ready)
        await self._new_today()
        await self._until_ago(timedelta())
        await self._others_look(_HANDOVER)
        await self._approved(ready[-1])
        self._world.registrar.register(CLIENTS["Acme Corp"])

    async def _long_working(self) -> list[str]:
        """Twenty that work since long, taken over from an Organization; some send campaigns."""
        hosts = [f"{name}.{zone.origin}" for name in ("ls", "go") for zone in self._zones]
        hosts += [f"sms.{zone.origin}" for zone in self._zones[:4]]
        rows = ["client,host,domain_sid,campaign,messaging_service_sid"]
        for number, host in enumerate(hosts):
            domain = await self._world.set_up_by_hand(host, host.partition(".")[2])
            rows.append(f"{_client(host)},{host},{domain.sid},{self._campaign(number)}")
        await self._import("\n".join(rows), Setup.OURS)
        await self._are(hosts, lambda domain: stage_of(domain) is Stage.LIVE and domain.card_ts is not None)
        return hosts

    def _campaign(self, number: int) -> str:
        if number >= len(_CAMPAIGNS):
            return ","
        twilio, name = self._world.twilio, _CAMPAIGNS[number]
        service = twilio.add_service(self._world.account, name, numbers=[f"+1500555{1000 + number}"])
        return f"{name},{service.sid}"

    async def _forwarded(self) -> None:
        """Eight that were forwarded to clients: five of them got something wrong, three did nothing yet."""
        hosts = [f"txt.{zone.origin}" for zone in self._zones]
        rows, values = ["client,host,domain_sid,verification,contact_email"], []
        for host in hosts:
            domain = self._world.add_to_console(host)
            values.append(domain.verification)
            contact = f"it@{host.partition('.')[2]}"
            rows.append(f"{_client(host)},{host},{domain.sid},{domain.verification},{contact}")
        await self._import("\n".join(rows), Setup.FORWARD)
        await self._are(hosts, lambda domain: domain.card_ts is not None and domain.last_check_at is not None)
        for zone, value, deed in zip(self._zones[3:], values[3:], _WRONG, strict=True):
            does = MISTAKES[deed] if MISTAKES[deed].fits(zone) else MISTAKES["target"]
            if deed == "at_host":
                MISTAKES["cname"].do(zone, "txt", "")
            does.do(zone, "txt", value)

    async def _ready(self) -> list[str]:
        """Six whose records are right."""
        hosts = [f"link.{zone.origin}" for zone in self._zones[:6]]
        rows = ["client,host,domain_sid,verification"]
        for host, zone in zip(hosts, self._zones, strict=False):
            domain = self._world.add_to_console(host)
            zone.zone.put("link", "CNAME", TARGET, 600)
            zone.zone.put("_twilio.link", "TXT", f'"{domain.verification}"', 600)
            await self._world.twilio.console.verify(domain.sid)
            rows.append(f"{_client(host)},{host},{domain.sid},{domain.verification}")
        await self._import("\n".join(rows), Setup.OURS)
        await self._are(hosts, lambda domain: stage_of(domain) is Stage.WAITING_FOR_REQUEST)
        return hosts

    async def _asked(self, ready: Sequence[str]) -> None:
        """Three in one message, one alone; two are left to be asked for."""
        group = {new_id(): (await self._domain(host)).id for host in ready[:3]}
        await self._run(request_many, RequestMany(new_id(), group, _APPROVERS))
        for host in (ready[3], ready[-1]):
            await self._run(request_ssl, RequestSsl(new_id(), (await self._domain(host)).id, _APPROVERS))
        await self._are([*ready[:4], ready[-1]], lambda domain: stage_of(domain) is Stage.WAITING_FOR_APPROVAL)

    async def _approved(self, host: str) -> None:
        """One whose certificate is on its way."""
        domain = await self._domain(host)
        if domain.request is not None:
            decision = DecideSsl(domain.request.id, digest_of(domain), is_approved=True)
            await self._run(decide_ssl, decision, Person.PETRA)
        await let_speak(self._world, self._bot)

    async def _let_go(self, hosts: Sequence[str]) -> None:
        """Two that are not wanted any more; the client deletes the record of the first."""
        for host in hosts:
            await self._run(removing.remove_domain, RemoveDomain((await self._domain(host)).id), Person.ADAM)
        await self._are(hosts, lambda domain: domain.removing_since is not None)
        self._zone(hosts[0]).zone.remove(f"{hosts[0]}.", "CNAME")

    async def _leave(self, host: str) -> None:
        """The operator deletes the domain."""
        domain = await self._domain(host)
        self._world.twilio.console.delete_domain(domain.details.domain_sid if domain.details else "")
        await self._run(removing.confirm_removed, RemoveDomain(domain.id), Person.ADAM)

    async def _break(self, moved: str, deleted: str) -> None:
        """Of two that work, one record is led to the client's web site, and one tidied away."""
        MISTAKES["target"].do(self._zone(moved), moved.partition(".")[0], "")
        self._zone(deleted).zone.remove(f"{deleted}.", "CNAME")
        for host in (moved, deleted):
            await self._run(look_now, LookNow((await self._domain(host)).id))

    async def _new_today(self) -> None:
        """Six that were added today: Twilio's details are awaited."""
        hosts = [f"text.{zone.origin}" for zone in self._zones[:6]]
        rows = ["client,host", *(f"{_client(host)},{host}" for host in hosts)]
        await self._import("\n".join(rows), Setup.OURS)
        await self._are(hosts, lambda domain: domain.card_ts is not None and domain.last_check_at is not None)

    async def _import(self, text: str, setup: Setup) -> None:
        """As the command does, for Ana. The channel waits until the first looks are over: then the cards show them."""
        rows, faults = parse_rows(text, limit=None)
        numbered = tuple((new_id(), row) for row in rows)
        channel = Place.CLIENT_DOMAINS.value
        await self._run(hold_destination, (f"slack:{channel}", self._world.clock() + _MOMENT))
        await self._run(add_many, AddMany(new_id(), channel, setup, numbered, faults, is_filling=True))

    async def _run(self, service: Service[CommandT, AnswerT], command: CommandT, who: Person = Person.ANA) -> AnswerT:
        if self._bot.application is None:
            raise RuntimeError("the bot does not run")
        actor = Actor(self._team, who.value, frozenset(Role))
        return await self._bot.application.database.run(service, command, actor, self._world.clock())

    async def _domain(self, host: str) -> LinkDomain:
        return (await self._domains())[host]

    async def _domains(self) -> dict[str, LinkDomain]:
        found = await self._run(_all_of_team, None)
        return {domain.host: domain for domain in found}

    async def _are(self, hosts: Sequence[str], holds: Callable[[LinkDomain], bool]) -> None:
        """Lets the bot do what it has to do, whereupon that holds of every one of them: at once, or after further
        looks, as a loss is confirmed and as a look fails on a busy computer. Raises TimeoutError."""
        await let_speak(self._world, self._bot)
        for _ in range(_MOST_LOOKS):
            there = await self._domains()
            late = [host for host in hosts if not holds(there[host])]
            if not late:
                return
            self._world.clock.leap(_CONFIRMED)
            await let_speak(self._world, self._bot)
        raise TimeoutError(f"the bot does not come to {', '.join(late)}")

    async def _until_ago(self, ago: timedelta) -> None:
        await let_speak(self._world, self._bot)
        self._world.clock.leap(max(datetime.now(UTC) - ago - self._world.clock(), timedelta()))

    async def _others_look(self, lease: timedelta) -> None:
        """Domains that are due are in the hands of somebody else for so long, unless something happens to them: nothing
        has changed, and forty looks take a second."""
        claim = ClaimDue("builder", _ALL, lease.total_seconds())
        await self._run(claim_due, claim)

    def _zone(self, host: str) -> ClientZone:
        return self._world.registrar.zones[host.partition(".")[2]]


def _all_of_team(tx: Transaction, _command: None, actor: Actor, _now: datetime) -> list[LinkDomain]:
    return tx.domains.of_team(actor.team_id)


def _client(host: str) -> str:
    return next(name for name, origin in CLIENTS.items() if origin == host.partition(".")[2])
