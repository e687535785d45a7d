"""Clients, their campaigns and people, and the Twilio accounts that serve them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlmodel import col

from bot.core.domain import Campaign, Client, Contact, TwilioAccount
from bot.core.errors import Conflict
from bot.core.registry import AccountShown
from storage.mapping import campaign_columns, campaign_of, client_columns, client_of, name_key
from storage.scope import Scope, in_chunks
from storage.tables import AccountRow, CampaignRow, ClientRow, ContactRow, DomainContactRow, DomainRow
from storage.vault import place_of


class SqlClients:
    """Ports.Clients."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._session = scope, scope.session
        self._loaded: dict[str, Client] = {}

    def get(self, team_id: str, client_id: str) -> Client | None:
        return self._one(_clients(team_id).where(col(ClientRow.id) == client_id))

    def by_name(self, team_id: str, name: str) -> Client | None:
        return self._one(_clients(team_id).where(col(ClientRow.name_key) == name_key(name), _is_offered()))

    def add(self, client: Client) -> None:
        """Raises Conflict where the team has a client of that name."""
        self._scope.insert_or_conflict(ClientRow, client_columns(client))

    def save(self, client: Client) -> None:
        """Only what the caller changed, as somebody else may change the rest meanwhile. Raises Conflict where it is
        not there, or another one has the name."""
        before, columns = self._loaded.get(client.id), client_columns(client)
        known = client_columns(before) if before else {}
        changed = {name: value for name, value in columns.items() if name not in known or known[name] != value}
        change = update(ClientRow).where(col(ClientRow.id) == client.id)
        if not self._scope.changed(change.values(**(changed or columns))):
            raise Conflict(f"client {client.id} is not there")
        self._loaded[client.id] = client

    def matching(self, team_id: str, text: str, limit: int, offset: int = 0) -> list[Client]:
        query = (
            _clients(team_id)
            .where(_is_named(text), _is_offered())
            .order_by(col(ClientRow.name_key))
            .limit(limit)
            .offset(offset)
        )
        return [client_of(row) for row in self._session.scalars(query)]

    def count(self, team_id: str, text: str = "") -> int:
        is_ours = col(ClientRow.team_id) == team_id
        return (
            self._session.scalar(
                select(func.count()).select_from(ClientRow).where(is_ours, _is_named(text), _is_offered())
            )
            or 0
        )

    def of_account(self, team_id: str, account_id: str) -> list[Client]:
        query = _clients(team_id).where(col(ClientRow.account_id) == account_id)
        return [client_of(row) for row in self._session.scalars(query)]

    def _one(self, query: Select[ClientRow]) -> Client | None:
        row = self._session.scalar(query, execution_options={"populate_existing": True})
        if row is None:
            return None
        self._loaded[row.id] = client_of(row)
        return self._loaded[row.id]


class SqlAccounts:
    """Ports.Accounts. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, account_id: str) -> TwilioAccount | None:
        is_it = col(AccountRow.id) == account_id
        query = select(AccountRow).where(is_it, _is_ours(AccountRow, self._scope))
        row = self._scope.session.scalar(query, execution_options={"populate_existing": True})
        if row is None:
            return None
        secret = self._scope.vault.open(row.secret, secret_place(row.team_id, row.id))
        return TwilioAccount(row.id, row.team_id, row.account_sid, row.username, secret)

    def add(self, account: TwilioAccount) -> None:
        """Raises Conflict where the team has these credentials already."""
        columns = {
            "id": account.id,
            "team_id": account.team_id,
            "account_sid": account.account_sid,
            "username": account.username,
            "secret": self._sealed(account, account.id),
        }
        self._scope.insert_or_conflict(AccountRow, columns)

    def put(self, account: TwilioAccount) -> str:
        """Two clients of one account share its row: a secret that is changed is changed for both."""
        is_same = (col(AccountRow.account_sid) == account.account_sid, col(AccountRow.username) == account.username)
        known = self._scope.session.scalar(
            select(col(AccountRow.id)).where(_is_ours(AccountRow, self._scope), *is_same)
        )
        if known is None:
            self.add(account)
            return account.id
        change = update(AccountRow).where(col(AccountRow.id) == known)
        self._scope.changed(change.values(secret=self._sealed(account, known)))
        return known

    def drop(self, account_id: str) -> None:
        is_it = col(AccountRow.id) == account_id
        self._scope.changed(delete(AccountRow).where(is_it, _is_ours(AccountRow, self._scope)))

    def shown(self, account_ids: Collection[str]) -> dict[str, AccountShown]:
        columns = (col(AccountRow.id), col(AccountRow.account_sid), col(AccountRow.username))
        is_wanted = col(AccountRow.id).in_(list(account_ids))
        query = select(*columns).where(is_wanted, _is_ours(AccountRow, self._scope))
        return {row[0]: AccountShown(row[1], row[2]) for row in self._scope.session.execute(query)}

    def _sealed(self, account: TwilioAccount, account_id: str) -> str:
        return self._scope.vault.seal(account.secret, secret_place(account.team_id, account_id))


class SqlContacts:
    """Ports.Contacts. ``get`` sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, contact_id: str) -> Contact | None:
        is_it = col(ContactRow.id) == contact_id
        row = self._scope.session.scalar(select(ContactRow).where(is_it, _is_ours(ContactRow, self._scope)))
        if row is None:
            return None
        address = self._scope.vault.open(row.address, address_place(row.team_id, row.id))
        return Contact(row.id, row.team_id, row.client_id, address)

    def add(self, contact: Contact) -> str:
        """An address is known per client: an agency that serves two clients is two contacts."""
        return self._known(contact) or self._store(contact)

    def purge(self, before: datetime) -> int:
        is_in_use = (
            select(col(DomainContactRow.domain_id))
            .join(DomainRow, col(DomainRow.id) == col(DomainContactRow.domain_id))
            .where(col(DomainContactRow.contact_id) == col(ContactRow.id))
            .where(or_(col(DomainRow.removed_at).is_(None), col(DomainRow.removed_at) >= before))
        )
        return self._scope.changed(delete(ContactRow).where(_is_ours(ContactRow, self._scope), ~is_in_use.exists()))

    def _store(self, contact: Contact) -> str:
        vault, place = self._scope.vault, address_place(contact.team_id, contact.id)
        columns = {
            "id": contact.id,
            "team_id": contact.team_id,
            "client_id": contact.client_id,
            "address": vault.seal(contact.address, place),
            "address_index": vault.index(contact.team_id, contact.address),
        }
        if self._scope.insert(ContactRow, columns):
            return contact.id
        known = self._known(contact)  # somebody stored it at the same moment
        if known is None:
            raise Conflict(f"contact {contact.id}: the id is taken")
        return known

    def _known(self, contact: Contact) -> str | None:
        query = select(col(ContactRow.id)).where(
            col(ContactRow.team_id) == contact.team_id,
            col(ContactRow.client_id) == contact.client_id,
            col(ContactRow.address_index).in_(self._scope.vault.indexes(contact.team_id, contact.address)),
        )
        return self._scope.session.scalar(query.limit(1))


class SqlCampaigns:
    """Ports.Campaigns."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._session = scope, scope.session

    def get(self, team_id: str, campaign_id: str) -> Campaign | None:
        return self._one(_campaigns(team_id).where(col(CampaignRow.id) == campaign_id))

    def by_name(self, team_id: str, client_id: str, name: str) -> Campaign | None:
        is_name = col(CampaignRow.name_key) == name_key(name)
        return self._one(_campaigns(team_id).where(col(CampaignRow.client_id) == client_id, is_name))

    def add(self, campaign: Campaign) -> None:
        """Raises Conflict where the client has a campaign of that name."""
        self._scope.insert_or_conflict(CampaignRow, campaign_columns(campaign))

    def save(self, campaign: Campaign) -> None:
        """Raises Conflict where it is not there."""
        change = update(CampaignRow).where(col(CampaignRow.id) == campaign.id)
        if not self._scope.changed(change.values(**campaign_columns(campaign))):
            raise Conflict(f"campaign {campaign.id} is not there")

    def of_client(self, team_id: str, client_id: str) -> list[Campaign]:
        return self._many(_campaigns(team_id).where(col(CampaignRow.client_id) == client_id))

    def of_service(self, team_id: str, service_sid: str) -> list[Campaign]:
        return self._many(_campaigns(team_id).where(col(CampaignRow.service_sid) == service_sid))

    def of_services(self, team_id: str, service_sids: Sequence[str]) -> list[Campaign]:
        chunks = (_campaigns(team_id).where(col(CampaignRow.service_sid).in_(part)) for part in in_chunks(service_sids))
        return [campaign for chunk in chunks for campaign in self._many(chunk)]

    def of_team(self, team_id: str, limit: int, text: str = "", offset: int = 0) -> list[Campaign]:
        return self._many(_campaigns(team_id).where(*_is_listed(text)).limit(limit).offset(offset))

    def count(self, team_id: str, text: str = "") -> int:
        found = _campaigns(team_id).where(*_is_listed(text)).subquery()
        return self._session.scalar(select(func.count()).select_from(found)) or 0

    def _one(self, query: Select[CampaignRow]) -> Campaign | None:
        row = self._session.scalar(query)
        return None if row is None else campaign_of(row)

    def _many(self, query: Select[CampaignRow]) -> list[Campaign]:
        by_name = query.order_by(col(CampaignRow.name_key), col(CampaignRow.id))
        return [campaign_of(row) for row in self._session.scalars(by_name)]


def secret_place(team_id: str, account_id: str) -> str:
    """Where a Twilio secret stands, for the vault."""
    return place_of(team_id, "accounts.secret", account_id)


def address_place(team_id: str, contact_id: str) -> str:
    """Where a person's address stands, for the vault."""
    return place_of(team_id, "contacts.address", contact_id)


def _clients(team_id: str) -> Select[ClientRow]:
    return select(ClientRow).where(col(ClientRow.team_id) == team_id)


def _is_named(text: str) -> ColumnElement[bool]:
    return col(ClientRow.name_key).contains(name_key(text), autoescape=True)


def _campaigns(team_id: str) -> Select[CampaignRow]:
    return select(CampaignRow).where(col(CampaignRow.team_id) == team_id)


def _is_ours(table: type[AccountRow] | type[ContactRow], scope: Scope) -> ColumnElement[bool]:
    return col(table.team_id) == scope.team_id


def _is_offered() -> ColumnElement[bool]:
    return col(ClientRow.archived_at).is_(None)


def _is_listed(text: str) -> tuple[ColumnElement[bool], ...]:
    """Campaigns of clients that are offered, whose name contains the text."""
    is_offered = col(CampaignRow.client_id).in_(select(col(ClientRow.id)).where(_is_offered()))
    return is_offered, col(CampaignRow.name_key).contains(name_key(text), autoescape=True)
