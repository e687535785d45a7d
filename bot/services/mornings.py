"""The one message of a morning: for whom it is promised, and what waits for them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.core.cards import Awaited, Stage
from bot.core.commands import Actor
from bot.core.effects import Effect, EffectKind
from bot.core.events import EventKind
from bot.core.forwarding import wants_client
from bot.core.links import WARNED_BEFORE
from bot.core.mornings import EndingLink, MorningModel, Waiting
from bot.core.overview import Line
from bot.core.people import Role
from bot.core.rules import Rules
from bot.services.overview import line_of, sought_by, waits_for
from bot.services.ports import Transaction

_LATER = 6
_TOLD_WITHIN = WARNED_BEFORE + timedelta(days=3)


@dataclass(frozen=True, slots=True)
class PromiseMorning:
    """``day`` is the date where the person is; ``began`` when their work began: what came after that is no news."""

    user_id: str
    day: date
    began: datetime


@dataclass(frozen=True, slots=True)
class MorningQuery:
    """``person`` with the roles they hold now. ``gone`` are owners who have been deactivated."""

    person: Actor
    before: datetime
    gone: frozenset[str] = frozenset()


def owners(tx: Transaction, _command: None, actor: Actor, _now: datetime) -> frozenset[str]:
    """Everybody who owns a domain."""
    return frozenset(tx.surveys.owners(actor.team_id))


def promise_morning(tx: Transaction, command: PromiseMorning, actor: Actor, _now: datetime) -> None:
    """One message for the person and day, however often it is asked for."""
    user, began = command.user_id, command.began.isoformat()
    key = f"morning:{user}:{command.day.isoformat()}"
    effect = Effect(key, EffectKind.MORNING, actor.team_id, f"morning:{user}", began, f"slack:{user}", _LATER)
    tx.outbox.put(effect)


def morning(tx: Transaction, query: MorningQuery, actor: Actor, now: datetime) -> MorningModel:
    """What waits for the person, of what was there when their work began."""
    lines = _lines(tx, query.person, query.before)
    waiting = {whom: waiting_for(lines, query.person, whom, tx.rules) for whom in Waiting}
    is_told = Role.ADMIN in query.person.roles and query.gone
    counts = tx.surveys.owners(actor.team_id, query.before) if is_told else {}
    orphans = tuple(sorted((owner, number) for owner, number in counts.items() if owner in query.gone))
    mine = [line for line in lines if line.domain.owner == query.person.user_id]
    return MorningModel(waiting, orphans, _ending(tx, mine, now))


def _ending(tx: Transaction, mine: Sequence[Line], now: datetime) -> tuple[EndingLink, ...]:
    """What ends first, first. A link that ended over a week-end is told of as well; one that was sent again is not."""
    warned = {event.domain_id for event in tx.events.of_kinds((EventKind.LINK_ENDING,), now - _TOLD_WITHIN)}
    wanted = [line for line in mine if line.domain.id in warned and wants_client(line.domain, line.stage)]
    links = ((line, tx.links.of_domain(line.domain.id)) for line in wanted)
    found = [
        EndingLink(line, link.expires_at, not link.is_open(now))
        for line, link in links
        if link is not None and link.warned_at is not None and link.revoked_at is None
    ]
    return tuple(sorted(found, key=lambda one: one.ends_at))


def awaiting(tx: Transaction, whom: Waiting, actor: Actor) -> tuple[Line, ...]:
    """What waits, for the person who asks."""
    return waiting_for(_lines(tx, actor), actor, whom, tx.rules)


def waiting_for(lines: Sequence[Line], person: Actor, whom: Waiting, rules: Rules) -> tuple[Line, ...]:
    """The person's own domains by whom they wait for; for themselves also as operator and approver."""
    mine = (line for line in lines if line.domain.owner == person.user_id)
    match whom:
        case Waiting.ME:
            return tuple(line for line in lines if line.stage is not Stage.DEGRADED and waits_for(line, person, rules))
        case Waiting.DEGRADED:
            return tuple(line for line in mine if line.stage is Stage.DEGRADED)
        case Waiting.CLIENTS:
            return tuple(line for line in mine if _is_waiting(line, Awaited.CLIENT))
        case Waiting.TWILIO:
            return tuple(line for line in mine if _is_waiting(line, Awaited.TWILIO))


def _is_waiting(line: Line, awaited: Awaited) -> bool:
    return line.awaited is awaited and line.stage is not Stage.DEGRADED


def _lines(tx: Transaction, person: Actor, before: datetime | None = None) -> list[Line]:
    """All that may wait for the person, or is theirs and not live; what waits longest comes first."""
    clients = tx.surveys.clients(person.team_id)
    found = tx.surveys.seek(person.team_id, replace(sought_by(person, tx.rules), before=before))
    return [line_of(domain, clients, tx.rules) for domain in sorted(found, key=lambda one: one.created_at)]
