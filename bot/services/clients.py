"""Registering clients."""

from datetime import datetime

from bot.core.approvals import Act
from bot.core.commands import Actor, AddClient
from bot.core.domain import Client
from bot.core.errors import Conflict, Reason, Refused
from bot.services.common import allow, clean_name, once
from bot.services.ports import Transaction


def add_client(tx: Transaction, command: AddClient, actor: Actor, now: datetime) -> None:
    """Stores a client. Raises Refused: NOT_ALLOWED, EMPTY, TOO_LONG, DUPLICATE_CLIENT beside ``name``."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    name = clean_name(command.name, "name")
    if tx.clients.by_name(actor.team_id, name) is not None:
        raise Refused(Reason.DUPLICATE_CLIENT, field="name", name=name)
    try:
        tx.clients.add(Client(command.client_id, actor.team_id, name))
    except Conflict:
        raise Refused(Reason.DUPLICATE_CLIENT, field="name", name=name) from None
