"""Handing domains over to a new owner."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.commands import Actor, HandOver
from bot.core.domain import LinkDomain
from bot.core.errors import Reason, Refused
from bot.core.events import Event, EventKind
from bot.services.common import allow, load, once
from bot.services.ports import Transaction
from bot.services.telling import announce, event


def hand_over(tx: Transaction, command: HandOver, actor: Actor, now: datetime) -> int:
    """Makes ``to`` the owner of one domain, of all that the actor owns, or, for admins, of all that somebody else does;
    gives how many. The new owner is told once: in the thread of the newest one.

    Raises Refused: UNKNOWN_HOST, NOT_ALLOWED; beside ``owner`` OWNER_ALREADY (details: host); NOTHING_OF_YOURS.
    """
    once(tx, actor, now)
    allow(tx, actor, Act.HAND_OVER)
    before = _meant(tx, command, actor)
    for number, domain in enumerate(before):
        others = str(len(before) - 1) if len(before) > 1 else ""
        store_owner(tx, domain, command.to, actor, now, **({"quiet": "yes"} if number else {"others": others}))
    return len(before)


def _meant(tx: Transaction, command: HandOver, actor: Actor) -> Sequence[LinkDomain]:
    if command.domain_id is not None:
        domain = load(tx, command.domain_id, actor)
        if domain.owner == command.to:
            raise Refused(Reason.OWNER_ALREADY, field="owner", host=domain.host)
        return (domain,)
    former = command.former or actor.user_id
    if former != actor.user_id:
        allow(tx, actor, Act.MANAGE)
    if command.to == former:
        raise Refused(Reason.OWNER_ALREADY, field="owner", host="Every one of them")
    tx.domains.lock([domain.id for domain in tx.domains.of_owner(actor.team_id, former)])
    found = tx.domains.of_owner(actor.team_id, former)
    if not found:
        raise Refused(Reason.NOTHING_OF_YOURS if former == actor.user_id else Reason.NOTHING_OF_THEIRS)
    return found


def count_of(tx: Transaction, owner: str, actor: Actor, _now: datetime) -> int:
    """How many domains somebody owns. Raises Refused: NOT_ALLOWED, NOTHING_OF_THEIRS."""
    allow(tx, actor, Act.MANAGE)
    number = len(tx.domains.of_owner(actor.team_id, owner))
    if not number:
        raise Refused(Reason.NOTHING_OF_THEIRS)
    return number


def store_owner(
    tx: Transaction, before: LinkDomain, owner: str, actor: Actor, now: datetime, **details: str
) -> tuple[Event, ...]:
    """Saves the new owner; card, timeline and, unless ``quiet``, the thread say who handed over from whom to whom."""
    after = replace(before, owner=owner)
    tx.domains.save(after)
    given = {"former": before.owner, "owner": owner, **{name: value for name, value in details.items() if value}}
    return announce(tx, before, after, [event(after, EventKind.HANDED_OVER, actor, now, **given)])
