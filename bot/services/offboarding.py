"""Removing a whole client: all its domains in one go, told by one message; then it is no longer offered."""

from dataclasses import replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.commands import Actor, RemoveDomain
from bot.core.domain import AttachmentState, Client, LinkDomain
from bot.core.errors import Reason, Refused
from bot.core.leaving import ClientParts, RemoveClient
from bot.services import leaving, removing
from bot.services.common import allow, once
from bot.services.ports import Transaction

_SENDS = (AttachmentState.WANTED, AttachmentState.ATTACHED)


def client_parts(tx: Transaction, client_id: str, actor: Actor, _now: datetime) -> ClientParts:
    """What the form shows. Raises Refused: NOT_ALLOWED, UNKNOWN_CLIENT, CLIENT_LEAVING."""
    allow(tx, actor, Act.MANAGE)
    client = _load(tx, client_id, actor)
    domains = _all_of(tx, client.id, actor)
    live = [one for one in domains if one.live_since is not None and one.removing_since is None]
    return ClientParts(
        client=client,
        fresh=sum(one.live_since is None for one in domains),
        live=len(live),
        leaving=sum(one.removing_since is not None for one in domains),
        sending=tuple(one.host for one in live if _sends(tx, one)),
    )


def _load(tx: Transaction, client_id: str, actor: Actor) -> Client:
    client = tx.clients.get(actor.team_id, client_id)
    if client is None or client.archived_at is not None:
        raise Refused(Reason.UNKNOWN_CLIENT)
    if client.leaving_since is not None:
        raise Refused(Reason.CLIENT_LEAVING, client=client.name)
    return client


def _all_of(tx: Transaction, client_id: str, actor: Actor) -> list[LinkDomain]:
    """Its domains, locked, and as they are now."""
    tx.domains.lock([domain.id for domain in tx.domains.of_client(actor.team_id, client_id)])
    return tx.domains.of_client(actor.team_id, client_id)


def _sends(tx: Transaction, domain: LinkDomain) -> bool:
    return any(one.state in _SENDS for one in tx.attachments.of_domain(domain.id))


def remove_client(tx: Transaction, command: RemoveClient, actor: Actor, now: datetime) -> Client:
    """Begins, or plans, the removal of every domain; one message follows all of them. A client without domains is
    archived at once. Gives the client as it is then.

    Raises Refused: NOT_ALLOWED, UNKNOWN_CLIENT, CLIENT_LEAVING; CAMPAIGNS_SEND beside ``detach_when`` where nobody
    said what becomes of campaigns that send through live domains.
    """
    once(tx, actor, now)
    parts = client_parts(tx, command.client_id, actor, now)
    if parts.sending and command.waits and command.keeps_campaigns is None:
        raise Refused(Reason.CAMPAIGNS_SEND, field="detach_when", hosts=", ".join(parts.sending[:5]))
    client = replace(parts.client, leaving_since=now, leaving_by=actor.user_id)
    tx.clients.save(client)
    leaving.post(tx, client, command.channel)
    for domain in tx.domains.of_client(actor.team_id, client.id):
        is_planned = domain.removal_due_at is not None and command.waits
        if domain.removing_since is None and not is_planned:
            how = RemoveDomain(domain.id, command.waits, bool(command.keeps_campaigns))
            removing.remove(tx, domain, how, actor, now)
    leaving.archive(tx, client.id, actor, now)
    return tx.clients.get(actor.team_id, client.id) or client


def keep_client(tx: Transaction, client_id: str, actor: Actor, now: datetime) -> int:
    """Calls off what has not begun; the client stays. Gives how many domains stay with it. Raises Refused: NOT_ALLOWED,
    STALE where nothing can be called off."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    client = tx.clients.get(actor.team_id, client_id)
    if client is None or client.leaving_since is None or client.archived_at is not None:
        raise Refused(Reason.STALE)
    planned = [one for one in _all_of(tx, client_id, actor) if one.removal_due_at is not None]
    if not planned:
        raise Refused(Reason.STALE)
    for domain in planned:
        removing.keep(tx, domain, actor, now)
    tx.clients.save(replace(client, leaving_since=None, leaving_by=None))
    leaving.update(tx, client, f"kept:{planned[0].id}:{planned[0].generation}")
    return len(planned)
