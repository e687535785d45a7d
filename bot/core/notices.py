"""Which events people hear of. The card shows everything and the timeline keeps it; the thread gets few posts."""

from collections.abc import Sequence

from bot.core.decide import is_first_sight
from bot.core.domain import LinkDomain
from bot.core.events import Event, EventKind

REMOVAL_STEPS = frozenset(
    {
        EventKind.REMOVAL_PLANNED,
        EventKind.REMOVAL_CALLED_OFF,
        EventKind.REMOVING,
        EventKind.RECORD_REMOVED,
        EventKind.REMOVAL_PARKED,
        EventKind.REMOVED,
    }
)
"""How a removal goes on."""

_ALWAYS = frozenset(
    {
        EventKind.SSL_APPROVED,
        EventKind.SSL_REJECTED,
        EventKind.CERTIFICATE_FAILED,
        EventKind.DEGRADED,
        EventKind.RECOVERED,
        EventKind.CERTIFICATE_ENDING,
        EventKind.DETAILS_REFUSED,
        EventKind.FORWARD_FAILED,
        EventKind.FORWARD_BOUNCED,
        EventKind.LINK_ASKED,
        EventKind.ATTACH_FAILED,
        EventKind.DETACH_FAILED,
        EventKind.TESTED,
        EventKind.MOVED_AWAY,
        *REMOVAL_STEPS,
    }
)


def reply_events(before: LinkDomain, events: Sequence[Event], earlier: Sequence[Event] = ()) -> tuple[Event, ...]:
    """The events of one transaction that deserve a reply, together one reply. ``earlier`` is the timeline so far."""
    told = {event.kind for event in earlier}
    return tuple(event for event in events if _is_told(before, event, told))


def _is_told(before: LinkDomain, event: Event, told: set[EventKind]) -> bool:
    """What was true when first seen is not told: a host set up by hand is adopted with its card alone. Nor is what an
    alarm of several domains tells for all of them."""
    if event.kind in _ALWAYS:
        return "quiet" not in event.details
    if event.kind is EventKind.LIVE:
        return not is_first_sight(before)
    if event.kind is EventKind.RECORD_FOUND:
        return not is_first_sight(before) and before.live_since is None and EventKind.RECORD_FOUND not in told
    if event.kind is EventKind.EDITED:
        return not {"host", "client"}.isdisjoint(event.details.get("changed", "").split(","))
    if event.kind is EventKind.CONTACT_FORGOTTEN:
        return "last" in event.details
    if event.kind is EventKind.HANDED_OVER:
        return "quiet" not in event.details
    return False


def is_broadcast(events: Sequence[Event], has_campaigns: bool) -> bool:
    """Whether the reply is shown in the channel too: live, and degraded where campaigns send through the domain."""
    kinds = {event.kind for event in events}
    is_one_of_many = any("joins" in event.details for event in events)
    return EventKind.LIVE in kinds or (has_campaigns and EventKind.DEGRADED in kinds and not is_one_of_many)
