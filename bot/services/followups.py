"""SSL requests that nobody decides: the next approver is mentioned, once for each request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.approvals import eligible_approvers
from bot.core.commands import Actor
from bot.core.domain import RequestState
from bot.core.effects import Effect, EffectKind
from bot.core.errors import Reason, Refused
from bot.core.patience import NudgeModel, decidable_since
from bot.services.common import load
from bot.services.ports import Transaction
from bot.services.ports_overview import Sought
from bot.services.reading import approval

_LATER = 6


@dataclass(frozen=True, slots=True)
class Undecided:
    """An SSL request that can be decided since then, by anybody but its requester where four eyes are wanted."""

    request_id: str
    requested_by: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """An approver, and the date where they are."""

    user_id: str
    day: date


@dataclass(frozen=True, slots=True)
class Nudge:
    """``candidates`` in the order in which they are to be asked."""

    request_id: str
    candidates: tuple[Candidate, ...]


def undecided(tx: Transaction, _command: None, actor: Actor, _now: datetime) -> list[Undecided]:
    """All requests that can be decided and are not, longest waiting first, without those followed up already."""
    groups = tx.surveys.groups(actor.team_id)
    found: dict[str, Undecided] = {}
    for domain in tx.surveys.seek(actor.team_id, Sought(is_pending=True)):
        since, request = decidable_since(domain), domain.request
        if since is not None and request is not None:
            place = _place(request.id, groups.get(request.id))
            found.setdefault(place, Undecided(request.id, request.requested_by, since))
    nudged = tx.surveys.with_effects(found)
    left = (one for place, one in found.items() if place not in nudged)
    return sorted(left, key=lambda one: (one.since, one.request_id))


def _place(request_id: str, group_id: str | None) -> str:
    """Requests that are shown in one message are followed up once."""
    return f"nudge:{group_id or request_id}"


def next_approvers(
    tx: Transaction, command: tuple[Sequence[str], Undecided], _actor: Actor, _now: datetime
) -> tuple[str, ...]:
    """Who may decide, in the order of being asked: the first one named has had the request in view all along."""
    approvers, request = command
    able = eligible_approvers(approvers, request.requested_by, tx.rules)
    return (*able[1:], *able[:1])


def nudge(tx: Transaction, command: Nudge, actor: Actor, now: datetime) -> bool:
    """Promises the mention of the first candidate who has had none that day; False where there is none today."""
    request = tx.requests.get(command.request_id)
    if request is None:
        return False
    place = _place(request.id, tx.batches.group_of(request.id))
    if tx.outbox.of_domain(place):
        return False
    domain = load(tx, request.domain_id, actor)
    channel = tx.rules.approval_channel or domain.channel
    for candidate in command.candidates:
        mark = f"mentioned:{candidate.user_id}:{candidate.day.isoformat()}"
        if not tx.deliveries.record(mark, now):
            continue
        subject = f"{request.id}:{candidate.user_id}"
        key = f"request:{request.id}:nudge"
        tx.outbox.put(Effect(key, EffectKind.NUDGE, domain.team_id, place, subject, f"slack:{channel}", _LATER))
        return True
    return False


def nudge_shown(tx: Transaction, subject: str, actor: Actor, now: datetime) -> NudgeModel:
    """What the mention shows. Raises Refused(REQUEST_VOID) where the request has been decided meanwhile."""
    request_id, _, approver = subject.partition(":")
    model = approval(tx, request_id, actor, now)
    since = decidable_since(model.card.domain)
    is_newest = model.card.domain.request is not None and model.card.domain.request.id == request_id
    if since is None or not is_newest:
        raise Refused(Reason.REQUEST_VOID)
    return NudgeModel(model, approver, since, _others(tx, request_id))


def _others(tx: Transaction, request_id: str) -> int:
    group_id = tx.batches.group_of(request_id)
    ids = tx.batches.requests_of(group_id).values() if group_id else ()
    requests = (tx.requests.get(one) for one in ids if one != request_id)
    return sum(one is not None and one.state is RequestState.PENDING for one in requests)
