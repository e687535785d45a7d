"""Alarms in the outbox: raised when a domain that campaigns send through degrades, and what their message shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.alarms import Alarm, AlarmLine, AlarmModel, Cause, alarms_of, cause_of, loss_of, root_of, to_join
from bot.core.commands import Actor
from bot.core.domain import AttachmentState, LinkDomain
from bot.core.effects import EffectState
from bot.core.errors import Reason, Refused
from bot.core.events import Event, EventKind
from bot.services import promises_notices as promises
from bot.services.ports import Transaction
from bot.services.showing import card_of

MOST_LINES = 20
_LONGEST = timedelta(days=90)
_LIFE = (EventKind.DEGRADED, EventKind.RECOVERED)


@dataclass(frozen=True, slots=True)
class AlarmPlace:
    """Where an alarm stands: ``ts`` of its message, once posted; ``post_state`` of the effect that posts it."""

    channel: str
    ts: str | None
    post_state: EffectState | None


def marked(tx: Transaction, after: LinkDomain, events: Sequence[Event], now: datetime) -> tuple[Event, ...]:
    """The events, not stored yet, with what makes them one alarm: the cause, and the alarm they join."""
    return tuple(_marked(tx, after, event, now) for event in events)


def _marked(tx: Transaction, after: LinkDomain, event: Event, now: datetime) -> Event:
    if event.kind is EventKind.RECOVERED:
        loss = loss_of(tx.events.of_domain(after.id))
        return _with(event, quiet="yes") if loss and "quiet" in loss.details else event
    if event.kind is not EventKind.DEGRADED or not _is_sending(tx, after):
        return event
    cause = cause_of(after)
    told = tx.events.of_kinds(_LIFE, now - _LONGEST, is_alone=True)
    alarm = to_join(cause, alarms_of(told), now, tx.rules.speed)
    if alarm is None:
        return _with(event, cause=str(cause))
    quiet = {"quiet": "yes"} if tx.rules.alert_channel else {}
    return _with(event, cause=str(cause), joins=str(alarm.id), **quiet)


def _with(event: Event, **details: str) -> Event:
    return replace(event, details={**event.details, **details})


def _is_sending(tx: Transaction, domain: LinkDomain) -> bool:
    return any(one.state is AttachmentState.ATTACHED for one in tx.attachments.of_domain(domain.id))


def sound(tx: Transaction, after: LinkDomain, stored: Sequence[Event]) -> None:
    """Promises the alarm's message, its change where another domain joins or recovers, and its end."""
    if tx.rules.alert_channel is None:
        return
    for event in stored:
        if event.kind is EventKind.DEGRADED and "cause" in event.details:
            tx.outbox.put(promises.alarm(after.team_id, root_of(event), event.id or 0, tx.rules.alert_channel))
        elif event.kind is EventKind.RECOVERED:
            _put_recovery(tx, after, event, tx.rules.alert_channel)


def _put_recovery(tx: Transaction, after: LinkDomain, event: Event, channel: str) -> None:
    loss = loss_of(tx.events.of_domain(after.id))
    if loss is None or "cause" not in loss.details:
        return
    root = root_of(loss)
    tx.outbox.put(promises.alarm(after.team_id, root, event.id or 0, channel))
    alarm = _alarm(tx, root, is_alone=True)
    if alarm is not None and not alarm.is_open:
        tx.outbox.put(promises.alarm_over(after.team_id, root, event.id or 0, channel))


def _alarm(tx: Transaction, root: int, *, is_alone: bool = False) -> Alarm | None:
    began = tx.events.get([root])
    events = tx.events.of_kinds(_LIFE, began[0].at, is_alone=is_alone) if began else []
    return next((alarm for alarm in alarms_of(events) if alarm.id == root), None)


def alarm(tx: Transaction, root: int, _actor: Actor, _now: datetime) -> AlarmModel:
    """What the alarm shows now. Raises Refused(UNKNOWN_HOST) where all of its domains are gone."""
    found = _alarm(tx, root)
    lines = tuple(_lines(tx, found)) if found else ()
    if found is None or not lines:
        raise Refused(Reason.UNKNOWN_HOST)
    return AlarmModel(Cause.read(found.cause), lines, len(found.losses), len(found.recoveries), tx.rules.alert_mention)


def _lines(tx: Transaction, found: Alarm) -> list[AlarmLine]:
    losses = sorted(found.losses[:MOST_LINES], key=lambda loss: loss.domain_id)  # always locked in the same order
    loaded = {loss.id: tx.domains.get(loss.domain_id) for loss in losses}
    domains = [(loss, loaded.get(loss.id)) for loss in found.losses[:MOST_LINES]]
    return [
        AlarmLine(card_of(tx, domain), loss, found.recoveries.get(loss.id or 0))
        for loss, domain in domains
        if domain is not None
    ]


def alarm_place(tx: Transaction, root: int, _actor: Actor, _now: datetime) -> AlarmPlace:
    """Where the alarm stands, or is to stand: the settings may name another channel by now."""
    effects = tx.outbox.of_domain(promises.alarm_id(root))
    key = promises.alarm_key(root, root)
    post = next((claimed for claimed in effects if claimed.effect.key == key), None)
    channel = post.effect.destination.removeprefix("slack:") if post else tx.rules.alert_channel or ""
    return AlarmPlace(channel, post.external_id if post else None, post.state if post else None)
