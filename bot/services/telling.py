"""Events into the timeline, and what they promise: the card's update, webhooks, at most one reply per transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.commands import Actor
from bot.core.domain import LinkDomain, RequestState
from bot.core.events import Event, EventKind
from bot.core.notices import reply_events
from bot.services import digests, leaving, promises, retelling, todo, webhook_outbox
from bot.services.ports import Transaction


def event(domain: LinkDomain, kind: EventKind, actor: Actor, now: datetime, **details: str) -> Event:
    """An event by a person, or by the bot where the actor is nobody."""
    return Event(domain.id, kind, now, actor.user_id or None, details)


def announce(tx: Transaction, before: LinkDomain, after: LinkDomain, events: Sequence[Event]) -> tuple[Event, ...]:
    """Stores the events; promises the card, what is to do now and, where people should hear of them, one reply. Gives
    them with ids."""
    if not events:
        return ()
    events = leaving.hushed(tx, after, events)
    is_history_needed = any(event.kind in (EventKind.RECORD_FOUND, EventKind.INSTRUCTED) for event in events)
    earlier = tx.events.of_domain(after.id) if is_history_needed else ()
    stored = tuple(replace(event, id=tx.events.append(event)) for event in events)
    tx.outbox.put(promises.card(after, str(stored[0].id)))
    digests.count_up(tx, after, stored[0].id)
    leaving.count_up(tx, after, stored)
    webhook_outbox.promise(tx, after, stored)
    told = (*todo.follow(tx, before, after, stored, earlier), *_told(tx, before, after, stored, earlier))
    if told:
        tx.outbox.put(promises.reply(after, told))
    retelling.follow(tx, after, stored)
    return stored


def _told(
    tx: Transaction, before: LinkDomain, after: LinkDomain, stored: Sequence[Event], earlier: Sequence[Event]
) -> tuple[Event, ...]:
    """What deserves a reply; not the approval that the request in the same thread tells in its place."""
    told = reply_events(before, stored, earlier)
    if any(event.kind is EventKind.SSL_APPROVED for event in told) and _is_request_in_thread(tx, after):
        return tuple(event for event in told if event.kind is not EventKind.SSL_APPROVED)
    return told


def _is_request_in_thread(tx: Transaction, domain: LinkDomain) -> bool:
    if domain.request is None:
        return False
    key = promises.approval_key(domain.request.id, RequestState.PENDING)
    posts = [claimed.effect for claimed in tx.outbox.of_domain(domain.id) if claimed.effect.key == key]
    return any(effect.destination == f"slack:{domain.channel}" for effect in posts)
