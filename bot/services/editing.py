"""Changing what people said of a domain: client, name, owner, contacts, note."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.cards import Card
from bot.core.commands import Actor, EditDomain
from bot.core.domain import AttachmentState, LinkDomain, RequestState, Setup
from bot.core.errors import Reason, Refused
from bot.core.events import Event, EventKind
from bot.core.facts import FactName
from bot.core.forwarding import is_sent, wants_client
from bot.core.stage import stage_of
from bot.services import links, promises
from bot.services.common import allow, clean_note, hurried, load_used, once
from bot.services.domains import refuse_client, store_contacts
from bot.services.ports import Transaction
from bot.services.showing import card_of
from bot.services.telling import announce, event

_HANGS = frozenset(AttachmentState) - {AttachmentState.FAILED, AttachmentState.DETACHED}
_OPEN = (RequestState.WAITING, RequestState.PENDING, RequestState.APPROVED)


@dataclass(frozen=True, slots=True)
class EditParts:
    """What the form shows: the domain as it is, and the addresses of its contacts."""

    card: Card
    addresses: tuple[str, ...]


def edit_parts(tx: Transaction, domain_id: str, actor: Actor, _now: datetime) -> EditParts:
    """Raises Refused(UNKNOWN_HOST, NOT_ALLOWED)."""
    allow(tx, actor, Act.EDIT)
    domain = load_used(tx, domain_id, actor)
    contacts = (tx.contacts.get(contact_id) for contact_id in domain.contact_ids)
    return EditParts(card_of(tx, domain), tuple(contact.address for contact in contacts if contact))


def edit_domain(tx: Transaction, command: EditDomain, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Stores what differs; gives its names: client, host, owner, contacts, note. Another name is another host in the
    DNS: it is looked at from the beginning, and the steps are told again.

    Raises Refused: UNKNOWN_HOST, NOT_ALLOWED; UNKNOWN_CLIENT, CLIENT_LEAVING, CLIENT_FIXED beside ``client``;
    HOST_FIXED, DUPLICATE_HOST beside ``host``; EMPTY, TOO_LONG, BAD_EMAIL beside ``email``; TOO_LONG beside ``note``.
    """
    once(tx, actor, now)
    allow(tx, actor, Act.EDIT)
    before = load_used(tx, command.domain_id, actor)
    after = _with_contacts(tx, _with_name(tx, _with_client(tx, before, command), command), command, actor)
    after = replace(after, owner=command.owner, note=clean_note(command.note, "note"))
    changed = _changed(before, after)
    if changed:
        after = hurried(after, now) if "host" in changed else after
        tx.domains.save(after)
        stored = announce(tx, before, after, list(_events(tx, before, after, changed, actor, now)))
        _promise(tx, before, after, stored[0].id or 0)
        if "contacts" in changed:  # whoever took no mail may be gone; of who stays the next try tells it again
            links.tell_fault(tx, after.id, "")
    return changed


def _with_client(tx: Transaction, before: LinkDomain, command: EditDomain) -> LinkDomain:
    if command.client_id == before.client_id:
        return before
    refuse_client(tx, before.team_id, command.client_id)
    is_asked = before.request is not None and before.request.state in _OPEN
    is_pending = is_asked and not before.fact(FactName.CERTIFICATE).holds
    if is_pending or any(item.state in _HANGS for item in tx.attachments.of_domain(before.id)):
        raise Refused(Reason.CLIENT_FIXED, field="client")
    return replace(before, client_id=command.client_id)


def _with_name(tx: Transaction, domain: LinkDomain, command: EditDomain) -> LinkDomain:
    host = command.host
    if host is None or host.ascii == domain.host:
        return domain
    if domain.details is not None:
        raise Refused(Reason.HOST_FIXED, field="host", host=domain.host)
    if tx.domains.by_host(domain.team_id, host.ascii) is not None:
        raise Refused(Reason.DUPLICATE_HOST, field="host", host=host.ascii)
    named = replace(domain, host=host.ascii, zone=host.zone, facts={}, provider=None, instructed=False)
    return replace(named, live_since=None, last_check_at=None, visible_everywhere_at=None)


def _with_contacts(tx: Transaction, domain: LinkDomain, command: EditDomain, actor: Actor) -> LinkDomain:
    """A contact belongs to a client: with the client the addresses get other ids."""
    if command.contacts is None:
        return domain
    return replace(domain, contact_ids=store_contacts(tx, domain.setup, domain.client_id, command.contacts, actor))


def _changed(before: LinkDomain, after: LinkDomain) -> tuple[str, ...]:
    pairs = {
        "client": (before.client_id, after.client_id),
        "host": (before.host, after.host),
        "owner": (before.owner, after.owner),
        "contacts": (before.contact_ids, after.contact_ids),
        "note": (before.note, after.note),
    }
    return tuple(name for name, (old, new) in pairs.items() if old != new)


def _events(
    tx: Transaction, before: LinkDomain, after: LinkDomain, changed: tuple[str, ...], actor: Actor, now: datetime
) -> list[Event]:
    """A new owner is an event of its own, as with a handover."""
    events = []
    edited = [name for name in changed if name != "owner"]
    if edited:
        former = {"former_host": before.host} if "host" in edited else {}
        if "client" in edited:
            client = tx.clients.get(before.team_id, before.client_id)
            former["former_client"] = client.name if client else ""
        events.append(event(after, EventKind.EDITED, actor, now, changed=",".join(edited), **former))
    if "owner" in changed:
        events.append(event(after, EventKind.HANDED_OVER, actor, now, former=before.owner, owner=after.owner))
    return events


def _promise(tx: Transaction, before: LinkDomain, after: LinkDomain, event_id: int) -> None:
    is_out = after.setup is Setup.FORWARD and tx.rules.is_mail_on and is_sent(tx.links.of_domain(after.id))
    if is_out and wants_client(after, stage_of(after)) and before.client_id == after.client_id and after.instructed:
        for contact_id in after.contact_ids:
            if contact_id not in before.contact_ids:
                tx.outbox.put(promises.mail_steps(after, contact_id, f":{event_id}"))
