"""Events into the timeline, and what they promise: the card's update and at most one reply per transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.commands import Actor
from bot.core.domain import LinkDomain
from bot.core.events import Event, EventKind
from bot.core.notices import reply_events
from bot.services import digests, leaving, promises
from bot.services.ports import Transaction


def event(domain: LinkDomain, kind: EventKind, actor: Actor, now: datetime, **details: str) -> Event:
    """An event by a person, or by the bot where the actor is nobody."""
    return Event(domain.id, kind, now, actor.user_id or None, details)


def announce(tx: Transaction, before: LinkDomain, after: LinkDomain, events: Sequence[Event]) -> tuple[Event, ...]:
    """Stores the events; promises the card and, where people should hear of them, one reply. Gives them with ids."""
    if not events:
        return ()
    events = leaving.hushed(tx, after, events)
    is_history_needed = any(event.kind in (EventKind.RECORD_FOUND, EventKind.INSTRUCTED) for event in events)
    earlier = tx.events.of_domain(after.id) if is_history_needed else ()
    marked = [_with_told(event, earlier) for event in events]
    stored = tuple(replace(event, id=tx.events.append(event)) for event in marked)
    tx.outbox.put(promises.card(after, str(stored[0].id)))
    digests.count_up(tx, after, stored[0].id)
    leaving.count_up(tx, after, stored)
    told = reply_events(before, after, stored, earlier)
    if told:
        tx.outbox.put(promises.reply(after, told))
    return stored


def _with_told(event: Event, earlier: Sequence[Event]) -> Event:
    """Instructions for a second record know that the first one was told: people need not read it twice."""
    if event.kind is not EventKind.INSTRUCTED or event.details.get("records") != "CNAME,TXT":
        return event
    is_told = any(one.kind is EventKind.INSTRUCTED and "CNAME" in one.details.get("records", "") for one in earlier)
    return replace(event, details={**event.details, "told": "CNAME"}) if is_told else event
