"""A house with one database, a clock that is moved by hand, and people."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from cryptography.fernet import Fernet

from bot.core.commands import (
    Actor,
    AddCampaign,
    AddClient,
    AddDomain,
    AttachCampaigns,
    ClaimDue,
    DecideSsl,
    EffectOutcome,
    GiveDetails,
    LookNow,
    RequestSsl,
    SettleCheck,
)
from bot.core.domain import (
    Attachment,
    Client,
    LinkDomain,
    LinkSettings,
    RequestState,
    Setup,
    SslRequest,
    TwilioAccount,
)
from bot.core.effects import ClaimedEffect, EffectKind
from bot.core.events import Event, EventKind
from bot.core.facts import Code, FactName, Verdict
from bot.core.hostname import parse_host
from bot.core.people import Role
from bot.core.rules import Rules
from bot.core.twilio import Judgement, ServiceReport
from bot.services import campaigns, checking, clients, domains, effects, promises, ssl
from bot.services.ports import Service, Transaction
from storage.database import Database
from tests.core.support import START, diagnosis, observation

CommandT = TypeVar("CommandT")
AnswerT = TypeVar("AnswerT")

RULES = Rules(approvers=("UAPP",), admins=("UADM",), approval_channel=None, company_name="Link Co", is_mail_on=True)
SID, OTHER_SID = "DN" + "1" * 32, "DN" + "2" * 32
TOKEN = "a" * 32
VALUE = f"twilio-domain-verification={TOKEN}"
MG, OTHER_MG = "MG" + "3" * 32, "MG" + "4" * 32
FALLBACK = LinkSettings(fallback_url="https://acme.com/offers")
ALL = tuple(name.value for name in FactName)


def person(user_id: str, *roles: Role, delivery: str | None = None, team_id: str = "T1") -> Actor:
    return Actor(team_id, user_id, frozenset(roles), delivery)


OWNER = person("UOWN", Role.MANAGER)
OTHER = person("UOTH", Role.MANAGER)
OPERATOR = person("UOPS", Role.OPERATOR)
APPROVER = person("UAPP", Role.APPROVER)
SECOND_APPROVER = person("UAPP2", Role.APPROVER)
ADMIN = person("UADM", Role.ADMIN)
STRANGER = person("USTR")
BOT = person("")


@dataclass
class House:
    """Everything that tests of services do again and again. Ids are counted."""

    path: Path
    rules: Rules = RULES
    now: datetime = START
    count: int = 0
    keys: list[str] = field(default_factory=lambda: [Fernet.generate_key().decode()])

    def __post_init__(self) -> None:
        self.database = Database(f"sqlite:///{self.path}/t.db", self.keys, self.rules)
        self.database.migrate()
        self.run(clients.add_client, AddClient("c1", "Acme Corp"), ADMIN)

    def new_id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def under(self, **changes: object) -> "House":
        """The same database, under other rules from now on."""
        self.rules = replace(self.rules, **changes)  # type: ignore[arg-type]
        self.database = Database(f"sqlite:///{self.path}/t.db", self.keys, self.rules)
        return self

    def run(self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor = OWNER) -> AnswerT:
        return self.database.run_now(service, command, actor, self.now)

    def read(self, reader: Callable[[Transaction], AnswerT], actor: Actor = BOT) -> AnswerT:
        def service(tx: Transaction, _command: None, _actor: Actor, _now: datetime) -> AnswerT:
            return reader(tx)

        return self.run(service, None, actor)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    # People

    def add(self, host: str = "acme.com", actor: Actor = OWNER, **given: object) -> str:
        emails = given.pop("emails", ("it@acme.com",))
        contacts = tuple((self.new_id("p"), address) for address in emails)  # type: ignore[attr-defined]
        command = AddDomain(
            domain_id=self.new_id("d"),
            host=parse_host(host, "ls"),
            client_id=str(given.pop("client_id", "c1")),
            setup=Setup.FORWARD,
            channel=str(given.pop("channel", "C1")),
            contacts=contacts,
        )
        return self.run(domains.add_domain, replace(command, **given), actor)  # type: ignore[arg-type]

    def give(
        self,
        domain_id: str,
        sid: str = SID,
        verification: str | None = VALUE,
        judgement: Judgement | None = Judgement.CONFIRMED,
        actor: Actor = OWNER,
    ) -> str:
        return self.run(domains.give_details, GiveDetails(domain_id, sid, verification, judgement), actor)

    def check_now(self, domain_id: str, actor: Actor = OWNER) -> None:
        self.run(domains.look_now, LookNow(domain_id), actor)

    def request(
        self, domain_id: str, actor: Actor = OWNER, approvers: tuple[str, ...] = ("UAPP", "UAPP2")
    ) -> RequestState:
        return self.run(ssl.request_ssl, RequestSsl(self.new_id("r"), domain_id, approvers), actor)

    def decide(self, domain_id: str, actor: Actor = APPROVER, *, approve: bool = True, **given: str) -> None:
        request = self.ssl(domain_id)
        command = DecideSsl(request.id, request.digest, approve)
        self.run(ssl.decide_ssl, replace(command, **given), actor)  # type: ignore[arg-type]

    def campaign(self, name: str = "Spring", sid: str | None = MG, client_id: str = "c1") -> str:
        campaign_id = self.new_id("k")
        self.run(campaigns.add_campaign, AddCampaign(campaign_id, client_id, name, sid), ADMIN)
        return campaign_id

    def attach(
        self,
        domain_id: str,
        *campaign_ids: str,
        settings: LinkSettings = FALLBACK,
        reports: Mapping[str, ServiceReport] | None = None,
        actor: Actor = OWNER,
    ) -> None:
        wanted = {self.new_id("a"): campaign_id for campaign_id in campaign_ids}
        self.run(campaigns.attach_campaigns, AttachCampaigns(domain_id, wanted, settings, reports or {}), actor)

    # The world

    def look(self, domain_id: str, code: Code | None = None, times: int = 1, **verdicts: Verdict) -> bool:
        """Waits until the domain is due, claims it, and settles what is seen."""
        is_settled = False
        for _ in range(times):
            due = self.domain(domain_id).next_check_at
            self.now = max(self.now, due or self.now)
            is_settled = self.settle(self.claim(domain_id), code, **verdicts)
        return is_settled

    def claim(self, domain_id: str) -> LinkDomain:
        due = self.run(checking.claim_due, ClaimDue("test", 50, 60.0), BOT)
        return next(domain for domain in due if domain.id == domain_id)

    def settle(self, claimed: LinkDomain, code: Code | None = None, **verdicts: Verdict) -> bool:
        names = {FactName(name): verdict for name, verdict in verdicts.items()}
        seen = {
            name: observation(name, verdict, code if name is FactName.RECORD else None)
            for name, verdict in names.items()
        }
        outside = {name: item for name, item in seen.items() if name is FactName.CERTIFICATE}
        inside = {name: item for name, item in seen.items() if name is not FactName.CERTIFICATE}
        command = SettleCheck(claimed.id, claimed.generation, diagnosis(inside), outside)
        return self.run(checking.settle_check, command, BOT)

    def claim_effects(self) -> list[ClaimedEffect]:
        return self.run(effects.claim_effects, ClaimDue("test", 50, 30.0), BOT)

    def perform(self, **outcomes: object) -> list[ClaimedEffect]:
        """Lets every promised effect happen, as done unless its kind's name says otherwise:
        ``ATTACH={"problem": "30130"}``."""
        performed = []
        while claimed := self.claim_effects():
            for effect in claimed:
                usual = {"is_done": True, "external_id": f"ts-{effect.id}"}
                given = outcomes.get(effect.effect.kind.name, usual)
                outcome = EffectOutcome(effect.id, effect.generation, **given)  # type: ignore[arg-type]
                assert self.run(effects.settle_effect, outcome, BOT)
                performed.append(effect)
        return performed

    def settle_effect(self, claimed: ClaimedEffect, **outcome: object) -> bool:
        """One effect ends so."""
        ended = EffectOutcome(claimed.id, claimed.generation, **outcome)  # type: ignore[arg-type]
        return self.run(effects.settle_effect, ended, BOT)

    # What is stored

    def domain(self, domain_id: str) -> LinkDomain:
        domain = self.read(lambda tx: tx.domains.get(domain_id))
        assert domain is not None
        return domain

    def ssl(self, domain_id: str) -> SslRequest:
        request = self.domain(domain_id).request
        assert request is not None
        return request

    def events(self, domain_id: str) -> list[Event]:
        return self.read(lambda tx: tx.events.of_domain(domain_id))

    def kinds(self, domain_id: str) -> list[EventKind]:
        return [event.kind for event in self.events(domain_id)]

    def effects(self, domain_id: str, kind: EffectKind | None = None) -> list[ClaimedEffect]:
        found = self.read(lambda tx: tx.outbox.of_domain(domain_id))
        return [claimed for claimed in found if kind in (None, claimed.effect.kind)]

    def keys_of(self, domain_id: str, kind: EffectKind) -> list[str]:
        return [claimed.effect.key for claimed in self.effects(domain_id, kind)]

    def asked(self, domain_id: str) -> list[str]:
        """The names for which the thread says what is to do, in the order of the posts."""
        effects = [claimed.effect for claimed in self.effects(domain_id, EffectKind.TASK)]
        return [effect.subject for effect in effects if promises.task_root(effect) == effect.key]

    def replies(self, domain_id: str) -> list[list[EventKind]]:
        """The replies of the thread, each as the events it tells."""
        return list(self._replies(domain_id))

    def _replies(self, domain_id: str) -> Iterator[list[EventKind]]:
        kinds = {event.id: event.kind for event in self.events(domain_id)}
        for claimed in self.effects(domain_id, EffectKind.REPLY):
            yield [kinds[int(part)] for part in claimed.effect.subject.split(",")]

    def attachments(self, domain_id: str) -> list[Attachment]:
        return self.read(lambda tx: tx.attachments.of_domain(domain_id))

    # Whole ways

    def client_with_account(self) -> str:
        """A client with a Twilio account of its own, ``AC9``."""

        def store(tx: Transaction) -> str:
            tx.accounts.add(TwilioAccount("acc", "T1", "AC9", "SK9", "secret"))
            tx.clients.add(Client("c9", "T1", "Own Inc", "acc"))
            return "c9"

        return self.read(store)

    def ready(self, host: str = "acme.com", sid: str = SID, client_id: str = "c1") -> str:
        """A domain whose details and records are right."""
        domain_id = self.add(host, client_id=client_id)
        self.give(domain_id, sid)
        self.look(domain_id, record=Verdict.WRONG)
        self.look(domain_id, record=Verdict.RIGHT, caa=Verdict.RIGHT, verification=Verdict.RIGHT)
        return domain_id

    def live(self, host: str = "acme.com", sid: str = SID) -> str:
        """A domain that was set up by hand."""
        domain_id = self.add(host, domain_sid=sid, verification=VALUE, judgement=Judgement.CONFIRMED)
        self.look(domain_id, **dict.fromkeys(ALL, Verdict.RIGHT))
        return domain_id
