"""Everything Twilio remembers: accounts, Organizations with their domains, Messaging Services, messages."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Clock = Callable[[], datetime]


def new_sid(prefix: str) -> str:
    """Two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


@dataclass(slots=True, eq=False)
class Account:
    """``owner`` is the main account of a sub-account. ``status`` is active, suspended or closed."""

    sid: str
    name: str
    token: str = field(repr=False)
    created_at: datetime
    owner: "Account | None" = None
    organisation: "Organisation | None" = None
    status: str = "active"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A Standard key: everything of its own account but accounts and keys."""

    sid: str
    secret: str = field(repr=False)
    account: Account


@dataclass(slots=True, eq=False)
class Organisation:
    """``domain_limit`` is 100 unless Support raises it."""

    sid: str
    name: str
    domain_limit: int = 100


@dataclass(slots=True, eq=False)
class LinkConfig:
    sid: str
    created_at: datetime
    updated_at: datetime
    fallback_url: str | None = None
    callback_url: str | None = None
    continue_on_failure: bool = True
    disable_https: bool = False


@dataclass(slots=True, eq=False)
class DomainCertificate:
    """``expires_at`` is None until one was issued; ``validating`` is when the try for an uploaded one ends;
    ``is_renewed``: Twilio has issued it, and does so again before it ends."""

    sid: str
    is_managed: bool
    created_at: datetime
    updated_at: datetime
    is_requesting: bool = False
    expires_at: datetime | None = None
    validating: datetime | None = None
    is_renewed: bool = False


@dataclass(slots=True, eq=False)
class OrganisationDomain:
    """What the Console shows under Admin > Domains. ``missing_since``: the TXT was not found at the daily look."""

    sid: str
    organisation: Organisation
    host: str
    verification: str
    created_at: datetime
    is_verified: bool = False
    looked_at: datetime | None = None
    missing_since: datetime | None = None
    certificate: DomainCertificate | None = None
    config: LinkConfig | None = None


class SenderKind(StrEnum):
    """The values are the paths below a Messaging Service."""

    PHONE_NUMBER = "PhoneNumbers"
    SHORT_CODE = "ShortCodes"
    ALPHA_SENDER = "AlphaSenders"
    CHANNEL_SENDER = "ChannelSenders"


@dataclass(frozen=True, slots=True)
class Sender:
    sid: str
    kind: SenderKind
    value: str
    country: str
    created_at: datetime


@dataclass(slots=True, eq=False)
class Service:
    """A Messaging Service. ``domain`` is the link domain it holds: one at most."""

    sid: str
    account: Account
    name: str
    created_at: datetime
    senders: list[Sender] = field(default_factory=list)
    domain: OrganisationDomain | None = None


@dataclass(slots=True, eq=False)
class Message:
    """``body`` becomes the short one at sending, some time after it was created, where links are to be shortened:
    then ``link_domain`` is the one its service had at the call."""

    sid: str
    account: Account
    to: str
    body: str
    created_at: datetime
    service: Service | None
    sender: str | None
    link_domain: OrganisationDomain | None = None
    status: str = "queued"
    error_code: int | None = None
    sent_at: datetime | None = None


class Estate:
    """All of it, by SID."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.keys: dict[str, ApiKey] = {}
        self.domains: dict[str, OrganisationDomain] = {}
        self.services: dict[str, Service] = {}
        self.messages: dict[str, Message] = {}
        self.opted_out: set[str] = set()

    def services_of(self, account: Account) -> list[Service]:
        """Newest first, as Twilio lists them."""
        return [each for each in reversed(self.services.values()) if each.account is account]

    def messages_of(self, account: Account) -> list[Message]:
        return [each for each in reversed(self.messages.values()) if each.account is account]

    def domains_of(self, organisation: Organisation) -> list[OrganisationDomain]:
        return [domain for domain in self.domains.values() if domain.organisation is organisation]

    def forget_domain(self, domain: OrganisationDomain) -> None:
        """Gone from the Organization, and from every service."""
        self.domains.pop(domain.sid, None)
        for service in self.services.values():
            if service.domain is domain:
                service.domain = None
