"""What the tests of the storage share: an instant, people, and domains with something below them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from cryptography.fernet import Fernet

from bot.core.commands import Actor
from bot.core.domain import (
    Campaign,
    Client,
    LinkDomain,
    RequestState,
    Setup,
    SslRequest,
    Standing,
    TwilioDetails,
)
from bot.core.effects import Effect, EffectKind
from bot.core.facts import Code, Evidence, Fact, FactName, FactState, Finding, Provider
from bot.core.people import Role
from bot.core.rules import Rules
from bot.services.ports import Transaction
from storage.database import Database

AnswerT = TypeVar("AnswerT")

TEAM, OTHER_TEAM = "T1", "T2"
NOW = datetime(2026, 11, 23, 14, 2, 0, 123456, tzinfo=UTC)
BOT = Actor(TEAM, "", frozenset())
PERSON = Actor(TEAM, "U1", frozenset({Role.MANAGER}))
STRANGER = Actor(OTHER_TEAM, "U9", frozenset({Role.MANAGER}))
KEY = Fernet.generate_key().decode()


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def migrated(url: str) -> None:
    database = Database(url, [], Rules())
    database.migrate()
    database.close()


def do(database: Database, work: Callable[[Transaction], AnswerT], actor: Actor = BOT, now: datetime = NOW) -> AnswerT:
    """Runs a few steps as one service."""
    return database.run_now(lambda tx, _command, _actor, _now: work(tx), None, actor, now)


def do_all(database: Database, *steps: Callable[[Transaction], object]) -> None:
    """Runs steps that give nothing as one service of the bot's."""
    do(database, lambda tx: [step(tx) for step in steps])


def link_domain(number: int = 1, **changes: object) -> LinkDomain:
    """A domain of client ``c1`` as it is when it was just added."""
    fresh = LinkDomain(
        id=f"d{number}",
        team_id=TEAM,
        host=f"ls.acme{number}.test",
        zone=f"acme{number}.test",
        client_id="c1",
        owner="U1",
        setup=Setup.FORWARD,
        channel="C1",
        created_at=later(number),
        next_check_at=NOW,
    )
    return replace(fresh, **changes)  # type: ignore[arg-type]  # names and values are the caller's


def full_domain(number: int = 1) -> LinkDomain:
    """A domain with everything that can hang on it (but contacts, which are rows of their own)."""
    finding = Finding(Code.WRONG_TARGET, {"value": "example.test."})
    evidence = Evidence("192.0.2.1#53", "ls.acme.test CNAME", "NOERROR", ("example.test.",), 600, NOW)
    return link_domain(
        number,
        facts={
            FactName.RECORD: Fact(
                FactState.WRONG, NOW, later(5), finding, evidence, 2, Finding(Code.SERVERS_UNREACHABLE)
            ),
            FactName.CERTIFICATE: Fact(FactState.HOLDS, NOW, NOW, expires_at=later(9e6)),
        },
        details=TwilioDetails(f"DN{number:032x}", "twilio-domain-verification=abc", Standing.UNPROVEN, "U2", later(9)),
        request=ssl_request(number),
        provider=Provider("cloudflare", "Cloudflare"),
        note="Please, before Friday",
        live_since=later(10),
        degraded_since=later(11),
        close_since=later(12),
        last_check_at=later(13),
        visible_everywhere_at=later(14),
    )


def ssl_request(number: int = 1, **changes: object) -> SslRequest:
    fresh = SslRequest(f"r{number}", f"d{number}", "digest", RequestState.PENDING, "U1", NOW)
    return replace(fresh, **changes)  # type: ignore[arg-type]  # names and values are the caller's


def effect(number: int = 1, kind: EffectKind = EffectKind.REPLY, **changes: object) -> Effect:
    """A reply in the thread of domain ``d1``."""
    fresh = Effect(f"key:{number}", kind, TEAM, "d1", str(number), "slack:C1")
    return replace(fresh, **changes)  # type: ignore[arg-type]  # names and values are the caller's


def add_client(tx: Transaction) -> None:
    tx.clients.add(Client("c1", TEAM, "Acme Corp"))


def add_domains(database: Database, *domains: LinkDomain) -> None:
    """Stores the client and the domains."""

    def work(tx: Transaction) -> None:
        if tx.clients.get(TEAM, "c1") is None:
            add_client(tx)
        for domain in domains:
            tx.domains.add(domain)

    do(database, work)


def campaign(number: int = 1, **changes: object) -> Campaign:
    fresh = Campaign(f"p{number}", TEAM, "c1", f"Campaign {number}", f"MG{number:032x}")
    return replace(fresh, **changes)  # type: ignore[arg-type]  # names and values are the caller's
