"""Taking a domain out of use: at once before it is live, step by step afterwards, if wanted after its links ended."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.cards import Card
from bot.core.commands import Actor, RemoveDomain
from bot.core.domain import LinkDomain, RequestState, SslRequest
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.removal import LinksSent, begun, links_sent
from bot.core.stage import can_cancel, is_record_gone
from bot.services import leaving, links
from bot.services.common import allow, hurried, load, once
from bot.services.detaching import detach
from bot.services.ports import Transaction
from bot.services.requests_shown import put_asked
from bot.services.showing import card_of
from bot.services.telling import announce, event

_OPEN = (RequestState.WAITING, RequestState.PENDING, RequestState.APPROVED)


@dataclass(frozen=True, slots=True)
class RemovalParts:
    """What the form shows. ``until``: when the last link ends; None: there are none, or it is over."""

    card: Card
    sent: LinksSent
    until: datetime | None


def allow_removal(tx: Transaction, domain: LinkDomain, actor: Actor) -> None:
    """Admins remove; what may have been added by mistake its owner takes back. Raises Refused(NOT_ALLOWED)."""
    allow(tx, actor, Act.CANCEL if can_cancel(domain) else Act.MANAGE, owner=domain.owner)


def removal_parts(tx: Transaction, domain_id: str, actor: Actor, now: datetime) -> RemovalParts:
    """Raises Refused: NOT_ALLOWED, UNKNOWN_HOST, REMOVING_ALREADY."""
    domain = load(tx, domain_id, actor)
    allow_removal(tx, domain, actor)
    _refuse_twice(domain)
    sent = sent_through(tx, domain, now)
    return RemovalParts(card_of(tx, domain), sent, _until(tx, sent, now))


def sent_through(tx: Transaction, domain: LinkDomain, now: datetime) -> LinksSent:
    """What we know of the links that were sent through the domain."""
    return links_sent(tx.attachments.of_domain(domain.id), tx.events.of_domain(domain.id), now)


def _until(tx: Transaction, sent: LinksSent, now: datetime) -> datetime | None:
    end = sent.end(tx.rules.speed)
    return end if end is not None and end > now else None


def _refuse_twice(domain: LinkDomain) -> None:
    if domain.removing_since is not None:
        raise Refused(Reason.REMOVING_ALREADY, host=domain.host)


def remove_domain(tx: Transaction, command: RemoveDomain, actor: Actor, now: datetime) -> LinkDomain:
    """Removes a domain that never was live. Of a live one begins the removal: campaigns are detached, the record is to
    be deleted and is watched; or plans it for when its links have ended, where some have not. Gives the domain as it
    is then. Without ``waits`` a planned removal begins.

    Raises Refused: NOT_ALLOWED, UNKNOWN_HOST, REMOVING_ALREADY, REMOVAL_PLANNED.
    """
    once(tx, actor, now)
    before = load(tx, command.domain_id, actor)
    allow_removal(tx, before, actor)
    return remove(tx, before, command, actor, now)


def remove(
    tx: Transaction, before: LinkDomain, command: RemoveDomain, actor: Actor, now: datetime, **details: str
) -> LinkDomain:
    """The same of a loaded domain, by somebody who may; ``details`` go into its events."""
    _refuse_twice(before)
    if before.live_since is None:
        detach(tx, before, tx.attachments.of_domain(before.id), actor, now)
        return _archive(tx, before, actor, now, **details)
    until = _until(tx, sent_through(tx, before, now), now) if command.waits else None
    if until is not None:
        return _plan(tx, before, until, command, actor, now, **details)
    after = hurried(begun(before, now), now, is_close=True)
    tx.domains.save(after)
    begin(tx, before, after, actor, now)
    kinds = [EventKind.REMOVING, *([EventKind.RECORD_REMOVED] if is_record_gone(after) else [])]
    announce(tx, before, after, [event(after, kind, actor, now, **details) for kind in kinds])
    return after


def _plan(
    tx: Transaction,
    before: LinkDomain,
    until: datetime,
    command: RemoveDomain,
    actor: Actor,
    now: datetime,
    **details: str,
) -> LinkDomain:
    if before.removal_due_at is not None:
        raise Refused(Reason.REMOVAL_PLANNED, host=before.host)
    after = replace(before, removal_due_at=until, generation=before.generation + 1)
    tx.domains.save(after)
    if not command.keeps_campaigns:
        detach(tx, after, tx.attachments.of_domain(after.id), actor, now)
    told = {"until": until.isoformat(), "campaigns": "kept" if command.keeps_campaigns else "detached", **details}
    announce(tx, before, after, [event(after, EventKind.REMOVAL_PLANNED, actor, now, **told)])
    return after


def begin(tx: Transaction, before: LinkDomain, after: LinkDomain, actor: Actor, now: datetime) -> None:
    """What a removal begins with: campaigns are detached, the client is asked to delete the record, and a request
    that counts no more says so."""
    detach(tx, after, tx.attachments.of_domain(after.id), actor, now)
    if not is_record_gone(after):
        links.ask_to_delete(tx, after, now)
    if after.request is not None and after.request != before.request:
        _tell_void(tx, after, before.request, after.request)


def keep_domain(tx: Transaction, domain_id: str, actor: Actor, now: datetime) -> str:
    """Calls a planned removal off; campaigns that were detached stay so. Gives the host. Raises Refused: NOT_ALLOWED,
    UNKNOWN_HOST, STALE where none is planned."""
    once(tx, actor, now)
    before = load(tx, domain_id, actor)
    allow(tx, actor, Act.MANAGE)
    if before.removal_due_at is None:
        raise Refused(Reason.STALE)
    keep(tx, before, actor, now)
    return before.host


def keep(tx: Transaction, before: LinkDomain, actor: Actor, now: datetime, **details: str) -> None:
    """The same of a loaded domain, by somebody who may."""
    after = replace(before, removal_due_at=None, generation=before.generation + 1)
    tx.domains.save(after)
    announce(tx, before, after, [event(after, EventKind.REMOVAL_CALLED_OFF, actor, now, **details)])


def confirm_removed(tx: Transaction, command: RemoveDomain, actor: Actor, now: datetime) -> LinkDomain:
    """The domain was deleted in Twilio's Console: it is archived, and its host may be added again.

    Raises Refused: NOT_ALLOWED, UNKNOWN_HOST, STALE where no removal was begun, RECORD_STILL_THERE.
    """
    once(tx, actor, now)
    before = load(tx, command.domain_id, actor)
    allow(tx, actor, Act.GIVE_DETAILS, owner=before.owner)
    if before.removing_since is None:
        raise Refused(Reason.STALE)
    if not is_record_gone(before):
        raise Refused(Reason.RECORD_STILL_THERE, host=before.host)
    return _archive(tx, before, actor, now, console="done")


def _archive(tx: Transaction, before: LinkDomain, actor: Actor, now: datetime, **details: str) -> LinkDomain:
    """Nothing is looked at any more. A request that is open counts no more, and its message says so."""
    request = before.request
    is_open = request is not None and request.state in _OPEN and before.live_since is None
    voided = replace(request, state=RequestState.VOID) if request is not None and is_open else request
    gone = replace(before, request=voided, removed_at=now, next_check_at=None, generation=before.generation + 1)
    tx.domains.save(gone)
    if voided is not None and is_open:
        _tell_void(tx, gone, request, voided)
    told = {"client": gone.client_id, "host": gone.host, **_at_twilio(gone, details), **details}
    announce(tx, before, gone, [event(gone, EventKind.REMOVED, actor, now, **told)])
    leaving.archive(tx, gone.client_id, actor, now)
    return gone


def _at_twilio(gone: LinkDomain, details: dict[str, str]) -> dict[str, str]:
    """The Domain SID, where the domain may be in the Console still."""
    is_there = gone.details is not None and "console" not in details
    return {"sid": gone.details.domain_sid} if gone.details is not None and is_there else {}


def _tell_void(tx: Transaction, gone: LinkDomain, before: SslRequest | None, voided: SslRequest) -> None:
    if before is not None and before.state is not RequestState.WAITING:
        put_asked(tx, gone, voided)
