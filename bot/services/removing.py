"""Taking a domain out of use: at once before it is live, step by step afterwards."""

from dataclasses import replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.commands import Actor, RemoveDomain
from bot.core.domain import LinkDomain, RequestState, SslRequest
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.stage import is_record_gone
from bot.services import promises
from bot.services.common import allow, hurried, load, once
from bot.services.detaching import detach
from bot.services.ports import Transaction
from bot.services.telling import announce, event

_OPEN = (RequestState.WAITING, RequestState.PENDING, RequestState.APPROVED)


def remove_domain(tx: Transaction, command: RemoveDomain, actor: Actor, now: datetime) -> bool:
    """Removes a domain that never was live; of a live one begins the removal: campaigns are detached, the record is to
    be deleted and is watched. True where it is removed by this.

    Raises Refused: NOT_ALLOWED, UNKNOWN_HOST, REMOVING_ALREADY.
    """
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    before = load(tx, command.domain_id, actor)
    if before.removing_since is not None:
        raise Refused(Reason.REMOVING_ALREADY, host=before.host)
    detach(tx, before, tx.attachments.of_domain(before.id), actor, now)
    if before.live_since is None:
        _archive(tx, before, actor, now)
        return True
    after = hurried(replace(before, removing_since=now, degraded_since=None), now, is_close=True)
    tx.domains.save(after)
    kinds = [EventKind.REMOVING, *([EventKind.RECORD_REMOVED] if is_record_gone(after) else [])]
    announce(tx, before, after, [event(after, kind, actor, now) for kind in kinds])
    return False


def confirm_removed(tx: Transaction, command: RemoveDomain, actor: Actor, now: datetime) -> None:
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
    _archive(tx, before, actor, now, console="done")


def _archive(tx: Transaction, before: LinkDomain, actor: Actor, now: datetime, **details: str) -> None:
    """Nothing is looked at any more. A request that is open counts no more, and its message says so."""
    request = before.request
    is_open = request is not None and request.state in _OPEN and before.live_since is None
    voided = replace(request, state=RequestState.VOID) if request is not None and is_open else request
    gone = replace(before, request=voided, removed_at=now, next_check_at=None, generation=before.generation + 1)
    tx.domains.save(gone)
    if voided is not None and is_open:
        _tell_void(tx, gone, request, voided)
    announce(tx, before, gone, [event(gone, EventKind.REMOVED, actor, now, **details)])


def _tell_void(tx: Transaction, gone: LinkDomain, before: SslRequest | None, voided: SslRequest) -> None:
    if before is not None and before.state is not RequestState.WAITING:
        tx.outbox.put(promises.approval(gone, voided, tx.rules))
