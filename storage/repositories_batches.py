"""Domains that were added together, and SSL requests that are asked for together."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, delete, select
from sqlmodel import col

from storage.scope import Scope
from storage.tables import ApprovalRow, DomainRow
from storage.tables_batches import BatchRow, GroupedRow


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

    def add_group(self, group_id: str, request_ids: Sequence[str]) -> None:
        """Raises Conflict where a request is in a group already."""
        self._scope.session.flush()
        for number, request_id in enumerate(request_ids):
            columns = {"request_id": request_id, "group_id": group_id, "number": number}
            self._scope.insert_or_conflict(GroupedRow, columns)

    def group_of(self, request_id: str) -> str | None:
        query = select(col(GroupedRow.group_id)).where(col(GroupedRow.request_id) == request_id, self._is_our_request())
        return self._scope.session.scalar(query)

    def requests_of(self, group_id: str) -> Mapping[int, str]:
        query = (
            select(col(GroupedRow.number), col(GroupedRow.request_id))
            .where(col(GroupedRow.group_id) == group_id, self._is_our_request())
            .order_by(col(GroupedRow.number))
        )
        return {row[0]: row[1] for row in self._scope.session.execute(query)}

    def domains_of(self, group_id: str) -> Sequence[str]:
        query = (
            select(col(ApprovalRow.domain_id))
            .join(GroupedRow, col(GroupedRow.request_id) == col(ApprovalRow.id))
            .where(col(GroupedRow.group_id) == group_id, self._is_our_request())
        )
        return self._scope.session.scalars(query).all()

    def take_out(self, request_id: str) -> None:
        is_it = (col(GroupedRow.request_id) == request_id, self._is_our_request())
        self._scope.changed(delete(GroupedRow).where(*is_it))

    def _is_our_request(self) -> ColumnElement[bool]:
        ours = (
            select(col(ApprovalRow.id))
            .join(DomainRow, col(DomainRow.id) == col(ApprovalRow.domain_id))
            .where(col(DomainRow.team_id) == self._scope.team_id)
        )
        return col(GroupedRow.request_id).in_(ours)
