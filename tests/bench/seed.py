"""Many domains at every stage, as a team has after a year."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.commands import Actor
from bot.core.domain import Client, LinkDomain, RequestState, Setup, SslRequest, Standing, TwilioDetails
from bot.core.events import Event, EventKind
from bot.core.facts import Code, Evidence, Fact, FactName, FactState, Finding
from bot.core.people import Role
from bot.services.ports import Transaction
from storage.database import Database

TEAM, OWNER = "T1", "UOWN"
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
PERSON = Actor(TEAM, OWNER, frozenset(Role))
PER_CLIENT = 8


def fill(database: Database, count: int) -> None:
    """Stores ``count`` domains of ``count / 8`` clients; every second one is the owner's."""

    def work(tx: Transaction, _command: None, _actor: Actor, _now: datetime) -> None:
        for number in range((count + PER_CLIENT - 1) // PER_CLIENT):
            tx.clients.add(Client(f"team-{number}", TEAM, f"Client {number:03}"))
        for number in range(count):
            tx.domains.add(domain(number))
            for event in events(number):
                tx.events.append(event)

    database.run_now(work, None, PERSON, NOW)


def domain(number: int) -> LinkDomain:
    """The stages take turns."""
    at = NOW - timedelta(hours=number)
    fresh = LinkDomain(
        id=f"d{number}",
        team_id=TEAM,
        host=f"ls.client-{number}.example",
        zone=f"client-{number}.example",
        client_id=f"team-{number // PER_CLIENT}",
        owner=OWNER if number % 2 else "UOTH",
        setup=Setup.FORWARD,
        channel="C1",
        created_at=at,
        next_check_at=NOW,
        last_check_at=NOW,
        facts={FactName.RECORD: wrong(at)},
    )
    return (_waiting, _with_details, _requested, _live, _live, _degraded)[number % 6](fresh, number)


def wrong(at: datetime) -> Fact:
    evidence = Evidence("192.0.2.1#53", "ls CNAME", "NOERROR", ("example.net.",), 600, at)
    return Fact(FactState.WRONG, at, at, Finding(Code.WRONG_TARGET, {"seen": "example.net."}), evidence)


def _waiting(fresh: LinkDomain, _number: int) -> LinkDomain:
    return fresh


def _with_details(fresh: LinkDomain, number: int) -> LinkDomain:
    sid, value = f"DN{number:032x}", f"twilio-domain-verification={number:032x}"
    return replace(fresh, details=TwilioDetails(sid, value, Standing.UNPROVEN, OWNER, fresh.created_at))


def _requested(fresh: LinkDomain, number: int) -> LinkDomain:
    at = fresh.created_at
    request = SslRequest(f"r{number}", fresh.id, "digest", RequestState.PENDING, "UOTH", at)
    facts = {name: Fact(FactState.HOLDS, at, at) for name in (FactName.RECORD, FactName.VERIFICATION)}
    return replace(_with_details(fresh, number), facts=facts, request=request)


def _live(fresh: LinkDomain, number: int) -> LinkDomain:
    made = _requested(fresh, number)
    at = made.created_at
    facts = {name: Fact(FactState.HOLDS, at, at) for name in FactName}
    request = replace(made.request, state=RequestState.APPROVED) if made.request else None
    return replace(made, facts=facts, request=request, live_since=at)


def _degraded(fresh: LinkDomain, number: int) -> LinkDomain:
    made = _live(fresh, number)
    return replace(made, facts={**made.facts, FactName.RECORD: wrong(NOW)}, degraded_since=NOW)


STORY = (
    EventKind.ADDED,
    EventKind.INSTRUCTED,
    EventKind.DETAILS_GIVEN,
    EventKind.RECORD_FOUND,
    EventKind.VERIFIED,
    EventKind.SSL_REQUESTED,
    EventKind.SSL_APPROVED,
    EventKind.CERTIFICATE_ISSUED,
    EventKind.LIVE,
)


def events(number: int) -> Iterator[Event]:
    """A whole story, ten minutes for each step, for every domain."""
    begin = NOW - timedelta(hours=number)
    for turn, kind in enumerate(STORY):
        yield Event(f"d{number}", kind, begin + timedelta(minutes=10 * turn))
