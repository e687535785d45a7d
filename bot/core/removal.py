"""Offboarding a live domain: the record has to go before Twilio lets go of the name, or others could take it over.

Links that were sent end with the record, so the removal may wait for them: until then the domain is live and looked
after as before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.domain import Attachment, AttachmentState, LinkDomain, RequestState
from bot.core.events import Event, EventKind
from bot.core.rules import Rules
from bot.core.stage import is_record_gone

LINKS_LAST = timedelta(days=90)
"""Short links open for 90 days after they were sent (Twilio, Link Shortening)."""
_PATIENCE = timedelta(days=30)
_UNDECIDED = (RequestState.WAITING, RequestState.PENDING)


@dataclass(frozen=True, slots=True)
class LinksSent:
    """What we know of the links that were sent: our own associations and tests, since Twilio lists no links.

    is_sending  campaigns are attached, so that links may go out at this moment
    since       since when; None: unknown, or none are attached
    last        when the last links can have gone out; None: none ever did through campaigns of ours
    """

    is_sending: bool = False
    since: datetime | None = None
    last: datetime | None = None

    def end(self, speed: float) -> datetime | None:
        """When the last link that may have been sent ends; None: there are none."""
        return None if self.last is None else self.last + LINKS_LAST / speed


def links_sent(attachments: Iterable[Attachment], events: Iterable[Event], now: datetime) -> LinksSent:
    """``events`` is the timeline of the domain."""
    held = [one for one in attachments if one.state in (AttachmentState.ATTACHED, AttachmentState.DETACHING)]
    if held:
        return LinksSent(True, min((one.attached_at for one in held if one.attached_at), default=None), now)
    past = list(events)
    was_attached = any(one.kind is EventKind.ATTACHED for one in past)
    kinds = {EventKind.DETACHED, EventKind.TESTED} if was_attached else {EventKind.TESTED}
    return LinksSent(last=max((one.at for one in past if one.kind in kinds), default=None))


def begun(domain: LinkDomain, now: datetime) -> LinkDomain:
    """The domain, being removed from now on. An SSL request that nobody has decided counts no more."""
    request = domain.request
    if request is not None and request.state in _UNDECIDED:
        request = replace(request, state=RequestState.VOID)
    return replace(domain, request=request, removing_since=now, removal_due_at=None, degraded_since=None)


def is_due(domain: LinkDomain, now: datetime) -> bool:
    """A removal that waited is to begin."""
    return domain.removal_due_at is not None and now >= domain.removal_due_at


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
