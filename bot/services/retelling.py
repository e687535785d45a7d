"""Replies that stand in a thread and are written anew: what they said, or offered, is over."""

from collections.abc import Collection, Iterator, Sequence

from bot.core.domain import LinkDomain
from bot.core.effects import EffectKind
from bot.core.events import Event, EventKind
from bot.services import promises
from bot.services.ports import Transaction

_ENDS_FAILURE = frozenset({EventKind.CERTIFICATE_ISSUED, EventKind.SSL_REQUESTED})


def replies_of(tx: Transaction, domain: LinkDomain, event_ids: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """The replies that told one of these events: all the events they tell, their channel and their ts."""
    for claimed in tx.outbox.of_domain(domain.id):
        effect, ts = claimed.effect, claimed.external_id
        if effect.kind is EffectKind.REPLY and ts and not set(event_ids).isdisjoint(effect.subject.split(",")):
            yield effect.subject, effect.destination.removeprefix("slack:"), ts


def follow(tx: Transaction, after: LinkDomain, stored: Sequence[Event]) -> None:
    """Who reads that there is no certificate is not offered to ask again once it came, or was asked for again."""
    cause = next((event for event in stored if event.kind in _ENDS_FAILURE), None)
    if cause is None:
        return
    failed = {str(event.id) for event in tx.events.of_domain(after.id) if event.kind is EventKind.CERTIFICATE_FAILED}
    for event_ids, channel, ts in replies_of(tx, after, failed) if failed else ():
        tx.outbox.put(promises.reply_anew(after, event_ids, channel, ts, cause.id or 0))
