"""One domain as other systems read it: what the API answers with and what webhooks carry, in the same shape.

Nothing personal (no address, note or reason that somebody typed) and nothing secret (no client link, no account). The
owner is a Slack user id. Times are aware UTC here and RFC 3339 in `DomainStatus.as_data`. Fields may be added; those
that are here keep their names and meanings.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from typing import cast

from bot.core.advice import advise
from bot.core.cards import Awaited, Card, Stage
from bot.core.domain import AttachmentState, LinkDomain, RequestState, Setup, SslRequest, Standing
from bot.core.facts import Code, Fact, FactName, FactState, Finding, Provider, Record, Severity
from bot.core.hostname import to_unicode
from bot.core.links import SetupLink
from bot.core.stage import doubt_of, is_verified
from bot.core.twilio_advice import explain


@dataclass(frozen=True, slots=True)
class ClientStatus:
    """``id`` stays when the client gets another ``name``."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class FactStatus:
    """``open``: not seen yet; ``wrong``; ``holds``. ``since`` is when that began.

    ``code`` names the cause (`linkdomain check` uses the same codes): of what is wrong, of a warning beside what holds,
    or of why we cannot tell; ``advice`` says it in one or two plain English sentences. ``expires_at`` is the
    certificate's end, and None of other facts.
    """

    state: FactState
    since: datetime | None = None
    code: Code | None = None
    advice: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TwilioStatus:
    """``unproven``: Twilio cannot tell yet whose Domain SID it is."""

    domain_sid: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class SslStatus:
    """The newest SSL request. ``waiting``: for the records; ``pending``: for an approver; ``void``: the Domain SID was
    replaced. ``problem`` is Twilio's code where an approved request could not be carried out, and ``advice`` its
    meaning."""

    state: RequestState
    requested_at: datetime
    decided_at: datetime | None = None
    problem: str | None = None
    advice: str | None = None


@dataclass(frozen=True, slots=True)
class ForwardingStatus:
    """The client's link, never the link itself. ``sent_at`` is the last sending (None: held back until there is
    something to do), ``opened_at`` when the client first opened the page, ``expires_at`` when the page closes unless
    it is sent again. ``undeliverable`` counts the addresses whose last e-mail failed for good."""

    sent_at: datetime | None
    reminded_at: datetime | None
    opened_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None = None
    undeliverable: int = 0


@dataclass(frozen=True, slots=True)
class CampaignStatus:
    """``wanted``: attached at going live; ``failed``; ``detaching``: until Twilio has done it. What is detached is not
    listed."""

    name: str
    messaging_service_sid: str | None
    state: AttachmentState


@dataclass(frozen=True, slots=True)
class DomainStatus:
    """``id`` stays for life; ``host`` may change until Twilio knows it. ``host`` is the A-label name without final dot,
    ``unicode_host`` how people write it.

    stage        what is awaited: the first thing that is open
    awaited      who must act now
    owner        Slack user id of who looks after it
    setup        who adds the records: ``ours`` or ``forward`` (the client)
    live_since   None: it never was live
    checked_at   the last look
    removal_due_at  when a removal that was planned begins
    facts        by name: ``record``, ``caa``, ``verification``, ``certificate``, ``https``, ``association``
    records      what has to stand in the DNS: ``name`` relative to ``zone``, ``ttl`` in seconds
    provider     who hosts the zone's DNS, where that is known
    forwarding   None: nothing was forwarded to the client
    """

    id: str
    host: str
    unicode_host: str
    client: ClientStatus
    stage: Stage
    awaited: Awaited
    owner: str
    setup: Setup
    added_at: datetime
    live_since: datetime | None
    degraded_since: datetime | None
    removal_due_at: datetime | None
    removing_since: datetime | None
    removed_at: datetime | None
    checked_at: datetime | None
    facts: Mapping[FactName, FactStatus]
    records: tuple[Record, ...]
    provider: Provider | None
    twilio: TwilioStatus | None
    ssl_request: SslStatus | None
    forwarding: ForwardingStatus | None
    campaigns: tuple[CampaignStatus, ...]

    def as_data(self) -> dict[str, object]:
        """As JSON takes it: every field by its name, times as RFC 3339 UTC (``2026-11-23T14:05:00Z``), None as null."""
        return {name: _plain(value) for name, value in _items(self)}


def status_of(card: Card) -> DomainStatus:
    """The status of the domain of a card."""
    domain = card.domain
    return DomainStatus(
        id=domain.id,
        host=domain.host,
        unicode_host=to_unicode(domain.host),
        client=ClientStatus(card.client.id, card.client.name),
        stage=card.stage,
        awaited=card.awaited,
        owner=domain.owner,
        setup=domain.setup,
        added_at=domain.created_at,
        live_since=domain.live_since,
        degraded_since=domain.degraded_since,
        removal_due_at=domain.removal_due_at,
        removing_since=domain.removing_since,
        removed_at=domain.removed_at,
        checked_at=domain.last_check_at,
        facts={name: _fact(card, name) for name in FactName},
        records=card.records,
        provider=domain.provider,
        twilio=TwilioStatus(domain.details.domain_sid, domain.details.standing) if domain.details else None,
        ssl_request=_ssl(domain.request) if domain.request else None,
        forwarding=_forwarding(card.link, len(card.undeliverable)) if card.link else None,
        campaigns=tuple(_campaigns(card)),
    )


def _fact(card: Card, name: FactName) -> FactStatus:
    domain, fact = card.domain, _judged(card.domain, name)
    finding = _told(fact) or doubt_of(domain, name)
    is_wrong = fact.state is FactState.WRONG
    advice = _advice(card, finding) if finding else _UNFOUND.get(name) if is_wrong else None
    if card.stage in (Stage.REMOVING, Stage.REMOVED):
        advice = None  # what is lost now shall be lost
    return FactStatus(fact.state, fact.since, finding.code if finding else None, advice, fact.expires_at)


_UNFOUND = {
    FactName.CERTIFICATE: "Twilio has no valid certificate for this host any more. Request SSL again.",
    FactName.ASSOCIATION: "A Messaging Service does not send with this host any more. Attach its campaigns again.",
}
"""What is said of what Twilio alone knows."""


def _judged(domain: LinkDomain, name: FactName) -> Fact:
    """A host that has its certificate is verified, whatever became of the TXT."""
    fact = domain.fact(name)
    is_proven = name is FactName.VERIFICATION and not fact.holds and is_verified(domain)
    return Fact(FactState.HOLDS, since=domain.fact(FactName.CERTIFICATE).since) if is_proven else fact


def _told(fact: Fact) -> Finding | None:
    """Why it is wrong, or what is worth a word beside what holds."""
    if fact.finding is None or fact.state is FactState.WRONG:
        return fact.finding
    return fact.finding if fact.finding.severity is not Severity.INFO else None


def _advice(card: Card, finding: Finding) -> str:
    domain = card.domain
    return advise(finding, card.records[0], was_live=domain.live_since is not None, provider=domain.provider)


def _ssl(request: SslRequest) -> SslStatus:
    told = explain(request.problem) if request.problem else None
    advice = f"{told.what} {told.to_do}" if told else None
    return SslStatus(request.state, request.requested_at, request.decided_at, request.problem, advice)


def _forwarding(link: SetupLink, undeliverable: int) -> ForwardingStatus:
    sent = (link.sent_at, link.reminded_at, link.first_opened_at)
    return ForwardingStatus(*sent, link.expires_at, link.revoked_at, undeliverable)


def _campaigns(card: Card) -> Iterator[CampaignStatus]:
    for item in card.campaigns:
        if item.attachment.state is not AttachmentState.DETACHED:
            yield CampaignStatus(item.campaign.name, item.campaign.service_sid, item.attachment.state)


def _items(value: object) -> Iterator[tuple[str, object]]:
    yield from ((name, getattr(value, name)) for name in _named(value))


def _named(value: object) -> tuple[str, ...]:
    """The names of a dataclass's fields; of anything else, none."""
    return _names(cast("Hashable", type(value)))


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    """They are asked for with every value, and stay."""
    return tuple(field.name for field in fields(kind)) if isinstance(kind, type) and is_dataclass(kind) else ()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return {name: _plain(one) for name, one in _items(value)} if _named(value) else value
