"""All of a team's domains at a glance: what App Home shows, and how long each step of a set-up takes."""

import statistics
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.cards import Action, Awaited, Card, Stage
from bot.core.domain import Client, LinkDomain
from bot.core.events import EventKind

ORGANIZATION_LIMIT = 100
"""Domains per Twilio Organization unless Support raises it (Twilio, Link Shortening, 2026)."""
ORGANIZATION_SHOWN_FROM = 80
"""From how many on people are told the count."""


class Step(StrEnum):
    """The steps of a set-up, in the order of the how-to; WHOLE is from adding to live."""

    DETAILS = "details"
    RECORDS = "records"
    REQUEST = "request"
    APPROVAL = "approval"
    CERTIFICATE = "certificate"
    HTTPS = "https"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class StepTime:
    """The median of one step over ``count`` domains."""

    step: Step
    median: timedelta
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One domain in a list: less than its card. ``actions`` are those of the card, the most sensible first."""

    domain: LinkDomain
    client: Client
    stage: Stage
    awaited: Awaited
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A client's domains by how they are. ``waiting`` are those that are not live yet; those that are being
    removed count nowhere."""

    client: Client
    live: int = 0
    waiting: int = 0
    degraded: int = 0


@dataclass(frozen=True, slots=True)
class OrganizationCount:
    """How many of our domains have a Domain SID in one Twilio account; ``clients`` names whose account it is (empty:
    the default account)."""

    clients: str
    count: int


@dataclass(frozen=True, slots=True)
class HomeQuery:
    """What somebody looks at on App Home: one client only, one domain searched for, and the pages, from 0."""

    client_id: str = ""
    domain_id: str = ""
    waiting: int = 0
    mine: int = 0
    clients: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One page of lines. ``number`` counts from 0."""

    lines: tuple[Line, ...]
    total: int
    number: int = 0
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Deliveries to one webhook that were tried to the end and can be sent again by hand. ``host`` is where it leads;
    ``is_off``: it is to be switched on first."""

    webhook_id: str
    host: str
    number: int
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Registries:
    """How much there is to administer. ``webhooks_amiss`` are those that take nothing now."""

    clients: int
    campaigns: int
    webhooks: int = 0
    webhooks_amiss: int = 0
    given_up: tuple[GivenUp, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """App Home of one person. ``query`` has the pages that are really shown; ``client`` is the filter, if any;
    ``registries`` is for admins, and so are ``owners`` with how many domains each has, and those of them who have
    left (``orphans``)."""

    query: HomeQuery
    waiting: Part
    mine: Part
    stages: Mapping[Stage, int]
    clients: tuple[ClientLine, ...]
    has_more_clients: bool
    pace: tuple[StepTime, ...]
    full: tuple[OrganizationCount, ...] = ()
    client: Client | None = None
    found: Card | None = None
    registries: Registries | None = None
    owners: tuple[tuple[str, int], ...] = ()
    orphans: tuple[tuple[str, int], ...] = ()


Firsts = Mapping[EventKind, datetime]
"""When each kind of event first happened to one domain."""

PACED = frozenset(
    {
        EventKind.ADDED,
        EventKind.INSTRUCTED,
        EventKind.DETAILS_GIVEN,
        EventKind.RECORD_FOUND,
        EventKind.VERIFIED,
        EventKind.SSL_REQUESTED,
        EventKind.SSL_APPROVED,
        EventKind.CERTIFICATE_ISSUED,
        EventKind.LIVE,
    }
)
"""The kinds of events that `pace_of` reads."""


def pace_of(domains: Iterable[Firsts]) -> tuple[StepTime, ...]:
    """The median of each step, over the domains that went through it. What was there when the domain was added (its
    details, all of one that was set up by hand) was no step and does not count."""
    spans: dict[Step, list[float]] = {step: [] for step in Step}
    for firsts in domains:
        for step, span in _spans(firsts):
            spans[step].append(span.total_seconds())
    return tuple(
        StepTime(step, timedelta(seconds=statistics.median(found)), len(found))
        for step, found in spans.items()
        if found
    )


def _spans(firsts: Firsts) -> Iterator[tuple[Step, timedelta]]:
    added = firsts.get(EventKind.ADDED)
    given = firsts.get(EventKind.DETAILS_GIVEN)
    if added and given and given > added:
        yield Step.DETAILS, given - added
    ready = _ready(firsts)
    if ready and EventKind.INSTRUCTED in firsts:
        yield Step.RECORDS, _span(firsts[EventKind.INSTRUCTED], ready)
    asked, approved = firsts.get(EventKind.SSL_REQUESTED), firsts.get(EventKind.SSL_APPROVED)
    if ready and asked:
        open_since = max(ready, given) if given else ready
        yield Step.REQUEST, _span(open_since, asked)
        if approved:
            yield Step.APPROVAL, _span(max(asked, open_since), approved)
    yield from _last_spans(firsts)


def _last_spans(firsts: Firsts) -> Iterator[tuple[Step, timedelta]]:
    approved, live = firsts.get(EventKind.SSL_APPROVED), firsts.get(EventKind.LIVE)
    issued = firsts.get(EventKind.CERTIFICATE_ISSUED)
    if approved and issued:
        yield Step.CERTIFICATE, _span(approved, issued)
        if live:
            yield Step.HTTPS, _span(issued, live)
    if approved and live and EventKind.ADDED in firsts:
        yield Step.WHOLE, _span(firsts[EventKind.ADDED], live)


def _ready(firsts: Firsts) -> datetime | None:
    """When the client had added all records."""
    found = firsts.get(EventKind.RECORD_FOUND)
    return max(found, firsts.get(EventKind.VERIFIED, found)) if found else None


def _span(begin: datetime, end: datetime) -> timedelta:
    """What was done ahead of its time took no time."""
    return max(end - begin, timedelta())
