"""Client links: made when the steps go out, kept alive by every sending, opened by people at the client."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.approvals import Act
from bot.core.cards import Card
from bot.core.commands import Actor, Forward, LinkCommand
from bot.core.decide import BLOCKING
from bot.core.domain import LinkDomain, Setup
from bot.core.events import EventKind
from bot.core.facts import FactName, FactState
from bot.core.links import SetupLink, new_link
from bot.core.stage import has_details, has_records
from bot.services import promises
from bot.services.common import allow, clean_note, hurried, load, load_used, once
from bot.services.domains import store_contacts
from bot.services.ports import Transaction
from bot.services.showing import card_of
from bot.services.telling import announce, event

_LOOKS_APART = timedelta(seconds=20)
"""How often the client may ask for a look at once."""


def follow(tx: Transaction, domain: LinkDomain, now: datetime, *, is_instructed: bool) -> None:
    """After a look: the steps go out with the instructions, or as soon as nothing holds them back any more; the owner
    hears in time that a link ends."""
    if domain.setup is not Setup.FORWARD or domain.live_since is not None:
        return
    link = tx.links.of_domain(domain.id)
    if link is not None and link.is_to_warn(now):
        tx.links.save(replace(link, warned_at=now))
        announce(
            tx, domain, domain, [event(domain, EventKind.LINK_ENDING, Actor(domain.team_id, "", frozenset()), now)]
        )
    if is_instructed:
        _put_instructions(tx, domain, now)
    elif link is not None and link.is_held and not holds_back(domain) and not has_records(domain):
        put_mails(tx, domain, f":held:{link.id}:{int(link.created_at.timestamp())}", now)


def holds_back(domain: LinkDomain) -> str:
    """Why it is pointless to ask the client now: ``details``, ``blocking``, or empty."""
    record = domain.fact(FactName.RECORD)
    if record.state is FactState.WRONG and record.finding and record.finding.code in BLOCKING:
        return "blocking"
    return "" if has_details(domain) else "details"


def _put_instructions(tx: Transaction, domain: LinkDomain, now: datetime) -> None:
    """The steps to each contact; where one was told before, the same contact is told what is wanted since.

    Until Twilio's details are here nobody is written to: the client is to be asked once, for both records.
    """
    if not tx.rules.is_mail_on or not domain.contact_ids:
        return
    if not has_details(domain):
        ensure_link(tx, domain, now, is_held=True)
        return
    told = {claimed.effect.key for claimed in tx.outbox.of_domain(domain.id)}
    is_again = any(promises.mail_steps(domain, contact).key in told for contact in domain.contact_ids)
    put_mails(tx, domain, f":{_mark_of_records(domain)}" if is_again else "", now)


def put_mails(tx: Transaction, domain: LinkDomain, suffix: str, now: datetime) -> None:
    """A mail to each contact; ``suffix`` tells this sending from others."""
    ensure_link(tx, domain, now)
    for contact_id in domain.contact_ids:
        tx.outbox.put(promises.mail_steps(domain, contact_id, suffix))


def ensure_link(tx: Transaction, domain: LinkDomain, now: datetime, *, is_held: bool = False) -> SetupLink:
    """The link that goes out now, alive for 14 days more; a new one where the last was revoked."""
    known = tx.links.of_domain(domain.id)
    if known is None or known.revoked_at is not None:
        known = new_link(domain.id, tx.links.count(domain.id) + 1, now)
        tx.links.add(known)
    link = replace(known, is_held=True) if is_held else known.sent(now)
    tx.links.save(link)
    return link


def mark_sent(tx: Transaction, domain: LinkDomain, now: datetime) -> None:
    """A mail with the link is out."""
    link = tx.links.of_domain(domain.id)
    if link is not None and link.revoked_at is None:
        tx.links.save(link.sent(now))


def _mark_of_records(domain: LinkDomain) -> str:
    value = domain.details.verification if domain.details else None
    return hashlib.sha256((value or "").encode()).hexdigest()[:12]


def forward(tx: Transaction, command: Forward, actor: Actor, now: datetime) -> tuple[SetupLink, str]:
    """The steps go to the people at the client, now or as soon as nothing holds them back: the link, and what holds
    (``details``, ``blocking``; empty: nothing). Without addresses they go to those that are known.

    Raises Refused: UNKNOWN_HOST, NOT_ALLOWED, what is wrong with the addresses.
    """
    once(tx, actor, now)
    before = load_used(tx, command.domain_id, actor)
    allow(tx, actor, Act.FORWARD)
    note = clean_note(command.note, "note") or before.note
    after = replace(before, setup=Setup.FORWARD, note=note, contact_ids=_contacts(tx, command, before, actor))
    tx.domains.save(after)
    held = "" if command.is_anyway else holds_back(after)
    stored = announce(tx, before, after, [event(after, EventKind.FORWARD_WANTED, actor, now, held=held)])
    if held or not tx.rules.is_mail_on:
        return ensure_link(tx, after, now, is_held=bool(held)), held
    put_mails(tx, after, f":{stored[0].id}", now)
    return ensure_link(tx, after, now), held


def _contacts(tx: Transaction, command: Forward, domain: LinkDomain, actor: Actor) -> tuple[str, ...]:
    if not command.contacts and domain.contact_ids:
        return domain.contact_ids
    return store_contacts(tx, Setup.FORWARD, domain.client_id, command.contacts, actor)


def revoke(tx: Transaction, domain_id: str, actor: Actor, now: datetime) -> bool:
    """The link opens nothing any more; False where there was none. Raises Refused(UNKNOWN_HOST, NOT_ALLOWED)."""
    once(tx, actor, now)
    domain = load(tx, domain_id, actor)
    allow(tx, actor, Act.FORWARD)
    link = tx.links.of_domain(domain.id)
    if link is None or link.revoked_at is not None:
        return False
    tx.links.save(replace(link, revoked_at=now, is_held=False))
    tx.outbox.put(promises.card(domain, f"revoked:{link.id}"))
    return True


# What people at the client do. Who holds the link may: the actor is the bot.


def page(tx: Transaction, command: LinkCommand, _actor: Actor, now: datetime) -> Card | None:
    """What the page shows; None where the link opens nothing."""
    found = _opened_by(tx, command, now)
    return card_of(tx, found[1]) if found else None


def opened(tx: Transaction, command: LinkCommand, actor: Actor, now: datetime) -> None:
    """Counts a view of the page. The first one is told on the card."""
    found = _opened_by(tx, command, now)
    if found is None:
        return
    link, domain = found
    tx.links.save(link.opened(now))
    if link.first_opened_at is None:
        announce(tx, domain, domain, [event(domain, EventKind.OPENED, actor, now)])


def added(tx: Transaction, command: LinkCommand, _actor: Actor, now: datetime) -> bool:
    """The client says that the records are there: a look at once, then closely. Whether the link opens anything."""
    found = _opened_by(tx, command, now)
    if found is None:
        return False
    domain = found[1]
    if domain.close_since is None or now - domain.close_since > _LOOKS_APART / tx.rules.speed:
        tx.domains.save(hurried(domain, now, is_close=True))
    return True


def asked_anew(tx: Transaction, command: LinkCommand, actor: Actor, now: datetime) -> None:
    """The owner is told, once per link, that the client wants another one."""
    link = tx.links.get(command.link_id)
    domain = tx.domains.get(link.domain_id) if link else None
    if link is None or domain is None or link.is_open(now) or link.asked_at is not None:
        return
    tx.links.save(replace(link, asked_at=now))
    announce(tx, domain, domain, [event(domain, EventKind.LINK_ASKED, actor, now)])


def _opened_by(tx: Transaction, command: LinkCommand, now: datetime) -> tuple[SetupLink, LinkDomain] | None:
    link = tx.links.get(command.link_id)
    domain = tx.domains.get(link.domain_id) if link else None
    return (link, domain) if link and domain and link.is_open(now) else None
