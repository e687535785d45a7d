"""What can be seen of a domain, and what we hold to be true of it.

A look gives a `Diagnosis`; `bot.core.decide` turns looks into `Fact` values. "Unknown" (we could not look) is a
verdict of its own: it is never "wrong" and never moves a domain backwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class WhoActs(StrEnum):
    CLIENT = "client"
    US = "us"
    WAIT = "wait"
    RETRY = "retry"
    WAIT_US = "wait_us"
    NONE = "none"


class Code(StrEnum):
    """Every cause a diagnosis can name, most urgent first: where several hold, the first one is told."""

    BAD_NAME_SYNTAX = "BAD_NAME_SYNTAX"
    APEX_CNAME = "APEX_CNAME"
    DOMAIN_NOT_REGISTERED = "DOMAIN_NOT_REGISTERED"
    DOMAIN_EXPIRED_PARKED = "DOMAIN_EXPIRED_PARKED"
    LAME_DELEGATION = "LAME_DELEGATION"
    SERVERS_UNREACHABLE = "SERVERS_UNREACHABLE"
    SPLIT_AUTH = "SPLIT_AUTH"
    MULTIPLE_CNAMES = "MULTIPLE_CNAMES"
    URL_IN_VALUE = "URL_IN_VALUE"
    TARGET_HAS_ZONE_APPENDED = "TARGET_HAS_ZONE_APPENDED"
    TARGET_TYPO = "TARGET_TYPO"
    CNAME_LOOP = "CNAME_LOOP"
    CNAME_CHAIN_BROKEN = "CNAME_CHAIN_BROKEN"
    WILDCARD_OTHER = "WILDCARD_OTHER"
    WRONG_TARGET = "WRONG_TARGET"
    DOUBLED_NAME = "DOUBLED_NAME"
    PROXIED_CLOUDFLARE = "PROXIED_CLOUDFLARE"
    FLATTENED_CNAME = "FLATTENED_CNAME"
    A_INSTEAD_OF_CNAME = "A_INSTEAD_OF_CNAME"
    TXT_INSTEAD_OF_CNAME = "TXT_INSTEAD_OF_CNAME"
    TXT_NAME_CONFLICT_CNAME = "TXT_NAME_CONFLICT_CNAME"
    TXT_OR_MX_AT_NAME = "TXT_OR_MX_AT_NAME"
    NAME_TYPO = "NAME_TYPO"
    NS_AT_NAME_DELEGATED = "NS_AT_NAME_DELEGATED"
    WRONG_ZONE_EDITED = "WRONG_ZONE_EDITED"
    MISSING_NODATA = "MISSING_NODATA"
    MISSING_NXDOMAIN = "MISSING_NXDOMAIN"
    DNSSEC_BOGUS = "DNSSEC_BOGUS"
    CAA_BLOCKS = "CAA_BLOCKS"
    TXT_VERIFY_WRONG = "TXT_VERIFY_WRONG"
    TXT_VERIFY_DOUBLED = "TXT_VERIFY_DOUBLED"
    TXT_VERIFY_MISSING = "TXT_VERIFY_MISSING"
    HTTP_OTHER_SERVICE = "HTTP_OTHER_SERVICE"
    HTTP_LOOP = "HTTP_LOOP"
    TLS_EXPIRED = "TLS_EXPIRED"
    TLS_WRONG_NAME = "TLS_WRONG_NAME"
    HSTS_CONFLICT = "HSTS_CONFLICT"
    PARTIAL_LAME = "PARTIAL_LAME"
    WILDCARD_MATCH = "WILDCARD_MATCH"
    CNAME_CHAIN_OK = "CNAME_CHAIN_OK"
    TTL_TOO_LONG = "TTL_TOO_LONG"
    TLS_EXPIRING = "TLS_EXPIRING"
    TLS_HANDSHAKE = "TLS_HANDSHAKE"
    RESOLVER_FAULT = "RESOLVER_FAULT"
    STALE_POSITIVE_CACHE = "STALE_POSITIVE_CACHE"
    NEGATIVE_CACHE = "NEGATIVE_CACHE"
    OK_PENDING_TLS = "OK_PENDING_TLS"
    IDN_NORMALISED = "IDN_NORMALISED"
    DNS64_SYNTH = "DNS64_SYNTH"
    LIVE = "LIVE"
    OK = "OK"


_WARNING = {
    Code.SPLIT_AUTH, Code.FLATTENED_CNAME, Code.HSTS_CONFLICT, Code.PARTIAL_LAME, Code.WILDCARD_MATCH,
    Code.CNAME_CHAIN_OK, Code.TTL_TOO_LONG, Code.TLS_EXPIRING, Code.TLS_HANDSHAKE, Code.RESOLVER_FAULT,
}  # fmt: skip
_INFO = {
    Code.STALE_POSITIVE_CACHE, Code.NEGATIVE_CACHE, Code.OK_PENDING_TLS, Code.IDN_NORMALISED, Code.DNS64_SYNTH,
    Code.LIVE, Code.OK,
}  # fmt: skip
_WHO_ACTS = {
    Code.BAD_NAME_SYNTAX: WhoActs.US,
    Code.SERVERS_UNREACHABLE: WhoActs.RETRY,
    Code.SPLIT_AUTH: WhoActs.WAIT,
    Code.TLS_EXPIRED: WhoActs.US,
    Code.TLS_WRONG_NAME: WhoActs.WAIT_US,
    Code.HSTS_CONFLICT: WhoActs.US,
    Code.TLS_EXPIRING: WhoActs.US,
    Code.TLS_HANDSHAKE: WhoActs.WAIT_US,
    Code.RESOLVER_FAULT: WhoActs.RETRY,
    Code.STALE_POSITIVE_CACHE: WhoActs.WAIT,
    Code.NEGATIVE_CACHE: WhoActs.WAIT,
    Code.OK_PENDING_TLS: WhoActs.WAIT_US,
    Code.IDN_NORMALISED: WhoActs.NONE,
    Code.DNS64_SYNTH: WhoActs.NONE,
    Code.LIVE: WhoActs.NONE,
    Code.OK: WhoActs.NONE,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One question and its answer. ``asked`` is ``address#port``, ``ttl`` in seconds, ``at`` aware UTC.

    ``server`` is the name server's name without final dot, where it has one.
    """

    asked: str
    question: str
    rcode: str
    answer: tuple[str, ...]
    ttl: int | None
    at: datetime
    server: str = ""

    @property
    def where(self) -> str:
        """Who said so, as people call it: the server's name, else its address; the usual port goes without saying."""
        return self.server or self.asked.removesuffix("#53")


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause. ``details`` fill the sentence of the advice catalogue: plain strings, never markup."""

    code: Code
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """How bad: only an error holds a domain back."""
        if self.code in _WARNING:
            return Severity.WARNING
        return Severity.INFO if self.code in _INFO else Severity.ERROR

    @property
    def who_acts(self) -> WhoActs:
        """Who can mend it."""
        return _WHO_ACTS.get(self.code, WhoActs.CLIENT)


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown"


class FactName(StrEnum):
    """The observed facts. Twilio details and the SSL request are given by people, see `bot.core.domain`."""

    RECORD = "record"
    CAA = "caa"
    VERIFICATION = "verification"
    CERTIFICATE = "certificate"
    HTTPS = "https"
    ASSOCIATION = "association"
    """Of a live domain: the Messaging Services of its attached campaigns still send with it."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one look says of one fact.

    ``finding`` is why it is wrong or unknown, or a warning beside a right one; ``evidence`` the proof.
    """

    verdict: Verdict
    finding: Finding | None = None
    evidence: Evidence | None = None
    expires_at: datetime | None = None
    """Of the certificate, where the fact is one."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who hosts the zone's DNS."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Record:
    """A DNS record to add. ``name`` is relative to ``zone``; ``value`` has its final dot; ``ttl`` in seconds."""

    type: str
    name: str
    zone: str
    value: str
    ttl: int = 600


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one look at DNS, TLS and HTTP found.

    ``findings`` are in the order of `Code` and never empty; the first is the code that is told.
    ``observations`` holds RECORD and, as far as they were asked for, CAA, VERIFICATION and HTTPS.
    ``visible_everywhere_at`` is when the last cache forgets, where that is known (aware UTC).
    """

    host: str
    record: Record
    findings: tuple[Finding, ...]
    observations: Mapping[FactName, Observation]
    evidence: tuple[Evidence, ...] = ()
    visible_everywhere_at: datetime | None = None
    provider: Provider | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """Where an earlier look saw the right record: at ``servers`` (``address#port``), and the zone's name servers were
    ``names``."""

    servers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


NOTHING = Remembered()


class FactState(StrEnum):
    OPEN = "open"
    WRONG = "wrong"
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Fact:
    """What we hold to be true.

    ``since`` is when this state began, ``seen_at`` the last look that could tell, ``contrary`` how many such looks
    in a row contradict the state, ``unsure`` why the newest look could not tell. ``before`` is the last proof while it
    held, kept while it does not.
    """

    state: FactState = FactState.OPEN
    since: datetime | None = None
    seen_at: datetime | None = None
    finding: Finding | None = None
    evidence: Evidence | None = None
    contrary: int = 0
    unsure: Finding | None = None
    expires_at: datetime | None = None
    before: Evidence | None = None

    @property
    def holds(self) -> bool:
        return self.state is FactState.HOLDS
