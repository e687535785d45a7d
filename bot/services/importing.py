"""Registering what Twilio has: an account's subaccounts as clients, its Messaging Services as campaigns."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from bot.core.approvals import Act
from bot.core.attachments import service_sid_of
from bot.core.commands import Actor
from bot.core.domain import Campaign, Client
from bot.core.errors import Reason, Refused
from bot.core.imports import Found, Imported, Offers, ServiceChoice, offers_of
from bot.services.asking import settle_asks, settle_campaign_asks
from bot.services.common import allow, clean_name, once
from bot.services.ports import Transaction

Rows = tuple[tuple[str, Found], ...]
"""What was chosen, each with the id it gets."""


@dataclass(frozen=True, slots=True)
class ServicesOf:
    """Messaging Services that were found in the account of a client."""

    client_id: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class ImportClients:
    rows: Rows


@dataclass(frozen=True, slots=True)
class ImportCampaigns:
    client_id: str
    rows: Rows


def client_offers(tx: Transaction, found: tuple[Found, ...], actor: Actor, _now: datetime) -> Offers:
    """Known is a subaccount by its name, or because a client uses it. Raises Refused(NOT_ALLOWED)."""
    allow(tx, actor, Act.MANAGE)
    clients = [one for one in tx.surveys.clients(actor.team_id).values() if one.archived_at is None]
    shown = tx.accounts.shown({client.account_id for client in clients if client.account_id})
    return offers_of(found, [client.name for client in clients], {one.account_sid for one in shown.values()})


def campaign_offers(tx: Transaction, query: ServicesOf, actor: Actor, _now: datetime) -> Offers:
    """Known is a service that a campaign has, whoever's it is, and a name that the client has. Raises
    Refused(NOT_ALLOWED, UNKNOWN_CLIENT)."""
    allow(tx, actor, Act.MANAGE)
    _client(tx, query.client_id, actor)
    names = [campaign.name for campaign in tx.campaigns.of_client(actor.team_id, query.client_id)]
    return offers_of(query.found, names, set(_users(tx, query.found, actor)))


def service_choices(
    tx: Transaction, found: tuple[Found, ...], actor: Actor, _now: datetime
) -> tuple[ServiceChoice, ...]:
    """For a campaign that has no service: which there are, and who shares each. Raises Refused(NOT_ALLOWED)."""
    allow(tx, actor, Act.MANAGE)
    users = _users(tx, found, actor)
    named = offers_of(found, (), ()).offered
    return tuple(ServiceChoice(one, tuple(users.get(one.sid, ()))) for one in named)


def _users(tx: Transaction, found: tuple[Found, ...], actor: Actor) -> dict[str, list[str]]:
    """The names of the campaigns of each service that has any."""
    users: dict[str, list[str]] = defaultdict(list)
    for campaign in tx.campaigns.of_services(actor.team_id, [one.sid for one in found]):
        users[campaign.service_sid or ""].append(campaign.name)
    return users


def import_clients(tx: Transaction, command: ImportClients, actor: Actor, now: datetime) -> Imported:
    """Stores the chosen subaccounts as clients: all of them, but those whose name is here by now. Raises
    Refused(NOT_ALLOWED); EMPTY beside ``imported``."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    added, known = list[str](), list[str]()
    for client_id, found in _chosen(command.rows):
        name = clean_name(found.name, "imported")
        if tx.clients.by_name(actor.team_id, name) is not None:
            known.append(name)
            continue
        client = Client(client_id, actor.team_id, name)
        tx.clients.add(client)
        settle_asks(tx, client, actor)
        added.append(name)
    return Imported(tuple(added), tuple(known))


def import_campaigns(tx: Transaction, command: ImportCampaigns, actor: Actor, now: datetime) -> Imported:
    """Stores the chosen Messaging Services as campaigns of the client, likewise. Raises Refused(NOT_ALLOWED,
    UNKNOWN_CLIENT); EMPTY, BAD_SERVICE_SID beside ``imported``."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    client = _client(tx, command.client_id, actor)
    added, known = list[str](), list[str]()
    for campaign_id, found in _chosen(command.rows):
        name, sid = clean_name(found.name, "imported"), service_sid_of(found.sid)
        if sid is None:
            raise Refused(Reason.BAD_SERVICE_SID, field="imported")
        if tx.campaigns.by_name(actor.team_id, client.id, name) is not None:
            known.append(name)
            continue
        campaign = Campaign(campaign_id, actor.team_id, client.id, name, sid)
        tx.campaigns.add(campaign)
        settle_campaign_asks(tx, campaign, actor)
        added.append(name)
    return Imported(tuple(added), tuple(known))


def _chosen(rows: Rows) -> Rows:
    if not rows:
        raise Refused(Reason.EMPTY, field="imported")
    return rows


def _client(tx: Transaction, client_id: str, actor: Actor) -> Client:
    client = tx.clients.get(actor.team_id, client_id)
    if client is None or client.archived_at is not None:
        raise Refused(Reason.UNKNOWN_CLIENT, name="")
    return client
