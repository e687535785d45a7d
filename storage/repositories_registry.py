"""What the registries keep beside clients and campaigns."""

import json
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlmodel import col

from bot.core.asking import Ask
from bot.core.credentials import CredentialLink
from bot.core.errors import Conflict
from storage.scope import Scope
from storage.tables_registry import AskRow, CredentialLinkRow

_ASK_FIELDS = ("id", "team_id", "asker", "created_at", "name", "client_id", "answered_by", "for_client", "campaign_id")
_LINK_FIELDS = ("id", "team_id", "client_id", "admin", "created_at", "expires_at", "tries", "used_at")


class SqlCredentialLinks:
    """Ports.CredentialLinks. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, link_id: str) -> CredentialLink | None:
        query = select(CredentialLinkRow).where(col(CredentialLinkRow.id) == link_id, self._is_ours).with_for_update()
        row = self._scope.session.scalar(query, execution_options={"populate_existing": True})
        return None if row is None else CredentialLink(**{name: getattr(row, name) for name in _LINK_FIELDS})

    def add(self, link: CredentialLink) -> None:
        """Raises Conflict where the id is taken."""
        self._scope.insert_or_conflict(CredentialLinkRow, _columns(link))

    def save(self, link: CredentialLink) -> None:
        """Raises Conflict where it is not there."""
        change = update(CredentialLinkRow).where(col(CredentialLinkRow.id) == link.id, self._is_ours)
        if not self._scope.changed(change.values(**_columns(link))):
            raise Conflict(f"credential link {link.id} is not there")

    def forget(self, client_id: str, admin: str) -> None:
        is_theirs = (col(CredentialLinkRow.client_id) == client_id, col(CredentialLinkRow.admin) == admin)
        is_unused = col(CredentialLinkRow.used_at).is_(None)
        self._scope.changed(delete(CredentialLinkRow).where(*is_theirs, is_unused, self._is_ours))

    def purge(self, before: datetime) -> int:
        return self._scope.changed(
            delete(CredentialLinkRow).where(col(CredentialLinkRow.expires_at) < before, self._is_ours)
        )

    @property
    def _is_ours(self) -> ColumnElement[bool]:
        return col(CredentialLinkRow.team_id) == self._scope.team_id


def _columns(link: CredentialLink) -> dict[str, object]:
    return {name: getattr(link, name) for name in _LINK_FIELDS}


class SqlAsks:
    """Ports.Asks. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, ask_id: str) -> Ask | None:
        found = self._many(col(AskRow.id) == ask_id)
        return found[0] if found else None

    def open(self, team_id: str) -> list[Ask]:
        is_open = (col(AskRow.client_id).is_(None), col(AskRow.campaign_id).is_(None), col(AskRow.name) != "")
        return self._many(*is_open, col(AskRow.team_id) == team_id)

    def add(self, ask: Ask) -> None:
        """Raises Conflict where the id is taken."""
        self._scope.insert_or_conflict(AskRow, _ask_columns(ask))

    def save(self, ask: Ask) -> None:
        """Raises Conflict where it is not there."""
        change = update(AskRow).where(col(AskRow.id) == ask.id, self._is_ours)
        if not self._scope.changed(change.values(**_ask_columns(ask))):
            raise Conflict(f"ask {ask.id} is not there")

    def purge(self, before: datetime) -> int:
        return self._scope.changed(delete(AskRow).where(col(AskRow.created_at) <= before, self._is_ours))

    def _many(self, *wanted: ColumnElement[bool]) -> list[Ask]:
        query = select(AskRow).where(self._is_ours, *wanted).order_by(col(AskRow.created_at), col(AskRow.id))
        rows = self._scope.session.scalars(query.with_for_update(), execution_options={"populate_existing": True})
        return [_ask_of(row) for row in rows]

    @property
    def _is_ours(self) -> ColumnElement[bool]:
        return col(AskRow.team_id) == self._scope.team_id


def _ask_columns(ask: Ask) -> dict[str, object]:
    plain = {name: getattr(ask, name) for name in _ASK_FIELDS}
    return {**plain, "draft": json.dumps(dict(ask.draft), ensure_ascii=False)}


def _ask_of(row: AskRow) -> Ask:
    return Ask(**{name: getattr(row, name) for name in _ASK_FIELDS}, draft=json.loads(row.draft))
