"""Adding a domain, giving Twilio's details, asking for a look."""

import re
from dataclasses import replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.commands import Actor, AddDomain, GiveDetails, LookNow
from bot.core.domain import Contact, LinkDomain, Setup
from bot.core.errors import Conflict, Reason, Refused
from bot.core.events import EventKind
from bot.core.languages import Language
from bot.services.common import allow, clean_note, hurried, load, load_used, once
from bot.services.details import change_details, parse_details, put_judgement, refuse_other_owner
from bot.services.links import ensure_link
from bot.services.ports import Transaction
from bot.services.telling import announce, event

_UNSEEN = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
"""Blanks, control characters and what turns the line round, spelled out: what a space is differs by language."""
ADDRESS = rf"[^{_UNSEEN}@<>(),;:\"\\\[\]]+@([^{_UNSEEN}@<>.,;:\"\\]+\.)+[^{_UNSEEN}@<>.,;:\"\\]{{2,}}"
"""The form of an e-mail address, as far as it can be judged."""
_ADDRESS = re.compile(ADDRESS)
_ADDRESS_LIMIT = 254
"""Characters of an e-mail address (RFC 5321 §4.5.3.1.3, less the angle brackets)."""
_CONTACT_LIMIT = 10


def add_domain(tx: Transaction, command: AddDomain, actor: Actor, now: datetime) -> str:
    """Stores a domain; its card appears and its first look follows at once. Gives the domain's id.

    Raises Refused: DUPLICATE_HOST (details: host, channel and ts of its card), UNKNOWN_CLIENT, what is wrong with the
    details or the addresses, NO_CHANNEL, NOT_ALLOWED.
    """
    once(tx, actor, now)
    allow(tx, actor, Act.ADD)
    _refuse_duplicate(tx, command, actor)
    domain = _new_domain(tx, command, actor, now)
    try:
        tx.domains.add(domain)
    except Conflict:
        raise Refused(Reason.DUPLICATE_HOST, field="host", host=command.host.ascii) from None
    if domain.contact_ids and command.language is not Language.ENGLISH:
        ensure_link(tx, domain, now, is_held=True, language=command.language)
    events = [event(domain, EventKind.ADDED, actor, now, **({"via": command.via} if command.via else {}))]
    if domain.details:
        events.append(event(domain, EventKind.DETAILS_GIVEN, actor, now, domain_sid=domain.details.domain_sid))
    stored = announce(tx, domain, domain, events)
    put_judgement(tx, domain, stored[-1].id or 0)
    return domain.id


def _refuse_duplicate(tx: Transaction, command: AddDomain, actor: Actor) -> None:
    known = tx.domains.by_host(actor.team_id, command.host.ascii)
    if known is not None:
        card = {"host": known.host, "domain_id": known.id, "channel": known.channel, "ts": known.card_ts or ""}
        raise Refused(Reason.DUPLICATE_HOST, field="host", **card)


def refuse_client(tx: Transaction, team_id: str, client_id: str) -> None:
    """Raises Refused(UNKNOWN_CLIENT, CLIENT_LEAVING) beside ``client`` where it takes no more domains."""
    client = tx.clients.get(team_id, client_id)
    if client is None or client.archived_at is not None:
        raise Refused(Reason.UNKNOWN_CLIENT, field="client")
    if client.leaving_since is not None:
        raise Refused(Reason.CLIENT_LEAVING, field="client", client=client.name)


def _new_domain(tx: Transaction, command: AddDomain, actor: Actor, now: datetime) -> LinkDomain:
    refuse_client(tx, actor.team_id, command.client_id)
    if not command.channel:
        raise Refused(Reason.NO_CHANNEL, field="channel")
    domain = LinkDomain(
        id=command.domain_id,
        team_id=actor.team_id,
        host=command.host.ascii,
        zone=command.host.zone,
        client_id=command.client_id,
        owner=command.owner or actor.user_id,
        setup=command.setup,
        channel=command.channel,
        created_at=now,
        next_check_at=now,
        note=clean_note(command.note, "note"),
    )
    domain = _with_details(tx, domain, command, actor, now)
    contact_ids = store_contacts(tx, command.setup, command.client_id, command.contacts, actor)
    return replace(domain, contact_ids=contact_ids)


def _with_details(tx: Transaction, domain: LinkDomain, command: AddDomain, actor: Actor, now: datetime) -> LinkDomain:
    """The Domain SID may be given at once, by whom it may be given at all."""
    if not command.domain_sid:
        if command.verification:
            raise Refused(Reason.BAD_DOMAIN_SID, field="domain_sid")
        return domain
    allow(tx, actor, Act.GIVE_DETAILS, owner=actor.user_id)
    details = parse_details(command.domain_sid, command.verification, command.judgement, actor, now)
    refuse_other_owner(tx, domain, details.domain_sid)
    return replace(domain, details=details)


def store_contacts(
    tx: Transaction, setup: Setup, client_id: str, given: tuple[tuple[str, str], ...], actor: Actor
) -> tuple[str, ...]:
    """The ids the (id, address) pairs are known by, each once. Raises Refused beside ``email``: EMPTY, TOO_LONG,
    BAD_EMAIL."""
    if setup is Setup.FORWARD and tx.rules.is_mail_on and not given:
        raise Refused(Reason.EMPTY, field="email")
    if len(given) > _CONTACT_LIMIT:
        raise Refused(Reason.TOO_LONG, field="email", limit=str(_CONTACT_LIMIT))
    for _, address in given:
        if len(address) > _ADDRESS_LIMIT or not _ADDRESS.fullmatch(address.strip()):
            raise Refused(Reason.BAD_EMAIL, field="email", address=address[:80])
    contacts = (Contact(contact_id, actor.team_id, client_id, address.strip()) for contact_id, address in given)
    return tuple(dict.fromkeys(tx.contacts.add(contact) for contact in contacts))


def give_details(tx: Transaction, command: GiveDetails, actor: Actor, now: datetime) -> str:
    """Stores Twilio's details; gives the host. A Domain SID that is replaced starts Twilio's side over: an SSL request
    is void, certificate and verification are looked at anew, attachments are wanted again.

    Raises Refused: NOT_ALLOWED, UNKNOWN_HOST, BAD_DOMAIN_SID, BAD_VERIFICATION, SID_OF_OTHER_HOST, SID_UNKNOWN,
    SID_USED_HERE (details: host). The same details again change nothing.
    """
    once(tx, actor, now)
    before = load_used(tx, command.domain_id, actor)
    allow(tx, actor, Act.GIVE_DETAILS, owner=before.owner)
    details = parse_details(command.domain_sid, command.verification, command.judgement, actor, now)
    refuse_other_owner(tx, before, details.domain_sid)
    change_details(tx, before, details, actor, now)
    return before.host


def look_now(tx: Transaction, command: LookNow, actor: Actor, now: datetime) -> None:
    """A look at once, then closely for ten minutes. Raises Refused(UNKNOWN_HOST, NOT_ALLOWED)."""
    once(tx, actor, now)
    domain = load(tx, command.domain_id, actor)
    allow(tx, actor, Act.CHECK)
    tx.domains.save(hurried(domain, now, is_close=True))
