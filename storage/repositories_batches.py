"""Domains that were added together."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from storage.scope import Scope
from storage.tables import DomainRow
from storage.tables_batches import BatchRow


class SqlBatches:
    """Ports.Batches. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, batch_id: str, domain_ids: Sequence[str]) -> None:
        """Raises Conflict where a domain came with a batch already."""
        for domain_id in domain_ids:
            self._scope.insert_or_conflict(BatchRow, {"domain_id": domain_id, "batch_id": batch_id})

    def of_domain(self, domain_id: str) -> str | None:
        query = select(col(BatchRow.batch_id)).where(col(BatchRow.domain_id) == domain_id, self._is_ours())
        return self._scope.session.scalar(query)

    def _is_ours(self) -> ColumnElement[bool]:
        ours = select(col(DomainRow.id)).where(col(DomainRow.team_id) == self._scope.team_id)
        return col(BatchRow.domain_id).in_(ours)
