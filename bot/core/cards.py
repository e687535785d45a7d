"""Read models: what a view needs to know, and nothing it must work out by itself."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.domain import Attachment, Campaign, Client, LinkDomain, SslRequest
from bot.core.events import Event
from bot.core.facts import Record
from bot.core.languages import Language
from bot.core.links import SetupLink
from bot.core.twilio import DnsOpinion


class Stage(StrEnum):
    """What is awaited: the first of these that is open. Derived from the facts, never stored."""

    WAITING_FOR_TWILIO_DETAILS = "waiting_for_twilio_details"
    WAITING_FOR_RECORDS = "waiting_for_records"
    WAITING_FOR_REQUEST = "waiting_for_request"
    WAITING_FOR_APPROVAL = "waiting_for_approval"
    WAITING_FOR_CERTIFICATE = "waiting_for_certificate"
    WAITING_FOR_HTTPS = "waiting_for_https"
    LIVE = "live"
    DEGRADED = "degraded"
    REMOVING = "removing"
    REMOVED = "removed"


class Awaited(StrEnum):
    """Who must act now."""

    OPERATOR = "operator"
    CLIENT = "client"
    OWNER = "owner"
    APPROVER = "approver"
    TWILIO = "twilio"
    NOBODY = "nobody"


class Action(StrEnum):
    """What a button on the card can do. In code, ids and payloads the same word."""

    CHECK_NOW = "check_now"
    GIVE_DETAILS = "give_details"
    REQUEST_SSL = "request_ssl"
    ATTACH = "attach"
    EDIT = "edit"
    CONFIRM_REMOVED = "confirm_removed"
    """The operator has deleted the domain in the Console."""
    DETACH = "detach"
    TEST = "test"
    CANCEL = "cancel"
    """Not needed after all: possible until SSL is asked of the approvers."""
    KEEP = "keep"
    """Calls off a removal that has not begun."""
    REMOVE_NOW = "remove_now"
    """Begins a removal that waits."""
    WRITE = "write"
    """Have the records written by the provider, with an access of the client's."""
    FORWARD = "forward"
    FORWARD_AGAIN = "forward_again"
    REMIND = "remind"
    REVOKE = "revoke"
    """The client's link opens nothing any more."""


@dataclass(frozen=True, slots=True)
class AttachedCampaign:
    attachment: Attachment
    campaign: Campaign


@dataclass(frozen=True, slots=True)
class Card:
    """All that the card, the status answer and the thread's replies show of one domain.

    ``records`` are the DNS records the client needs: the CNAME, and the TXT once its value is known.
    ``actions`` are ordered, the most sensible first. ``operators`` are Slack ids (users or groups), maybe none.
    """

    domain: LinkDomain
    client: Client
    stage: Stage
    awaited: Awaited
    actions: tuple[Action, ...]
    records: tuple[Record, ...]
    campaigns: tuple[AttachedCampaign, ...]
    operators: tuple[str, ...] = ()
    link: SetupLink | None = None
    """The newest client link, where the client adds the records."""
    ways: tuple[str, ...] = ()
    """Automatic ways to have the records written that are offered now: words of `bot.core.ways.Way`."""
    undeliverable: tuple[str, ...] = field(default=(), repr=False)
    """Addresses whose last e-mail failed for good."""

    @property
    def language(self) -> Language:
        """Of what people at the client read."""
        return self.link.language if self.link else Language.ENGLISH


@dataclass(frozen=True, slots=True)
class ReplyModel:
    """One reply in the thread: the milestones of one transaction. ``is_broadcast`` shows it in the channel too."""

    card: Card
    events: tuple[Event, ...]
    is_broadcast: bool


@dataclass(frozen=True, slots=True)
class ApprovalModel:
    """An SSL request with all that is needed to decide in ten seconds."""

    card: Card
    request: SslRequest
    approvers: tuple[str, ...]
    """Slack ids of users or user groups that may decide."""
    opinion: DnsOpinion | None = None
    """Twilio's own verdict on the DNS, asked for while the request is open; None: Twilio did not say."""


@dataclass(frozen=True, slots=True)
class MailModel:
    """The steps for one contact at the client. ``key`` is the effect's: the same mail, sent again, has the same one."""

    card: Card
    address: str
    owner_name: str
    company: str
    key: str = ""
    link: str = ""
    """The address of the client's page; empty: the mail itself holds the records."""
    language: Language = Language.ENGLISH
    reply_to: str = field(default="", repr=False)
    """The owner's own address; empty: Slack gives none."""
    is_reminder: bool = False
    """The steps went out before: this one says how things stand."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of domains for lists. ``total`` counts all of them."""

    title: str
    cards: tuple[Card, ...]
    total: int


@dataclass(frozen=True, slots=True)
class CampaignLine:
    campaign: Campaign
    client: Client
    host: str | None
    """The domain it is attached to, if any."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything `status` shows: the card and its history."""

    card: Card
    events: tuple[Event, ...]
    at: datetime
