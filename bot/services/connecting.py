"""To the DNS provider's own consent page and back: people who go there, and what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.cards import Card
from bot.core.commands import Actor, LinkCommand
from bot.core.consent import Outcome
from bot.core.domain import LinkDomain
from bot.core.events import Event, EventKind
from bot.services import links
from bot.services.common import hurried
from bot.services.consents import Offer, offer_of
from bot.services.ports import Transaction
from bot.services.showing import card_of
from bot.services.telling import announce

_LOOKS_APART = timedelta(seconds=20)
"""How often a return has us look at once."""


class Door(StrEnum):
    """Which of our pages somebody left by, and comes back to."""

    SETUP = "setup"
    """The client's, by their link."""
    WRITE = "write"
    """An account manager's own, made for them on the card."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a link to one of our pages. ``link_id`` names it, the page's door says which kind it is."""

    door: Door
    link_id: str


@dataclass(frozen=True, slots=True)
class Leave:
    """``attempt`` is random, and named by the way back."""

    holder: Holder
    attempt: str


@dataclass(frozen=True, slots=True)
class ComeBack:
    holder: Holder
    attempt: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page before it says. ``user`` is for whom an account manager's link was made, empty: the client."""

    card: Card
    offer: Offer
    user: str = ""


def offered(tx: Transaction, holder: Holder, _actor: Actor, now: datetime) -> Shown | None:
    """None where nothing opens the page, or nothing is offered there. Changes nothing."""
    user = ""
    if holder.door is Door.WRITE:
        domain, user = _of_manager(tx, holder, now)
    else:
        domain = links.domain_of(tx, LinkCommand(holder.link_id), now)
    offer = offer_of(tx, domain) if domain else None
    return Shown(card_of(tx, domain), offer, user) if domain and offer else None


def leave(tx: Transaction, command: Leave, actor: Actor, now: datetime) -> Offer | None:
    """Somebody goes to the provider's page. None where it is not offered, or the link opens nothing."""
    found = _held(tx, command.holder, actor, now)
    offer = offer_of(tx, found[0]) if found else None
    consent = tx.consents.of_domain(found[0].id) if found else None
    if found is None or offer is None or consent is None:
        return None
    domain, user_id = found
    tx.consents.put(consent.left(command.attempt, user_id, now))
    _tell(tx, domain, EventKind.CONSENT_OPENED, user_id, now, at=offer.page.name)
    return offer


def come_back(tx: Transaction, command: ComeBack, actor: Actor, now: datetime) -> bool:
    """Somebody comes back. The first time, what they did is kept, and unless it came to nothing the records are looked
    for at once and then closely: the return itself proves nothing. Whether it was the first time."""
    found = _held(tx, command.holder, actor, now, is_back=True)
    consent = tx.consents.of_domain(found[0].id) if found else None
    if found is None or consent is None or not consent.is_out(command.attempt, now):
        return False
    domain, _ = found
    tx.consents.put(consent.returned(command.outcome, now))
    name = consent.page.name if consent.page else ""
    _tell(tx, domain, EventKind.CONSENT_RETURNED, consent.actor, now, at=name, outcome=command.outcome.value)
    is_late = domain.close_since is None or now - domain.close_since > _LOOKS_APART / tx.rules.speed
    if command.outcome is Outcome.DONE and is_late:
        tx.domains.save(hurried(domain, now, is_close=True))
    return True


def _held(
    tx: Transaction, holder: Holder, actor: Actor, now: datetime, *, is_back: bool = False
) -> tuple[LinkDomain, str | None] | None:
    """The domain of a link that is open, and whose link it is: a Slack user's, or None, the client's."""
    if holder.door is Door.WRITE:
        domain, manager = _of_manager(tx, holder, now, is_back=is_back)
        return (domain, manager) if domain else None
    domain = links.entered(tx, LinkCommand(holder.link_id), actor, now)
    return (domain, None) if domain else None


def _of_manager(
    tx: Transaction, holder: Holder, now: datetime, *, is_back: bool = False
) -> tuple[LinkDomain | None, str]:
    """Of an account manager's link, and whose it is. It may end while they are at the provider's."""
    link = tx.write_links.get(holder.link_id)
    if link is None or not link.manager or not (is_back or link.is_open(now)):
        return None, ""
    return tx.domains.get(link.domain_id), link.manager


def _tell(
    tx: Transaction, domain: LinkDomain, kind: EventKind, user_id: str | None, now: datetime, **details: str
) -> None:
    who = {} if user_id else {"by": "client"}
    announce(tx, domain, domain, [Event(domain.id, kind, now, user_id, {**details, **who})])
