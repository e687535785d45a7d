"""Registering clients: adding and renaming them, and which Twilio account serves whom."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.commands import Actor, AddClient
from bot.core.domain import Client, TwilioAccount
from bot.core.errors import Conflict, Reason, Refused
from bot.core.registry import ClientPage, NameQuery, RegisteredClient
from bot.services import promises
from bot.services.asking import settle_asks
from bot.services.common import allow, allow_look, clean, clean_name, once
from bot.services.ports import Transaction

PAGE_SIZE = 8


@dataclass(frozen=True, slots=True)
class EditClient:
    """``change_id`` names this change: the cards follow it."""

    client_id: str
    name: str
    change_id: str


@dataclass(frozen=True, slots=True)
class DefaultAccount:
    """The client goes back to the default account."""

    client_id: str


def add_client(tx: Transaction, command: AddClient, actor: Actor, now: datetime) -> None:
    """Stores a client. Raises Refused: NOT_ALLOWED, EMPTY, TOO_LONG, DUPLICATE_CLIENT beside ``name``."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    name = clean_name(command.name, "name")
    if tx.clients.by_name(actor.team_id, name) is not None:
        raise Refused(Reason.DUPLICATE_CLIENT, field="name", name=name)
    client = Client(command.client_id, actor.team_id, name)
    try:
        tx.clients.add(client)
    except Conflict:
        raise Refused(Reason.DUPLICATE_CLIENT, field="name", name=name) from None
    settle_asks(tx, client, actor, command.ask_id)


def edit_client(tx: Transaction, command: EditClient, actor: Actor, now: datetime) -> Client:
    """Another name; the cards of its domains follow at once. Gives the client as it is now.

    Raises Refused: NOT_ALLOWED, UNKNOWN_CLIENT; EMPTY, TOO_LONG, DUPLICATE_CLIENT beside ``name``.
    """
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    before = _load(tx, command.client_id, actor)
    name = clean_name(command.name, "name")
    same_name = tx.clients.by_name(actor.team_id, name)
    if same_name is not None and same_name.id != before.id:
        raise Refused(Reason.DUPLICATE_CLIENT, field="name", name=name)
    after = replace(before, name=name)
    if after == before:
        return before
    tx.clients.save(after)
    settle_asks(tx, after, actor)
    for domain in tx.domains.of_client(actor.team_id, after.id):
        tx.outbox.put(promises.card(domain, f"client:{command.change_id}"))
    return after


def use_default(tx: Transaction, command: DefaultAccount, actor: Actor, now: datetime) -> Client:
    """The default account serves the client from now on; what is stored of its own is deleted unless another client
    uses it. Raises Refused(NOT_ALLOWED, UNKNOWN_CLIENT)."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    before = _load(tx, command.client_id, actor)
    after = replace(before, account_id=None)
    tx.clients.save(after)
    drop_unused(tx, before)
    return after


def drop_unused(tx: Transaction, before: Client) -> None:
    """Deletes the credentials that the client had, where nobody has them now."""
    if before.account_id and not tx.clients.of_account(before.team_id, before.account_id):
        tx.accounts.drop(before.account_id)


def client_page(tx: Transaction, query: NameQuery, actor: Actor, _now: datetime) -> ClientPage:
    """Eight clients, by name."""
    allow_look(tx, actor)
    text = clean(query.text)
    total = tx.clients.count(actor.team_id, text)
    number = min(max(query.number, 0), max((total - 1) // PAGE_SIZE, 0))
    found = tx.clients.matching(actor.team_id, text, PAGE_SIZE, number * PAGE_SIZE)
    shown = tx.accounts.shown({client.account_id for client in found if client.account_id})
    lines = tuple(RegisteredClient(client, shown.get(client.account_id or "")) for client in found)
    return ClientPage(lines, NameQuery(text, number), total, (number + 1) * PAGE_SIZE < total)


def client_shown(tx: Transaction, client_id: str, actor: Actor, _now: datetime) -> RegisteredClient:
    """One client. Raises Refused(UNKNOWN_CLIENT, NOT_ALLOWED)."""
    allow_look(tx, actor)
    client = _load(tx, client_id, actor)
    shown = tx.accounts.shown({client.account_id} if client.account_id else ())
    return RegisteredClient(client, shown.get(client.account_id or ""))


def account_of_client(tx: Transaction, client_id: str, actor: Actor, _now: datetime) -> TwilioAccount | None:
    """The client's own Twilio account; None: the default account, or no such client."""
    allow_look(tx, actor)
    client = tx.clients.get(actor.team_id, client_id)
    return tx.accounts.get(client.account_id) if client and client.account_id else None


def account_of_campaign(tx: Transaction, campaign_id: str, actor: Actor, now: datetime) -> TwilioAccount | None:
    """The same for the client of a campaign."""
    campaign = tx.campaigns.get(actor.team_id, campaign_id)
    return account_of_client(tx, campaign.client_id, actor, now) if campaign else None


def _load(tx: Transaction, client_id: str, actor: Actor) -> Client:
    client = tx.clients.get(actor.team_id, client_id)
    if client is None or client.archived_at is not None:
        raise Refused(Reason.UNKNOWN_CLIENT, name="")
    return client
