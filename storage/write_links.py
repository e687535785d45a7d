"""Links to the page where records are written: their table, and what keeps them."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlmodel import Field, col

from bot.core.errors import Conflict
from bot.core.write_links import WriteLink
from storage.columns import Table, Words, at_most
from storage.scope import Scope
from storage.tables import NAME, SLACK_ID

_FIELDS = ("id", "team_id", "domain_id", "manager", "created_at", "expires_at", "tries", "used_at")


class WriteLinkRow(Table, table=True):
    """What opens the page is made of the id, and never stored; nor is anything that is typed there."""

    __tablename__ = "write_links"
    __table_args__ = tuple(at_most(id=NAME, team_id=SLACK_ID, manager=SLACK_ID))
    id: str = Field(primary_key=True, sa_type=Words)
    team_id: str = Field(sa_type=Words)
    domain_id: str = Field(sa_type=Words, foreign_key="domains.id", index=True)
    manager: str = Field(sa_type=Words)
    created_at: datetime
    expires_at: datetime
    tries: int = 0
    used_at: datetime | None = None


class SqlWriteLinks:
    """Ports.WriteLinks. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, link_id: str) -> WriteLink | None:
        query = select(WriteLinkRow).where(col(WriteLinkRow.id) == link_id, self._is_ours).with_for_update()
        row = self._scope.session.scalar(query, execution_options={"populate_existing": True})
        return None if row is None else WriteLink(**{name: getattr(row, name) for name in _FIELDS})

    def put(self, link: WriteLink) -> None:
        """Raises Conflict where another team has one of that id."""
        columns = {name: getattr(link, name) for name in _FIELDS}
        if self._scope.insert(WriteLinkRow, columns):
            return
        change = update(WriteLinkRow).where(col(WriteLinkRow.id) == link.id, self._is_ours)
        if not self._scope.changed(change.values(**columns)):
            raise Conflict(f"write link {link.id} is another team's")

    def forget(self, domain_id: str, manager: str) -> None:
        is_theirs = (col(WriteLinkRow.domain_id) == domain_id, col(WriteLinkRow.manager) == manager)
        is_unused = col(WriteLinkRow.used_at).is_(None)
        self._scope.changed(delete(WriteLinkRow).where(*is_theirs, is_unused, self._is_ours))

    def purge(self, before: datetime) -> int:
        is_over = col(WriteLinkRow.expires_at) < before
        return self._scope.changed(delete(WriteLinkRow).where(is_over, self._is_ours))

    @property
    def _is_ours(self) -> ColumnElement[bool]:
        return col(WriteLinkRow.team_id) == self._scope.team_id
