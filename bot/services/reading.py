"""Read models: what people and the relay need to see. Nothing here changes anything.

Readers for people refuse whoever holds no role; the relay reads as the bot itself. All readers can be had from here;
those of lists stand in `bot.services.lists`, those of the relay's performers in `bot.services.jobs`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.approvals import eligible_approvers
from bot.core.cards import ApprovalModel, Card, ReplyModel, Timeline
from bot.core.commands import Actor
from bot.core.domain import AttachmentState, LinkDomain
from bot.core.effects import Effect
from bot.core.errors import Reason, Refused
from bot.core.events import Event, EventKind
from bot.core.hostname import parse_host
from bot.core.notices import is_broadcast
from bot.services.common import allow_look, load, load_shown
from bot.services.jobs import (
    ApprovalPlace,
    AttachmentJob,
    JudgeJob,
    RequestJob,
    TaskPlace,
    approval_place,
    attachment_job,
    detachment_job,
    judge_job,
    request_job,
    task_place,
)
from bot.services.lists import (
    ListKind,
    ListQuery,
    campaign_page,
    campaigns_of,
    clients_matching,
    count_clients,
    domains_matching,
    list_domains,
)
from bot.services.ports import Transaction
from bot.services.showing import card_of

__all__ = [
    "ApprovalPlace",
    "AttachmentJob",
    "JudgeJob",
    "ListKind",
    "ListQuery",
    "MailParts",
    "MailQuery",
    "ReplyQuery",
    "RequestJob",
    "TaskPlace",
    "approval",
    "approval_place",
    "attachment_job",
    "campaign_page",
    "campaigns_of",
    "card",
    "clients_matching",
    "count_clients",
    "detachment_job",
    "domains_matching",
    "find_domain",
    "find_removed",
    "judge_job",
    "list_domains",
    "mail",
    "reply",
    "request_job",
    "task_place",
    "timeline",
]


@dataclass(frozen=True, slots=True)
class ReplyQuery:
    """The reply that tells these events of a domain."""

    domain_id: str
    event_ids: tuple[int, ...]

    @classmethod
    def of(cls, effect: Effect) -> "ReplyQuery":
        """What an effect of kind REPLY asks for."""
        return cls(effect.domain_id, tuple(int(part) for part in effect.subject.split(",") if part))


@dataclass(frozen=True, slots=True)
class MailQuery:
    """The steps of a domain for one contact; ``is_deletion``: those that take the record away again."""

    domain_id: str
    contact_id: str
    is_deletion: bool = False


@dataclass(frozen=True, slots=True)
class MailParts:
    """What the database knows of a mail; the owner's name is asked of Slack. ``address`` None: the contact is
    forgotten, there is nobody to write to. ``is_wanted`` False: the contact was taken off, the link was revoked, or the
    domain is being removed since the mail was promised."""

    card: Card
    address: str | None
    company: str
    is_wanted: bool = True


def card(tx: Transaction, domain_id: str, actor: Actor, _now: datetime) -> Card:
    """The card as it is now. Raises Refused(UNKNOWN_HOST), and NOT_ALLOWED for people without a role."""
    allow_look(tx, actor)
    return card_of(tx, load_shown(tx, domain_id, actor))


def reply(tx: Transaction, query: ReplyQuery, actor: Actor, _now: datetime) -> ReplyModel:
    """A reply in the thread, with the card as it is now."""
    shown = card_of(tx, load_shown(tx, query.domain_id, actor))
    events = tuple(tx.events.get(query.event_ids))
    has_campaigns = any(item.attachment.state is AttachmentState.ATTACHED for item in shown.campaigns)
    return ReplyModel(shown, events, is_broadcast(events, has_campaigns) and not _is_counted(tx, shown.domain, events))


def _is_counted(tx: Transaction, domain: LinkDomain, events: Iterable[Event]) -> bool:
    """The digest of domains that were added together tells the channel that one of them is live."""
    is_degraded = any(event.kind is EventKind.DEGRADED for event in events)
    return not is_degraded and tx.batches.of_domain(domain.id) is not None


def approval(tx: Transaction, request_id: str, actor: Actor, _now: datetime) -> ApprovalModel:
    """An SSL request with all that is needed to decide. Raises Refused(REQUEST_VOID) where there is none."""
    request = tx.requests.get(request_id)
    if request is None:
        raise Refused(Reason.REQUEST_VOID)
    able = eligible_approvers(tx.rules.approvers, request.requested_by, tx.rules)
    return ApprovalModel(card_of(tx, load_shown(tx, request.domain_id, actor)), request, able)


def mail(tx: Transaction, query: MailQuery, actor: Actor, _now: datetime) -> MailParts:
    """The steps for one contact. Raises Refused(UNKNOWN_HOST)."""
    shown = card_of(tx, load(tx, query.domain_id, actor))
    contact = tx.contacts.get(query.contact_id)
    address = contact.address if contact and contact.team_id == actor.team_id else None
    is_revoked = shown.link is not None and shown.link.revoked_at is not None
    is_wanted = query.contact_id in shown.domain.contact_ids and not is_revoked
    is_fit = query.is_deletion is (shown.domain.removing_since is not None)
    return MailParts(shown, address, tx.rules.company_name or "", is_wanted and is_fit)


def timeline(tx: Transaction, name: str, actor: Actor, now: datetime) -> Timeline:
    """Card and history of a host as people write it, or of a domain's id. Raises Refused(UNKNOWN_HOST)."""
    allow_look(tx, actor)
    domain = _of_team(tx.domains.with_removed(name), actor) or find_domain(tx, name, actor, now)
    domain = domain or find_removed(tx, name, actor, now)
    if domain is None:
        raise Refused(Reason.UNKNOWN_HOST, host=name[:253])
    return Timeline(card_of(tx, domain), tuple(tx.events.of_domain(domain.id)), now)


def find_domain(tx: Transaction, text: str, actor: Actor, _now: datetime) -> LinkDomain | None:
    """The team's domain of that host, as people write it; None where there is none, or it is no host."""
    allow_look(tx, actor)
    try:
        host = parse_host(text).ascii
    except Refused:
        return None
    return tx.domains.by_host(actor.team_id, host)


def find_removed(tx: Transaction, text: str, actor: Actor, _now: datetime) -> LinkDomain | None:
    """The team's domain of that host that was removed last; None where none was."""
    allow_look(tx, actor)
    try:
        return tx.domains.removed_of_host(actor.team_id, parse_host(text).ascii)
    except Refused:
        return None


def _of_team(domain: LinkDomain | None, actor: Actor) -> LinkDomain | None:
    return domain if domain is not None and domain.team_id == actor.team_id else None
