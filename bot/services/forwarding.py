"""The account manager's side of client links: forward, remind, revoke."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.cards import Card
from bot.core.commands import Actor, Forward
from bot.core.domain import LinkDomain, Setup
from bot.core.effects import ClaimedEffect, EffectKind, EffectState
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.forwarding import holds_back, is_due, is_sent, wants_client
from bot.core.links import SetupLink
from bot.core.stage import stage_of
from bot.services import promises
from bot.services.common import allow, clean_note, load, once
from bot.services.domains import store_contacts
from bot.services.links import ensure_link, put_mails
from bot.services.ports import Transaction
from bot.services.showing import card_of
from bot.services.telling import announce, event

_MAILS = (EffectKind.MAIL_STEPS, EffectKind.MAIL_REMINDER)


@dataclass(frozen=True, slots=True)
class ForwardParts:
    """What the form shows: the domain, who is written to so far, and why asking now is pointless (as `holds_back`)."""

    card: Card
    addresses: tuple[str, ...]
    held: str


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many contacts are reminded now; with 0, when the last e-mail went out."""

    number: int
    last_at: datetime | None = None


def forward_parts(tx: Transaction, domain_id: str, actor: Actor, _now: datetime) -> ForwardParts:
    """Raises Refused: NOT_ALLOWED, UNKNOWN_HOST, REMOVED_HOST, BEING_REMOVED."""
    allow(tx, actor, Act.FORWARD)
    domain = _load(tx, domain_id, actor)
    contacts = (tx.contacts.get(contact_id) for contact_id in domain.contact_ids)
    return ForwardParts(card_of(tx, domain), tuple(one.address for one in contacts if one), holds_back(domain))


def _load(tx: Transaction, domain_id: str, actor: Actor) -> LinkDomain:
    """The domain, where asking its client makes sense at all."""
    removed = tx.domains.with_removed(domain_id)
    if removed is not None and removed.team_id == actor.team_id and removed.removed_at is not None:
        raise Refused(Reason.REMOVED_HOST, host=removed.host)
    domain = load(tx, domain_id, actor)
    if domain.removing_since is not None or domain.removal_due_at is not None:
        raise Refused(Reason.BEING_REMOVED, host=domain.host)
    return domain


def forward(tx: Transaction, command: Forward, actor: Actor, now: datetime) -> tuple[SetupLink, str]:
    """The steps go to the people at the client, now or as soon as nothing holds them back: the link, and what holds
    (``details``, ``blocking``; empty: nothing). Without addresses they go to those that are known.

    Raises Refused: NOT_ALLOWED, UNKNOWN_HOST, REMOVED_HOST, BEING_REMOVED, CLIENT_DONE where the client has nothing
    left to do, what is wrong with addresses or note.
    """
    once(tx, actor, now)
    allow(tx, actor, Act.FORWARD)
    before = _load(tx, command.domain_id, actor)
    if before.last_check_at and not (command.is_anyway or wants_client(before, stage_of(before))):
        raise Refused(Reason.CLIENT_DONE, host=before.host)
    note = before.note if command.note is None else clean_note(command.note, "note")
    after = replace(before, setup=Setup.FORWARD, note=note, contact_ids=_contacts(tx, command, before, actor))
    tx.domains.save(after)
    held = "" if command.is_anyway else holds_back(after)
    stored = announce(tx, before, after, [event(after, EventKind.FORWARD_WANTED, actor, now, held=held)])
    link = ensure_link(tx, after, now, is_held=bool(held), language=command.language)
    if not held and tx.rules.is_mail_on:
        put_mails(tx, after, f":{stored[0].id}", now)
    return link, held


def _contacts(tx: Transaction, command: Forward, domain: LinkDomain, actor: Actor) -> tuple[str, ...]:
    if not command.contacts and domain.contact_ids:
        return domain.contact_ids
    return store_contacts(tx, Setup.FORWARD, domain.client_id, command.contacts, actor)


def remind(tx: Transaction, domain_id: str, actor: Actor, now: datetime) -> Reminded:
    """Another e-mail with what we see now, to every contact that got none within the hour.

    Raises Refused: NOT_ALLOWED, UNKNOWN_HOST, REMOVED_HOST, BEING_REMOVED; CLIENT_DONE where the client has nothing
    left to do, NOT_FORWARDED where nobody has a link, NO_MAIL, UNDELIVERABLE where no address takes e-mail.
    """
    once(tx, actor, now)
    allow(tx, actor, Act.FORWARD)
    domain = _load(tx, domain_id, actor)
    link = _to_remind_of(tx, domain)
    reached = [one for one in domain.contact_ids if one not in link.undeliverable]
    if not reached:
        raise Refused(Reason.UNDELIVERABLE, host=domain.host)
    sent = tx.outbox.of_domain(domain.id)
    last = {contact_id: _last_mail(sent, contact_id, now) for contact_id in reached}
    due = [contact_id for contact_id in reached if is_due(last[contact_id], now)]
    if not due:
        return Reminded(0, max(at for at in last.values() if at is not None))
    tx.links.save(replace(link.reminded(now), is_held=False))
    reminded = event(domain, EventKind.REMINDED, actor, now, contacts=str(len(due)))
    (stored,) = announce(tx, domain, domain, [reminded])
    for contact_id in due:
        tx.outbox.put(promises.mail_reminder(domain, contact_id, stored.id or 0))
    return Reminded(len(due))


def _to_remind_of(tx: Transaction, domain: LinkDomain) -> SetupLink:
    link = tx.links.of_domain(domain.id) if domain.setup is Setup.FORWARD else None
    if not wants_client(domain, stage_of(domain)):
        raise Refused(Reason.CLIENT_DONE, host=domain.host)
    if link is None or not is_sent(link):
        raise Refused(Reason.NOT_FORWARDED, host=domain.host)
    if not tx.rules.is_mail_on or not domain.contact_ids:
        raise Refused(Reason.NO_MAIL, host=domain.host)
    return link


def _last_mail(sent: Iterable[ClaimedEffect], contact_id: str, now: datetime) -> datetime | None:
    """When the contact was written to last; what is about to go counts as going now."""
    mails = (one for one in sent if one.effect.kind in _MAILS and one.effect.subject == contact_id)
    times = [one.first_sent_at or now for one in mails if one.state is not EffectState.DEAD]
    return max(times, default=None)


def revoke(tx: Transaction, domain_id: str, actor: Actor, now: datetime) -> bool:
    """The link opens nothing any more, and mails that are still to go stay here; False where there was none. Raises
    Refused(NOT_ALLOWED, UNKNOWN_HOST)."""
    once(tx, actor, now)
    allow(tx, actor, Act.FORWARD)
    domain = load(tx, domain_id, actor)
    link = tx.links.of_domain(domain.id)
    if link is None or link.revoked_at is not None:
        return False
    tx.links.save(replace(link, revoked_at=now, is_held=False))
    announce(tx, domain, domain, [event(domain, EventKind.LINK_REVOKED, actor, now)])
    return True
