"""What Twilio says, in our words: values that the gateway gives and the services judge."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Judgement(StrEnum):
    """Whose Domain SID is this? CANNOT_TELL: no certificate yet, or no answer in time."""

    CONFIRMED = "confirmed"
    OTHER_HOST = "other_host"
    UNKNOWN_SID = "unknown_sid"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """A Messaging Service as Twilio shows it. ``domain_sid`` is the link domain it holds, if any."""

    service_sid: str
    exists: bool
    senders: int = 0
    is_toll_free_only: bool = False
    domain_sid: str | None = None


@dataclass(frozen=True, slots=True)
class MessageReport:
    """A message as Twilio shows it. ``code`` is Twilio's error code, if any."""

    body: str
    is_under_way: bool
    code: str | None = None


@dataclass(frozen=True, slots=True)
class CertificateReport:
    """The v2 Certificate resource. ``host`` is its ``domain_name`` without scheme."""

    host: str | None
    certificate_sid: str | None
    is_managed: bool
    is_requesting: bool
    is_in_validation: bool
    expires_at: datetime | None

    def is_issued(self, now: datetime) -> bool:
        """True once the certificate can serve: issued, no request or validation open, expiry ahead."""
        is_settled = not self.is_requesting and not self.is_in_validation
        return is_settled and bool(self.certificate_sid) and self.expires_at is not None and self.expires_at > now


@dataclass(frozen=True, slots=True)
class DnsOpinion:
    """Twilio's own verdict (ValidateDns), shown beside ours."""

    is_valid: bool
    reason: str | None
