"""Client links: made when the steps go out, kept alive by every sending, opened by people at the client."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.cards import Card
from bot.core.commands import Actor, LinkCommand
from bot.core.domain import LinkDomain, Setup
from bot.core.effects import Effect, EffectKind
from bot.core.events import EventKind
from bot.core.forwarding import holds_back
from bot.core.languages import Language
from bot.core.links import SetupLink, new_link
from bot.core.looks import next_check
from bot.core.stage import has_details, has_records
from bot.services import promises
from bot.services.common import hurried
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
    if link is not None and link.revoked_at is not None:
        return  # somebody wants the client to be left alone: they forward again themselves
    if link is not None and not has_records(domain):
        _tell_end(tx, domain, link, now)
    if is_instructed and _is_news(tx, domain, link):
        _put_instructions(tx, domain, now)
    elif link is not None and link.is_held and not holds_back(domain) and not has_records(domain):
        put_mails(tx, domain, f":held:{link.id}:{int((link.sent_at or link.created_at).timestamp())}", now)


def _is_news(tx: Transaction, domain: LinkDomain, link: SetupLink | None) -> bool:
    """The client does not know it yet: nothing was sent so far, or Twilio's details or the name came afterwards."""
    sent_at = link.sent_at if link else None
    if sent_at is None:
        return True
    if domain.details is not None and domain.details.given_at >= sent_at:
        return True
    edited = (one for one in tx.events.of_domain(domain.id) if one.kind is EventKind.EDITED and one.at > sent_at)
    return any("host" in one.details.get("changed", "").split(",") for one in edited)


def _tell_end(tx: Transaction, domain: LinkDomain, link: SetupLink, now: datetime) -> None:
    """The owner's morning message says that a link is about to end; that it has ended the card says too."""
    if link.is_to_warn(now):
        told, kind = replace(link, warned_at=now), EventKind.LINK_ENDING
    elif link.is_to_end(now):
        told, kind = replace(link, ended_at=now), EventKind.LINK_ENDED
    else:
        return
    tx.links.save(told)
    announce(tx, domain, domain, [event(domain, kind, Actor(domain.team_id, "", frozenset()), now)])


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


def ask_to_delete(tx: Transaction, domain: LinkDomain, now: datetime) -> None:
    """The people who added the record are asked to delete it: by the page, and by mail where that is on."""
    if domain.setup is not Setup.FORWARD:
        return
    ensure_link(tx, domain, now)
    for contact_id in domain.contact_ids if tx.rules.is_mail_on else ():
        tx.outbox.put(promises.mail_deletion(domain, contact_id))


def put_mails(tx: Transaction, domain: LinkDomain, suffix: str, now: datetime) -> None:
    """A mail to each contact; ``suffix`` tells this sending from others."""
    link = ensure_link(tx, domain, now)
    tx.links.save(replace(link, undeliverable=()))
    for contact_id in domain.contact_ids:
        tx.outbox.put(promises.mail_steps(domain, contact_id, suffix))


def ensure_link(
    tx: Transaction, domain: LinkDomain, now: datetime, *, is_held: bool = False, language: Language | None = None
) -> SetupLink:
    """The link that goes out now, alive for 14 days more; a new one where the last was revoked, in the same language
    unless another is given."""
    known = tx.links.of_domain(domain.id)
    spoken = language or (known.language if known else Language.ENGLISH)
    if known is None or known.revoked_at is not None:
        known = new_link(domain.id, tx.links.count(domain.id) + 1, now, spoken)
        tx.links.add(known)
    link = replace(known if is_held else known.sent(now), language=spoken, is_held=is_held)
    tx.links.save(link)
    return link


def mark_sent(
    tx: Transaction, domain: LinkDomain, effect: Effect, now: datetime, *, is_done: bool, fault: str = ""
) -> None:
    """A mail with the link is out, or was refused for good, and why."""
    link = tx.links.of_domain(domain.id)
    if link is None or link.revoked_at is not None:
        return
    if is_done:
        link = link.reminded(now) if effect.kind is EffectKind.MAIL_REMINDER else link.sent(now)
    tx.links.save(replace(link, fault=fault).delivered(effect.subject, is_done=is_done))


def came_back(tx: Transaction, link: SetupLink, contact_id: str, status: str) -> None:
    """A mail with the link was out, and came back for good."""
    tx.links.save(replace(link, fault=status).delivered(contact_id, is_done=False))


def tell_fault(tx: Transaction, domain_id: str, fault: str) -> None:
    """A mail with the link is tried again, for a day: the card says why, once for each reason; empty: no more."""
    domain, link = tx.domains.get(domain_id), tx.links.of_domain(domain_id)
    if domain is None or link is None or link.revoked_at is not None or link.fault == fault:
        return
    tx.links.save(replace(link, fault=fault))
    tx.outbox.put(promises.card_delayed(domain, link, fault))


def _mark_of_records(domain: LinkDomain) -> str:
    """Names the records that are wanted: another host, or another value, is another mail."""
    value = domain.details.verification if domain.details else None
    return hashlib.sha256(f"{domain.host} {value or ''}".encode()).hexdigest()[:12]


# What people at the client do. Who holds the link may: the actor is the bot.


def page(tx: Transaction, command: LinkCommand, _actor: Actor, now: datetime) -> Card | None:
    """What the page shows; None where the link opens nothing."""
    found = _opened_by(tx, command, now)
    return card_of(tx, found[1]) if found else None


def opened(tx: Transaction, command: LinkCommand, actor: Actor, now: datetime) -> None:
    """Counts a view of the page by somebody who sees it. The first one is told on the card."""
    found = _opened_by(tx, command, now)
    if found is not None and found[1].removed_at is None:
        _count_view(tx, *found, actor, now)


def _count_view(tx: Transaction, link: SetupLink, domain: LinkDomain, actor: Actor, now: datetime) -> None:
    tx.links.save(link.opened(now))
    after = replace(domain, opened_at=now, page_seen_at=now)
    tx.domains.save(_looked_at_sooner(tx, after, now))
    if link.first_opened_at is None:
        announce(tx, domain, after, [event(domain, EventKind.OPENED, actor, now)])


def watched(tx: Transaction, command: LinkCommand, _actor: Actor, now: datetime) -> None:
    """The page is open in front of somebody: the next look comes as soon as they may expect."""
    found = _opened_by(tx, command, now)
    if found is not None and found[1].removed_at is None:
        tx.domains.save(_looked_at_sooner(tx, replace(found[1], page_seen_at=now), now))


def _looked_at_sooner(tx: Transaction, domain: LinkDomain, now: datetime) -> LinkDomain:
    """Never later than planned: what is due stays due."""
    sooner = next_check(domain, now, tx.rules.speed)
    if domain.next_check_at is None or sooner is None:
        return domain
    return replace(domain, next_check_at=min(domain.next_check_at, sooner))


def added(tx: Transaction, command: LinkCommand, actor: Actor, now: datetime) -> bool:
    """The client says that the records are there: a look at once, then closely. Whether the link opens anything."""
    found = _opened_by(tx, command, now)
    if found is None:
        return False
    link, domain = found
    if domain.removed_at is not None:
        return True
    if link.first_opened_at is None:
        _count_view(tx, link, domain, actor, now)
    if domain.close_since is None or now - domain.close_since > _LOOKS_APART / tx.rules.speed:
        tx.domains.save(hurried(domain, now, is_close=True))
    return True


def entered(tx: Transaction, command: LinkCommand, actor: Actor, now: datetime) -> LinkDomain | None:
    """The domain whose page somebody acts on; that they see it is counted. None where the link opens nothing."""
    found = _opened_by(tx, command, now)
    if found is None or found[1].removed_at is not None:
        return None
    link, domain = found
    if link.first_opened_at is None:
        _count_view(tx, link, domain, actor, now)
    return tx.domains.get(domain.id)


def domain_of(tx: Transaction, command: LinkCommand, now: datetime) -> LinkDomain | None:
    """The domain that the link opens; None where it opens none."""
    found = _opened_by(tx, command, now)
    return found[1] if found else None


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
    domain = tx.domains.with_removed(link.domain_id) if link else None
    return (link, domain) if link and domain and link.is_open(now) else None
