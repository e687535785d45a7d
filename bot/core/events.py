"""Past-tense facts: the timeline's vocabulary. Other systems are told of those in `bot.core.webhooks.TYPES` only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    ADDED = "domain.added"
    INSTRUCTED = "domain.instructed"
    FORWARDED = "domain.forwarded"
    FORWARD_WANTED = "domain.forward_wanted"
    OPENED = "domain.opened"
    LINK_ASKED = "domain.link_asked"
    LINK_ENDING = "domain.link_ending"
    LINK_ENDED = "domain.link_ended"
    LINK_REVOKED = "domain.link_revoked"
    REMINDED = "domain.reminded"
    CONSENT_OPENED = "domain.consent_opened"
    """Somebody went to the DNS provider's own page, to have the records written there."""
    CONSENT_RETURNED = "domain.consent_returned"
    FORWARD_FAILED = "domain.forward_failed"
    FORWARD_BOUNCED = "domain.forward_bounced"
    """It was taken, and came back later."""
    DETAILS_GIVEN = "domain.details_given"
    DETAILS_CONFIRMED = "domain.details_confirmed"
    DETAILS_REFUSED = "domain.details_refused"
    RECORDS_WRITTEN = "domain.records_written"
    """By the provider's own API, for whoever had the access."""
    RECORD_WRONG = "domain.record_wrong"
    RECORD_FOUND = "domain.record_found"
    RECORD_LOST = "domain.record_lost"
    VERIFIED = "domain.verified"
    SSL_REQUESTED = "domain.ssl_requested"
    SSL_APPROVED = "domain.ssl_approved"
    SSL_REJECTED = "domain.ssl_rejected"
    SSL_VOIDED = "domain.ssl_voided"
    CERTIFICATE_REQUESTED = "domain.certificate_requested"
    CERTIFICATE_FAILED = "domain.certificate_failed"
    CERTIFICATE_ISSUED = "domain.certificate_issued"
    CERTIFICATE_ENDING = "domain.certificate_ending"
    """Nobody renews it by itself."""
    LIVE = "domain.live"
    DEGRADED = "domain.degraded"
    RECOVERED = "domain.recovered"
    REMOVAL_PLANNED = "domain.removal_planned"
    REMOVAL_CALLED_OFF = "domain.removal_called_off"
    REMOVING = "domain.removing"
    RECORD_REMOVED = "domain.record_removed"
    REMOVAL_PARKED = "domain.removal_parked"
    REMOVED = "domain.removed"
    EDITED = "domain.edited"
    CARD_MOVED = "domain.card_moved"
    HANDED_OVER = "domain.handed_over"
    CONTACT_FORGOTTEN = "domain.contact_forgotten"
    ATTACHMENT_WANTED = "campaign.wanted"
    ATTACHED = "campaign.attached"
    ATTACH_FAILED = "campaign.attach_failed"
    DETACHMENT_WANTED = "campaign.detachment_wanted"
    DETACHED = "campaign.detached"
    DETACH_FAILED = "campaign.detach_failed"
    MOVED_AWAY = "campaign.moved_away"
    TEST_WANTED = "campaign.test_wanted"
    TESTED = "campaign.tested"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a domain. ``actor`` is a Slack user id, None: the bot saw it by itself."""

    domain_id: str
    kind: EventKind
    at: datetime
    actor: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    id: int | None = None
    """Given by the database, rising."""
