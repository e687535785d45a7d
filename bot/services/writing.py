"""Having the records written by the client's DNS provider: who has the page open, how often it was tried, what came of
it. What is typed there passes through none of these."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.approvals import Act
from bot.core.cards import Card
from bot.core.commands import Actor, MakeWriteLink
from bot.core.domain import LinkDomain
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.ways import Way
from bot.core.write_links import WriteLink, client_count_id, count_of, new_link
from bot.core.writing import Result
from bot.services.common import allow, hurried, load_used, once
from bot.services.ports import Transaction
from bot.services.showing import card_of
from bot.services.telling import announce, event

_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody came to the page: by a link of an account manager's own, or from the client's page."""

    link_id: str
    is_client: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """``user`` is the account manager whose page it is; empty: the client's. ``left`` are the tries that are left."""

    card: Card
    user: str
    left: int


@dataclass(frozen=True, slots=True)
class Settle:
    """``result`` is one of those by which the records are there."""

    door: Door
    result: Result


def make_link(tx: Transaction, command: MakeWriteLink, actor: Actor, now: datetime) -> WriteLink:
    """A link for this account manager; their earlier ones for the domain open nothing any more. Raises
    Refused(NOT_ALLOWED, UNKNOWN_HOST, REMOVING_ALREADY, NO_WAY)."""
    once(tx, actor, now)
    allow(tx, actor, Act.WRITE)
    domain = load_used(tx, command.domain_id, actor)
    if not card_of(tx, domain).ways:
        raise Refused(Reason.NO_WAY, host=domain.host)
    tx.write_links.forget(domain.id, actor.user_id)
    link = new_link(command.link_id, actor.team_id, domain.id, actor.user_id, now)
    tx.write_links.put(link)
    return link


# The page. The actor is the bot, until somebody's own link is settled.


def shown(tx: Transaction, door: Door, actor: Actor, now: datetime) -> Shown | None:
    """What the page shows; None where nothing opens it. Changes nothing."""
    found = _opened(tx, door, actor, now)
    return _shown(tx, *found) if found else None


def begin_try(tx: Transaction, door: Door, actor: Actor, now: datetime) -> Shown | None:
    """Counts a try, before the provider is asked. None where nothing opens the page; no try ``left`` before this one
    is -1."""
    found = _opened(tx, door, actor, now)
    if found is None:
        return None
    link, domain = found
    if link.may_try(now):
        tx.write_links.put(link.tried())
    return _shown(tx, link.tried(), domain)


def settle(tx: Transaction, command: Settle, actor: Actor, now: datetime) -> bool:
    """The records are there: the timeline says so, the domain is looked at at once, and an account manager's link is
    used up. False where that was settled before."""
    found = _opened(tx, command.door, actor, now)
    if found is None:
        return False
    link, domain = found
    if link.manager:
        tx.write_links.put(replace(link, used_at=now))
    after = hurried(domain, now, is_close=True)
    tx.domains.save(after)
    if command.result is not Result.THERE:
        who = Actor(actor.team_id, link.manager, frozenset())
        told = {"at": domain.provider.name if domain.provider else "", "result": command.result.value}
        told |= {} if link.manager else {"by": "client"}
        announce(tx, domain, after, [event(domain, EventKind.RECORDS_WRITTEN, who, now, **told)])
    return True


def purge_links(tx: Transaction, _query: None, _actor: Actor, now: datetime) -> int:
    """Forgets links that ended a day ago; how many."""
    return tx.write_links.purge(now - _KEPT)


def _opened(tx: Transaction, door: Door, actor: Actor, now: datetime) -> tuple[WriteLink, LinkDomain] | None:
    """The link that counts the tries, and its domain."""
    if door.is_client:
        setup = tx.links.get(door.link_id)
        domain = tx.domains.get(setup.domain_id) if setup and setup.is_open(now) else None
        if domain is None or domain.team_id != actor.team_id:
            return None
        known = tx.write_links.get(client_count_id(door.link_id))
        return count_of(door.link_id, actor.team_id, domain.id, known, now), domain
    link = tx.write_links.get(door.link_id)
    if link is None or not link.manager or not link.is_open(now):
        return None
    domain = tx.domains.get(link.domain_id)
    return (link, domain) if domain else None


def _shown(tx: Transaction, link: WriteLink, domain: LinkDomain) -> Shown:
    return Shown(card_of(tx, domain), link.manager, link.left)


def takes_token(card: Card) -> bool:
    """The page may show its form."""
    return Way.WRITE in card.ways
