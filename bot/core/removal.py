"""Offboarding a live domain: the record has to go before Twilio lets go of the name, or others could take it over."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.domain import LinkDomain
from bot.core.events import Event, EventKind
from bot.core.rules import Rules
from bot.core.stage import is_record_gone

LINKS_LAST = timedelta(days=90)
"""Short links open for 90 days after they were sent (Twilio, Link Shortening)."""
_PATIENCE = timedelta(days=30)


def offboard(
    before: LinkDomain, after: LinkDomain, now: datetime, rules: Rules
) -> tuple[LinkDomain, tuple[Event, ...]]:
    """What follows from a look at a domain that is being removed: the record is gone, or it is there for too long.
    ``after`` is the domain with what was seen."""
    if is_record_gone(after):
        is_news = not is_record_gone(before)
        return replace(after, parked_since=None), (_event(after, EventKind.RECORD_REMOVED, now),) if is_news else ()
    began = after.removing_since or now
    if after.parked_since is None and now - began >= _PATIENCE / rules.speed:
        return replace(after, parked_since=now), (_event(after, EventKind.REMOVAL_PARKED, now),)
    return after, ()


def _event(domain: LinkDomain, kind: EventKind, now: datetime) -> Event:
    return Event(domain.id, kind, now)
