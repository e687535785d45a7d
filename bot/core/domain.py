"""The aggregate: a client's link-shortening host, what is known of it and what people gave and decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.facts import Fact, FactName, Provider

TWILIO_TARGET = "lsct.ashburn.us1.twilio.com."
"""The CNAME's wanted value (Twilio, onboarding guide of Link Shortening, 2026)."""


class Setup(StrEnum):
    """Who adds the DNS records."""

    OURS = "ours"
    FORWARD = "forward"


class Standing(StrEnum):
    """What Twilio says of a Domain SID: it is this host's, or it cannot tell yet."""

    CONFIRMED = "confirmed"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class TwilioDetails:
    """What only Twilio's Console shows: ``DN`` + 32 hex digits, and the whole value of the verification TXT."""

    domain_sid: str
    verification: str | None
    standing: Standing
    given_by: str
    given_at: datetime


class RequestState(StrEnum):
    """WAITING: asked for before records and verification were right. VOID: the Domain SID was replaced."""

    WAITING = "waiting"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class SslRequest:
    """Somebody asks for the certificate; an approver decides. ``digest`` binds the decision to what was shown."""

    id: str
    domain_id: str
    digest: str
    state: RequestState
    requested_by: str
    requested_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    problem: str | None = None
    """Twilio's code when the approved request could not be carried out."""


@dataclass(frozen=True, slots=True)
class LinkDomain:
    """A client's link host. All times are aware UTC; ``host`` is the A-label name without final dot.

    ``zone`` is the zone that holds the host as the delegations say (until seen: the registrable domain).
    ``card_ts`` names the card message in ``channel``; ``card_number`` counts the places it had before.
    ``close_since`` is when close looking began. ``removing_since`` is when its offboarding began, ``parked_since``
    when that was given up for the time being. ``removal_due_at`` is when a removal that waits for links to end begins.
    ``generation`` rises at each claim and at each change by a person: a settlement with an older one is dropped.
    ``wrong_since`` is when a record that is wrong, not just missing, was first seen. ``opened_at`` is when the client
    last opened the page, ``page_seen_at`` when it was last open in front of somebody.
    ``instructed`` is whether the DNS steps have been told (in the thread, and by mail where wanted).
    """

    id: str
    team_id: str
    host: str
    zone: str
    client_id: str
    owner: str
    setup: Setup
    channel: str
    created_at: datetime
    next_check_at: datetime | None
    card_ts: str | None = None
    facts: Mapping[FactName, Fact] = field(default_factory=dict)
    details: TwilioDetails | None = None
    request: SslRequest | None = None
    provider: Provider | None = None
    contact_ids: tuple[str, ...] = ()
    note: str | None = None
    instructed: bool = False
    live_since: datetime | None = None
    degraded_since: datetime | None = None
    close_since: datetime | None = None
    last_check_at: datetime | None = None
    visible_everywhere_at: datetime | None = None
    removed_at: datetime | None = None
    generation: int = 0
    card_number: int = 0
    removing_since: datetime | None = None
    parked_since: datetime | None = None
    wrong_since: datetime | None = None
    opened_at: datetime | None = None
    page_seen_at: datetime | None = None
    removal_due_at: datetime | None = None

    def fact(self, name: FactName) -> Fact:
        """The fact of that name; OPEN where nothing was seen yet."""
        return self.facts.get(name, Fact())


@dataclass(frozen=True, slots=True)
class Client:
    """``account_id`` names the Twilio account whose credentials serve it; None: the default account. ``leaving_since``
    is when its removal began; once it is archived it is offered nowhere."""

    id: str
    team_id: str
    name: str
    account_id: str | None = None
    leaving_since: datetime | None = None
    leaving_by: str | None = None
    archived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """Credentials of one Twilio account: user name is the account SID or an API key's SID."""

    id: str
    team_id: str
    account_sid: str
    username: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the client. The address is stored encrypted, once; everything else refers to the id."""

    id: str
    team_id: str
    client_id: str
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A name and at most one Messaging Service (``MG`` + 32 hex digits)."""

    id: str
    team_id: str
    client_id: str
    name: str
    service_sid: str | None = None


class AttachmentState(StrEnum):
    """WANTED is kept until the domain is live; FAILED has a ``problem``, and so has what could not be detached:
    that is ATTACHED still. DETACHING is until Twilio has done it."""

    WANTED = "wanted"
    ATTACHED = "attached"
    FAILED = "failed"
    DETACHING = "detaching"
    DETACHED = "detached"


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Twilio's domain config, shared by all services of the domain. None leaves a setting as it is."""

    fallback_url: str | None = None
    callback_url: str | None = None
    continue_on_failure: bool = True
    disable_https: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    id: str
    domain_id: str
    campaign_id: str
    state: AttachmentState
    settings: LinkSettings
    wanted_by: str
    wanted_at: datetime
    attached_at: datetime | None = None
    problem: str | None = None
