"""A small world for the workers: a real database, a clock that a test moves, and outsides that fail as it says."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.core.cards import ApprovalModel, Card, MailModel, ReplyModel
from bot.core.commands import Actor, AddClient, AddDomain
from bot.core.domain import LinkDomain, LinkSettings, Setup, TwilioAccount
from bot.core.effects import ClaimedEffect, Effect, EffectState
from bot.core.errors import GatewayError
from bot.core.hostname import parse_host
from bot.core.messages import Content, Mail, SlackPost
from bot.core.people import Role, Sender
from bot.core.rules import Rules
from bot.core.twilio import CertificateReport, DnsOpinion, Judgement, MessageReport, ServiceReport
from bot.services.clients import add_client
from bot.services.domains import add_domain
from bot.services.ports import AnswerT, CommandT, Run, Service, Transaction
from bot.workers.performers_mail import mail_performers
from bot.workers.performers_slack import slack_performers
from bot.workers.performers_twilio import twilio_performers
from bot.workers.relay import Relay
from storage.database import Database

T = TypeVar("T")

TEAM = "T1"
BOT = Actor(TEAM, "", frozenset())
PERSON = Actor(TEAM, "UOWNER", frozenset({Role.MANAGER, Role.ADMIN}))
APPROVER = Actor(TEAM, "UBOSS", frozenset({Role.APPROVER}))
START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DN, MG = "DN" + "1" * 32, "MG" + "a" * 32
RULES = Rules(
    approvers=("UBOSS",),
    is_mail_on=True,
    company_name="Meera",
    test_numbers=("+15005550199",),
    webhooks_to_loopback=True,
)

RESET = GatewayError("slack", "connection", transient=True, sent=None)
ANSWER_500 = GatewayError("slack", "http_500", transient=True, sent=None, is_answered=True)
UNREACHABLE = GatewayError("slack", "no_connection", transient=True)
REFUSED = GatewayError("slack", "channel_not_found", transient=False)


def limited(seconds: float) -> GatewayError:
    return GatewayError("slack", "ratelimited", transient=True, retry_after=seconds)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Fault:
    """``error`` is raised by the next call; before that, the call ``happens`` or not."""

    error: Exception
    happens: bool = False


@dataclass
class Messenger:
    """Slack: what was posted, by whatever way it came."""

    faults: list[Fault | None] = field(default_factory=list)
    look_faults: list[Fault] = field(default_factory=list)
    posts: list[SlackPost] = field(default_factory=list)
    updates: list[tuple[str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=lambda: {"UOWNER": "Olga"})
    addresses: dict[str, str] = field(default_factory=dict)
    posted: asyncio.Event = field(default_factory=asyncio.Event)
    pause: asyncio.Event | None = None
    finds: int = 0

    def sent_keys(self) -> list[str]:
        return [post.key for post in self.posts]

    async def post(self, post: SlackPost) -> str:
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or fault.happens:
            self.posts.append(post)
            self.posted.set()
        if self.pause is not None:
            await self.pause.wait()
        if fault is not None:
            raise fault.error
        return f"{len(self.posts)}.000001"

    async def update(self, channel: str, ts: str, content: Content) -> None:
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or fault.happens:
            self.updates.append((ts, content.text))
        if fault is not None:
            raise fault.error

    async def find(self, post: SlackPost, since: datetime) -> str | None:
        self.finds += 1
        if self.look_faults:
            raise self.look_faults.pop(0).error
        return next((f"{n}.000001" for n, sent in enumerate(self.posts, 1) if sent.key == post.key), None)

    async def sender_of(self, user_id: str) -> Sender:
        if user_id not in self.names:
            raise GatewayError("slack", "user_not_found", transient=False)
        return Sender(self.names[user_id], self.addresses.get(user_id, ""))


@dataclass
class Mailer:
    faults: list[Fault] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)

    async def send(self, mail: Mail) -> None:
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or fault.happens:
            self.mails.append(mail)
        if fault is not None:
            raise fault.error


@dataclass
class Twilio:
    """One domain's certificate and the services' domains. ``faults`` hit the writing calls only."""

    report: CertificateReport | None = None
    judgement: Judgement = Judgement.CONFIRMED
    is_dns_valid: bool = True
    opinion: asyncio.Event | None = None
    services: dict[str, ServiceReport] = field(default_factory=lambda: {MG: ServiceReport(MG, True, 1)})
    faults: list[Fault | None] = field(default_factory=list)
    read_faults: list[Fault] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    kept: LinkSettings = field(default_factory=LinkSettings)
    is_keeping: bool = True
    sent: list[str] = field(default_factory=list)
    reports: list[MessageReport] = field(default_factory=list)

    def _read(self) -> None:
        if self.read_faults:
            raise self.read_faults.pop(0).error

    def _write(self, name: str, happen: Callable[[], None] = lambda: None) -> None:
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or fault.happens:
            self.writes.append(name)
            happen()
        if fault is not None:
            raise fault.error

    async def judge(self, account: TwilioAccount | None, domain_sid: str, host: str) -> Judgement:
        self._read()
        return self.judgement

    async def validate_dns(self, account: TwilioAccount | None, domain_sid: str) -> DnsOpinion:
        if self.opinion is not None:
            await self.opinion.wait()
        return DnsOpinion(self.is_dns_valid, None)

    async def certificate(self, account: TwilioAccount | None, domain_sid: str) -> CertificateReport | None:
        self._read()
        return self.report

    async def request_certificate(self, account: TwilioAccount | None, domain_sid: str) -> CertificateReport:
        asked = CertificateReport("ls.acme.com", "CW1", True, True, False, None)

        def happen() -> None:
            self.report = asked

        self._write("request", happen)
        return asked

    async def service(self, account: TwilioAccount | None, service_sid: str) -> ServiceReport:
        self._read()
        return self.services.get(service_sid, ServiceReport(service_sid, False))

    async def attach(self, account: TwilioAccount | None, domain_sid: str, service_sid: str) -> None:
        def happen() -> None:
            self.services[service_sid] = ServiceReport(service_sid, True, 1, False, domain_sid)

        self._write("attach", happen)

    async def send(self, account: TwilioAccount | None, service_sid: str, number: str, body: str) -> str:
        self._write("send", lambda: self.sent.append(body))
        return f"SM{len(self.sent)}"

    async def find_message(
        self, account: TwilioAccount | None, number: str, marker: str, since: datetime
    ) -> str | None:
        self._read()
        return next((f"SM{at}" for at, body in enumerate(self.sent, 1) if body.startswith(marker)), None)

    async def message(self, account: TwilioAccount | None, message_sid: str) -> MessageReport:
        self._read()
        return self.reports.pop(0) if self.reports else MessageReport(self.sent[-1], is_under_way=False)

    async def settings(self, account: TwilioAccount | None, domain_sid: str) -> LinkSettings:
        self._read()
        return self.kept

    async def association(self, account: TwilioAccount | None, service_sid: str) -> str | None:
        self._read()
        return self.services[service_sid].domain_sid

    async def detach(self, account: TwilioAccount | None, domain_sid: str, service_sid: str) -> None:
        def happen() -> None:
            self.services[service_sid] = ServiceReport(service_sid, True, 1)

        self._write("detach", happen)

    async def configure(self, account: TwilioAccount | None, domain_sid: str, settings: LinkSettings) -> None:
        self._write(f"configure {settings.fallback_url}")
        if self.is_keeping:
            self.kept = settings


@dataclass
class Render:
    """Texts that a test can recognise."""

    mails: list[MailModel] = field(default_factory=list)
    mail_faults: list[Exception] = field(default_factory=list)

    def card(self, model: Card) -> Content:
        return Content(f"card {model.stage.value}")

    def reply(self, model: ReplyModel) -> Content:
        return Content(f"reply {','.join(event.kind.value for event in model.events)}")

    def task(self, model: Card, host: str) -> Content:
        return Content("task")

    def approval(self, model: ApprovalModel) -> Content:
        return Content(f"approval {model.request.state.value}")

    def mail(self, model: MailModel) -> Mail:
        if self.mail_faults:
            raise self.mail_faults.pop(0)
        self.mails.append(model)
        text, answers = f"from {model.owner_name}", model.reply_to or None
        return Mail(model.address, "steps", text, "", f"<{model.key}>", model.owner_name, answers)


@dataclass
class Unsteady:
    """A database that is away for the next so many runs of the services named."""

    inner: Run
    failures: dict[str, int]

    async def __call__(
        self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, now: datetime
    ) -> AnswerT:
        name = getattr(service, "__name__", "")
        if self.failures.get(name):
            self.failures[name] -= 1
            raise GatewayError("database", "away", transient=True)
        return await self.inner(service, command, actor, now)


@dataclass
class Slow:
    """A database that holds the named service up until it may go on."""

    inner: Run
    name: str
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(
        self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, now: datetime
    ) -> AnswerT:
        if getattr(service, "__name__", "") == self.name:
            self.reached.set()
            await self.go_on.wait()
        return await self.inner(service, command, actor, now)


@dataclass
class World:
    database: Database
    clock: Clock = field(default_factory=Clock)
    messenger: Messenger = field(default_factory=Messenger)
    mailer: Mailer = field(default_factory=Mailer)
    twilio: Twilio = field(default_factory=Twilio)
    render: Render = field(default_factory=Render)

    async def run(self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, now: datetime) -> AnswerT:
        return self.database.run_now(service, command, actor, now)

    def do(self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor = PERSON) -> AnswerT:
        return self.database.run_now(service, command, actor, self.clock())

    def ask(self, work: Callable[[Transaction], T]) -> T:
        return self.database.run_now(lambda tx, _c, _a, _n: work(tx), None, BOT, self.clock())

    def relay(self, run: Run | None = None, *, pace: float = 0.0, **options: object) -> Relay:
        """``pace``: none unless a test is about it, as the clock stands still."""
        given = run or self.run
        performers = {
            **slack_performers(given, self.messenger, Render(), self.twilio, self.clock, BOT),
            **twilio_performers(given, self.twilio, self.clock, BOT),
            **mail_performers(given, self.messenger, self.mailer, self.render, self.clock, BOT),
        }
        return Relay(given, performers, self.clock, BOT, jitter=lambda: 1.0, pace=pace, **options)  # type: ignore[arg-type]

    def add(self, host: str = "ls.acme.com", channel: str = "C1", **options: object) -> str:
        """Adds a domain as a person does; its card is promised."""
        number = f"d-{host}"
        self.do(
            add_domain,
            AddDomain(
                domain_id=number,
                host=parse_host(host),
                client_id="c1",
                setup=Setup.OURS,
                channel=channel,
                **options,  # type: ignore[arg-type]
            ),
        )
        return number

    def put(self, effect: Effect) -> None:
        self.ask(lambda tx: tx.outbox.put(effect))

    def domain(self, domain_id: str) -> LinkDomain:
        found = self.ask(lambda tx: tx.domains.get(domain_id))
        assert found is not None
        return found

    def save(self, domain: LinkDomain) -> None:
        self.ask(lambda tx: tx.domains.save(domain))

    def effects(self, domain_id: str) -> list[ClaimedEffect]:
        return self.ask(lambda tx: tx.outbox.of_domain(domain_id))

    def states(self, domain_id: str) -> dict[str, EffectState]:
        return {claimed.effect.key: claimed.state for claimed in self.effects(domain_id)}

    def happened(self, domain_id: str) -> list[str]:
        return [event.kind.value for event in self.ask(lambda tx: tx.events.of_domain(domain_id))]

    def is_all_over(self, *domain_ids: str) -> bool:
        """Nothing is left to do for these domains."""
        ended = (EffectState.DONE, EffectState.DEAD)
        return all(state in ended for domain_id in domain_ids for state in self.states(domain_id).values())

    async def settle(
        self, relay: Relay, seconds: float = 0, step: float = 1.0, until: Callable[[], bool] = lambda: False
    ) -> None:
        """Ticks until nothing more happens at this moment, then step by step for as long as told, or ``until``."""
        end = self.clock() + timedelta(seconds=seconds)
        while True:
            for _ in range(20):
                await relay.tick()
                if not relay.running:
                    break
                await relay.idle()
            if self.clock() >= end or until():
                return
            self.clock.pass_(step)


def make_world(url: str) -> World:
    """A world with one client and nothing else."""
    world = World(Database(url, ["JDT2W6pYGzYHzcVqvQ0C3vHDKqUzKZfC9vhb9gzJr1I="], RULES))
    world.do(add_client, AddClient("c1", "Acme"))
    return world
