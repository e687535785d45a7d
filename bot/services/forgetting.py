"""Letting go of people: at once where somebody asks to be forgotten, by and by where their domain is removed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.commands import Actor
from bot.core.domain import LinkDomain, RequestState
from bot.core.events import EventKind
from bot.core.forgetting import Forgotten
from bot.core.forwarding import wants_client
from bot.core.stage import stage_of
from bot.services import promises
from bot.services.ports import Transaction
from bot.services.ports_traces import Blanked
from bot.services.requests_shown import put_asked_anew
from bot.services.retelling import replies_of
from bot.services.telling import announce, event

_OPEN = (RequestState.WAITING, RequestState.PENDING)


def forget(tx: Transaction, address: str, actor: Actor, now: datetime) -> Forgotten:
    """Nobody is written to there any more, and no text holds the address; messages in Slack that held it are promised
    to be updated. The timeline says that it happened."""
    contacts = tx.traces.contacts(address)
    blanked = tx.traces.blank(address)
    wrote = tx.traces.domains_of(contacts)
    showed = {domain_id for one in blanked for domain_id in one.domain_ids}
    tx.domains.lock(sorted({*wrote, *showed}))
    for domain_id in sorted({*wrote, *showed}):
        domain = tx.domains.with_removed(domain_id)
        if domain is not None:
            _let_go(tx, domain, contacts, blanked, actor, now)
    tx.traces.drop(contacts)
    return Forgotten(len(contacts), len(wrote), len(blanked))


def _let_go(
    tx: Transaction,
    before: LinkDomain,
    contacts: Sequence[str],
    blanked: Sequence[Blanked],
    actor: Actor,
    now: datetime,
) -> None:
    after = replace(before, contact_ids=tuple(one for one in before.contact_ids if one not in contacts))
    tx.domains.save(after)
    is_last = bool(before.contact_ids) and not after.contact_ids and wants_client(after, stage_of(after))
    details = {"last": "yes"} if is_last else {}
    (stored,) = announce(tx, before, after, [event(after, EventKind.CONTACT_FORGOTTEN, actor, now, **details)])
    rows = {(one.table, one.row_id) for one in blanked}
    for event_ids, channel, ts in replies_of(tx, after, {row_id for table, row_id in rows if table == "events"}):
        tx.outbox.put(promises.reply_anew(after, event_ids, channel, ts, stored.id or 0))
    request = after.request
    if request is not None and ("approvals", request.id) in rows and request.state not in _OPEN:
        put_asked_anew(tx, after, request, stored.id or 0)


def purge_removed(tx: Transaction, before: datetime, _actor: Actor, _now: datetime) -> int:
    """What domains removed earlier need no more, and people whom no other domain writes to; how many rows. Timelines
    stay."""
    return tx.traces.purge_removed(before) + tx.contacts.purge(before)
