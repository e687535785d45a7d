"""What is to do now: one post in the thread that asks, and is kept up to date in place.

An update calls nobody. Where somebody has to act who has not been asked, or whose part seemed done, a reply calls them.
"""

from collections.abc import Sequence

from bot.core.decide import is_blocking, is_first_sight
from bot.core.domain import LinkDomain, Setup
from bot.core.events import Event, EventKind
from bot.core.facts import FactName
from bot.services import promises
from bot.services.ports import Transaction

_SHOWN = frozenset(
    {
        EventKind.INSTRUCTED,
        EventKind.RECORD_FOUND,
        EventKind.RECORD_LOST,
        EventKind.VERIFIED,
        EventKind.DETAILS_GIVEN,
        EventKind.DETAILS_REFUSED,
        EventKind.FORWARD_WANTED,
        EventKind.EDITED,
        EventKind.HANDED_OVER,
        EventKind.LIVE,
        EventKind.REMOVED,
    }
)


def follow(
    tx: Transaction, before: LinkDomain, after: LinkDomain, events: Sequence[Event], earlier: Sequence[Event]
) -> tuple[Event, ...]:
    """Posts or updates what is to do, after the events of one transaction; gives those that deserve a reply besides."""
    shown = [event for event in events if event.kind in _SHOWN or "blocking" in event.details]
    if not shown or before.live_since is not None:
        return ()
    asking = [event for event in events if _is_asking(tx, before, after, event)]
    posted = _posted(tx, after)
    former = next((event.details["former_host"] for event in events if "former_host" in event.details), after.host)
    if former in posted:
        tx.outbox.put(promises.task_update(after, former, shown[0].id or 0))
    elif asking:
        tx.outbox.put(promises.task(after))
        return ()
    return tuple(event for event in asking if _must_call(tx, after, event, earlier))


def post_again(tx: Transaction, before: LinkDomain, after: LinkDomain) -> None:
    """Under a card that was posted anew, what stood under the former one."""
    if before.host in _posted(tx, before):
        tx.outbox.put(promises.task(after))


def _posted(tx: Transaction, domain: LinkDomain) -> set[str]:
    """The hosts for which such a post was promised under the card where it stands now."""
    keys = {claimed.effect.key: claimed.effect.subject for claimed in tx.outbox.of_domain(domain.id)}
    return {host for key, host in keys.items() if key == promises.task_key(domain, host)}


def _is_asking(tx: Transaction, before: LinkDomain, after: LinkDomain, event: Event) -> bool:
    """Somebody is wanted: for the records, to mend what stands in their way, or for Twilio's details alone."""
    if event.kind is EventKind.RECORD_WRONG:
        return "blocking" in event.details and not after.instructed and not _is_blocked(before)
    if event.kind is EventKind.RECORD_FOUND:
        return is_first_sight(before) and after.details is None and bool(tx.rules.operators)
    return event.kind is EventKind.INSTRUCTED


def _is_blocked(domain: LinkDomain) -> bool:
    """The trouble was told already."""
    return is_blocking(domain, domain.fact(FactName.RECORD).finding)


def _must_call(tx: Transaction, domain: LinkDomain, event: Event, earlier: Sequence[Event]) -> bool:
    """Whether the owner, who adds the records or sends them, must be called although the post is there: not where the
    mail goes by itself, nor while the first record is still asked for."""
    if event.kind is not EventKind.INSTRUCTED:
        return False
    is_mailed = domain.setup is Setup.FORWARD and bool(domain.contact_ids) and tx.rules.is_mail_on
    is_asked = any(one.kind is EventKind.INSTRUCTED for one in earlier) and not domain.fact(FactName.RECORD).holds
    return not is_mailed and not is_asked
