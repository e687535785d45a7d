"""Webhooks: what other systems are told of, where it goes, what it says and how it is signed.

Signed as Standard Webhooks 1.0.0 says (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md):
HMAC-SHA256 over ``id.timestamp.body``; a secret is ``whsec_`` and base64 of 24 to 64 random bytes.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

import idna

from bot.core.addresses import is_address, is_loopback, is_public
from bot.core.cards import AttachedCampaign
from bot.core.domain import Client
from bot.core.effects import EffectState
from bot.core.errors import Reason, Refused
from bot.core.events import Event, EventKind
from bot.core.status import DomainStatus

MAX_WEBHOOKS = 20
"""Of one workspace. Each has one delivery under way at a time, so all of them together leave the relay room."""
KEPT = timedelta(days=30)
"""How long deliveries can be seen and sent again."""
BOTH_SIGN = timedelta(days=1)
"""How long the former secret signs beside its successor."""
SHOWN_WITHIN = timedelta(minutes=15)
"""From making a secret until its page must have shown it."""
SHOWN_AGAIN_FOR = timedelta(minutes=1)
"""How long the same page shows it again: a button is pressed twice, a browser retries."""
GIVEN_UP_AFTER = timedelta(days=3)
"""A webhook that took nothing for so long is switched off when a delivery has had its last try."""
PAUSES = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0)
"""Seconds between the ten tries of a delivery: 3 days and 4 hours in all (the schedule that the scheme recommends)."""
LONGEST_WAIT = 86400.0
"""A receiver may ask us to wait for a day, in seconds."""
SECRET_BYTES = 32
ADDRESS_LIMIT = 2000


class WebhookType(StrEnum):
    """What other systems may be told of. A promise: nothing else that happens here is sent."""

    DOMAIN_ADDED = "domain.added"
    DOMAIN_FORWARDED = "domain.forwarded"
    DOMAIN_OPENED = "domain.opened"
    DOMAIN_RECORD_FOUND = "domain.record_found"
    DOMAIN_VERIFIED = "domain.verified"
    DOMAIN_SSL_REQUESTED = "domain.ssl_requested"
    DOMAIN_SSL_APPROVED = "domain.ssl_approved"
    DOMAIN_SSL_REJECTED = "domain.ssl_rejected"
    DOMAIN_CERTIFICATE_ISSUED = "domain.certificate_issued"
    DOMAIN_LIVE = "domain.live"
    DOMAIN_DEGRADED = "domain.degraded"
    DOMAIN_RECOVERED = "domain.recovered"
    CAMPAIGN_ATTACHED = "campaign.attached"
    CAMPAIGN_DETACHED = "campaign.detached"
    DOMAIN_REMOVED = "domain.removed"


TEST_TYPE = "webhook.test"
"""Of the event that an admin sends to see whether it arrives; of no domain."""

TYPES: Mapping[EventKind, WebhookType] = {
    EventKind.ADDED: WebhookType.DOMAIN_ADDED,
    EventKind.FORWARDED: WebhookType.DOMAIN_FORWARDED,
    EventKind.OPENED: WebhookType.DOMAIN_OPENED,
    EventKind.RECORD_FOUND: WebhookType.DOMAIN_RECORD_FOUND,
    EventKind.VERIFIED: WebhookType.DOMAIN_VERIFIED,
    EventKind.SSL_REQUESTED: WebhookType.DOMAIN_SSL_REQUESTED,
    EventKind.SSL_APPROVED: WebhookType.DOMAIN_SSL_APPROVED,
    EventKind.SSL_REJECTED: WebhookType.DOMAIN_SSL_REJECTED,
    EventKind.CERTIFICATE_ISSUED: WebhookType.DOMAIN_CERTIFICATE_ISSUED,
    EventKind.LIVE: WebhookType.DOMAIN_LIVE,
    EventKind.DEGRADED: WebhookType.DOMAIN_DEGRADED,
    EventKind.RECOVERED: WebhookType.DOMAIN_RECOVERED,
    EventKind.ATTACHED: WebhookType.CAMPAIGN_ATTACHED,
    EventKind.DETACHED: WebhookType.CAMPAIGN_DETACHED,
    EventKind.REMOVED: WebhookType.DOMAIN_REMOVED,
}
"""Which events of the timeline are told outside, and by which name."""


class OffReason(StrEnum):
    """Why a webhook is off."""

    ADMIN = "admin"
    GONE = "gone"
    """The receiver answered 410."""
    FAILING = "failing"
    """It took nothing for days."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where events go. ``types`` and ``client_ids`` empty: all of them. ``off`` None: it is on. ``failing_since`` is
    the first try without success after the last one with it; ``paused_until``: the receiver asked for a pause. The page
    may show the secret to the admin ``shown_to`` until ``shown_until``, once; then for a moment again, where it is the
    page ``shown_as``, a hash of what only that page holds."""

    id: str
    team_id: str
    address: str
    types: tuple[WebhookType, ...]
    client_ids: tuple[str, ...]
    created_by: str
    created_at: datetime
    off: OffReason | None = None
    off_since: datetime | None = None
    failing_since: datetime | None = None
    paused_until: datetime | None = None
    last_taken_at: datetime | None = None
    shown_to: str | None = None
    shown_until: datetime | None = None
    shown_as: str | None = None

    @property
    def name(self) -> str:
        """The address without its query, which may hold a key of the receiver's."""
        parts = urlsplit(self.address)
        return f"{parts.netloc}{parts.path}".rstrip("/")

    @property
    def host(self) -> str:
        """Where it goes, for messages: a path may be a key as well."""
        return urlsplit(self.address).netloc

    def is_to_show(self, now: datetime, page: str = "") -> bool:
        """Its secret may be shown on the page; ``page`` is the hash of what that holds."""
        is_in_time = self.shown_until is not None and now < self.shown_until
        return is_in_time and (self.shown_as is None or hmac.compare_digest(self.shown_as, page))

    def wants(self, kind: WebhookType, client_id: str) -> bool:
        """Whether it is to be told of such an event at this client."""
        return (not self.types or kind in self.types) and self.serves(client_id)

    def serves(self, client_id: str) -> bool:
        """Whether it may be told of this client."""
        return not self.client_ids or client_id in self.client_ids


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one webhook. ``event_id`` None: a test. ``code`` is the last try's answer, an HTTP status
    or a word; ``tried_at`` when that was; ``problem`` why it is not tried any more."""

    effect_id: int
    webhook_id: str
    event_id: int | None
    type: str
    host: str
    state: EffectState
    made_at: datetime
    next_try_at: datetime
    tries: int = 0
    code: str | None = None
    tried_at: datetime | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryCount:
    total: int = 0
    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """A webhook as admins see it in the list."""

    webhook: Webhook
    clients: tuple[Client, ...]
    count: DeliveryCount


@dataclass(frozen=True, slots=True)
class WebhookShown:
    """A webhook with one page of its deliveries, newest first. ``number`` counts pages from 0."""

    line: WebhookLine
    deliveries: tuple[Delivery, ...] = ()
    number: int = 0
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class SignedPost:
    """What goes over the line. ``headers`` name the message and prove where it comes from."""

    address: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """``wait``: seconds that the receiver asked us to wait."""

    status: int
    wait: float | None = None


def parse_address(text: str, *, may_be_loopback: bool = False) -> str:
    """The web address as it is called. Raises Refused(BAD_WEBHOOK) for what is no https address, names a person or a
    password, or plainly leads into a private network; with ``may_be_loopback`` http is fine to this machine."""
    try:
        parts = urlsplit(text.strip())
        host, _port = parts.hostname or "", parts.port
        is_here = may_be_loopback and is_loopback(host)
        is_named = is_address(host) or "." in idna.encode(host, uts46=True).decode()
    except ValueError:  # also idna.IDNAError
        raise Refused(Reason.BAD_WEBHOOK, field="address") from None
    is_secure = parts.scheme == "https" or (is_here and parts.scheme == "http")
    is_plain = not (parts.username or parts.password or parts.fragment) and len(text) <= ADDRESS_LIMIT
    if not (is_secure and is_plain and is_named and (is_here or not is_address(host) or is_public(host))):
        raise Refused(Reason.BAD_WEBHOOK, field="address")
    return parts.geturl()


def secret_of(random: bytes) -> str:
    """The secret as its receiver keeps it."""
    return "whsec_" + base64.b64encode(random).decode()


def message_id(team_id: str, domain_id: str, event_id: str) -> str:
    """The same for every try and for every webhook; of another event, or in another database, another."""
    named = json.dumps([team_id, domain_id, event_id]).encode()
    return "msg_" + hashlib.sha256(named).hexdigest()[:32]


def signed(address: str, name: str, body: bytes, secrets: Sequence[str], now: datetime) -> SignedPost:
    """One try, signed by every secret that counts."""
    at = str(int(now.timestamp()))
    content = f"{name}.{at}.".encode() + body
    headers = {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": at,
        "webhook-signature": " ".join(_signature(secret, content) for secret in secrets),
    }
    return SignedPost(address, headers, body)


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def is_signed(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether one of the signatures is this secret's."""
    content = f"{headers.get('webhook-id', '')}.{headers.get('webhook-timestamp', '')}.".encode() + body
    wanted, given = _signature(secret, content), headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(wanted.encode(), one.encode()) for one in given)


def payload(kind: WebhookType, event: Event, status: DomainStatus, campaign: AttachedCampaign | None) -> bytes:
    """What is said of an event: when it happened, and the domain as it is now."""
    data = status.as_data()
    if campaign is not None:
        sid = campaign.campaign.service_sid
        about = {"name": campaign.campaign.name, "messaging_service_sid": sid, "state": campaign.attachment.state.value}
        data["campaign"] = about
    return _body({"type": kind.value, "timestamp": _rfc3339(event.at), "sequence": event.id, "data": data})


def trial_payload(at: datetime) -> bytes:
    """What an admin sends to see whether it arrives."""
    told = "A test, sent from App Home. Real events carry the status of a domain here."
    return _body({"type": TEST_TYPE, "timestamp": _rfc3339(at), "data": {"message": told}})


def _body(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def pause_after(tries: int, wait: float | None, chance: float) -> float | None:
    """Seconds until the next try after so many; None: that was the last one. ``wait`` is what the receiver asked for,
    ``chance`` from 0 to 1 adds up to a tenth, so that what failed together does not come back together."""
    if tries > len(PAUSES):
        return None
    return max(PAUSES[max(tries, 1) - 1] * (1 + chance / 10), min(wait or 0.0, LONGEST_WAIT))
