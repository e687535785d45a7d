"""Other systems' tokens."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import ColumnElement, Update, delete, select, update
from sqlmodel import col

from bot.core.errors import Conflict
from bot.core.tokens import ApiToken
from storage.scope import Scope, in_chunks
from storage.tables_tokens import TokenClientRow, TokenRow

_FIELDS = (
    *("id", "team_id", "name", "made_by", "made_at", "can_add", "digest"),
    *("expires_at", "used_at", "revoked_at", "revoked_by", "shown_at"),
)


class SqlTokens:
    """Ports.ApiTokens. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, token_id: str) -> ApiToken | None:
        return self._one(col(TokenRow.id) == token_id, is_locked=True)

    def by_digest(self, digest: str) -> ApiToken | None:
        return self._one(col(TokenRow.digest) == digest)

    def all(self) -> list[ApiToken]:
        newest_first = (col(TokenRow.made_at).desc(), col(TokenRow.id).desc())
        rows = self._scope.session.scalars(select(TokenRow).where(self._is_ours).order_by(*newest_first)).all()
        clients = self._clients([row.id for row in rows])
        return [_token_of(row, clients[row.id]) for row in rows]

    def add(self, token: ApiToken) -> None:
        """Raises Conflict where the id is taken."""
        columns = {**_columns(token), "has_all_clients": token.client_ids is None}
        self._scope.insert_or_conflict(TokenRow, columns)
        for client_id in token.client_ids or ():
            self._scope.insert(TokenClientRow, {"token_id": token.id, "client_id": client_id})

    def save(self, token: ApiToken) -> None:
        """Raises Conflict where it is not there."""
        if not self._scope.changed(self._change(token).values(**_columns(token))):
            raise Conflict(f"token {token.id} is not there")

    def used(self, token: ApiToken) -> None:
        self._scope.changed(self._change(token).values(used_at=token.used_at))

    def purge(self, before: datetime) -> int:
        is_unshown = (col(TokenRow.digest).is_(None), col(TokenRow.made_at) < before)
        return self._scope.changed(delete(TokenRow).where(self._is_ours, *is_unshown))

    def _one(self, wanted: ColumnElement[bool], *, is_locked: bool = False) -> ApiToken | None:
        query = select(TokenRow).where(self._is_ours, wanted)
        query = query.with_for_update() if is_locked else query
        row = self._scope.session.scalar(query, execution_options={"populate_existing": True})
        return None if row is None else _token_of(row, self._clients([row.id])[row.id])

    def _clients(self, token_ids: list[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for chunk in in_chunks(token_ids):
            pairs = select(col(TokenClientRow.token_id), col(TokenClientRow.client_id))
            for token_id, client_id in self._scope.session.execute(
                pairs.where(col(TokenClientRow.token_id).in_(chunk))
            ):
                found[token_id].append(client_id)
        return found

    def _change(self, token: ApiToken) -> Update:
        return update(TokenRow).where(col(TokenRow.id) == token.id, self._is_ours)

    @property
    def _is_ours(self) -> ColumnElement[bool]:
        return col(TokenRow.team_id) == self._scope.team_id


def _columns(token: ApiToken) -> dict[str, object]:
    return {name: getattr(token, name) for name in _FIELDS}


def _token_of(row: TokenRow, client_ids: list[str]) -> ApiToken:
    reached = None if row.has_all_clients else tuple(sorted(client_ids))
    return ApiToken(**{name: getattr(row, name) for name in _FIELDS}, client_ids=reached)
