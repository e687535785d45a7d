"""What hangs on a domain: SSL requests, attachments, events; and the deliveries that were carried out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, insert, select, update
from sqlmodel import col

from bot.core.domain import Attachment, SslRequest
from bot.core.errors import Conflict
from bot.core.events import Event, EventKind
from storage.mapping import (
    attachment_columns,
    attachment_of,
    event_columns,
    event_of,
    request_columns,
    request_of,
)
from storage.repositories import store_request
from storage.scope import Scope, in_chunks
from storage.tables import ApprovalRow, AttachmentRow, DomainRow, EventRow
from storage.tables_outbox import DeliveryRow


class SqlRequests:
    """Ports.Requests. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, request_id: str) -> SslRequest | None:
        query = select(ApprovalRow).where(col(ApprovalRow.id) == request_id, _is_ours(ApprovalRow, self._scope))
        row = self._scope.session.scalar(query, execution_options={"populate_existing": True})
        return None if row is None else request_of(row)

    def add(self, request: SslRequest) -> None:
        """Raises Conflict where the domain has an open request. One stored with its domain already is no conflict."""
        if self.get(request.id) != request:
            store_request(self._scope, request)

    def save_if(self, request: SslRequest, expected: SslRequest) -> bool:
        is_expected = (col(ApprovalRow.id) == expected.id, col(ApprovalRow.state) == expected.state.value)
        is_ours = _is_ours(ApprovalRow, self._scope)
        change = update(ApprovalRow).where(*is_expected, is_ours).values(**request_columns(request))
        return self._scope.changed(change) == 1


class SqlAttachments:
    """Ports.Attachments. Sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, attachment_id: str) -> Attachment | None:
        found = self._many(col(AttachmentRow.id) == attachment_id)
        return found[0] if found else None

    def of_domain(self, domain_id: str) -> list[Attachment]:
        """Oldest first."""
        return self._many(col(AttachmentRow.domain_id) == domain_id)

    def of_campaign(self, campaign_id: str) -> list[Attachment]:
        """Oldest first."""
        return self._many(col(AttachmentRow.campaign_id) == campaign_id)

    def add(self, attachment: Attachment) -> None:
        """Raises Conflict where the domain is wanted or attached there already."""
        self._scope.insert_or_conflict(AttachmentRow, attachment_columns(attachment))

    def save(self, attachment: Attachment) -> None:
        """Raises Conflict where it is not there."""
        change = update(AttachmentRow).where(col(AttachmentRow.id) == attachment.id)
        if not self._scope.changed(change.values(**attachment_columns(attachment))):
            raise Conflict(f"attachment {attachment.id} is not there")

    def _many(self, condition: ColumnElement[bool]) -> list[Attachment]:
        query = select(AttachmentRow).where(condition, _is_ours(AttachmentRow, self._scope))
        oldest_first = query.order_by(col(AttachmentRow.wanted_at), col(AttachmentRow.id))
        rows = self._scope.session.scalars(oldest_first, execution_options={"populate_existing": True})
        return [attachment_of(row) for row in rows]


class SqlEvents:
    """Ports.Events. Reading sees the actor's team only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def append(self, event: Event) -> int:
        row = insert(EventRow).values(**event_columns(event)).returning(col(EventRow.id))
        return self._scope.session.scalars(row).one() or 0

    def get(self, event_ids: Sequence[int]) -> list[Event]:
        """Oldest first."""
        chunks = (self._many(col(EventRow.id).in_(chunk)) for chunk in in_chunks(sorted(event_ids)))
        return [event for chunk in chunks for event in chunk]

    def of_domain(self, domain_id: str) -> list[Event]:
        return self._many(col(EventRow.domain_id) == domain_id)

    def of_kinds(self, kinds: Sequence[EventKind], since: datetime, *, is_alone: bool = False) -> list[Event]:
        if is_alone:
            self._scope.hooks.serialise(self._scope.session, "events.of_kinds")
        return self._many(and_(col(EventRow.kind).in_([kind.value for kind in kinds]), col(EventRow.at) >= since))

    def _many(self, condition: ColumnElement[bool]) -> list[Event]:
        query: Select[EventRow] = select(EventRow).where(condition, _is_ours(EventRow, self._scope))
        return [event_of(row) for row in self._scope.session.scalars(query.order_by(col(EventRow.id)))]


class SqlDeliveries:
    """Ports.Deliveries, of the actor's team."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def record(self, delivery: str, now: datetime) -> bool:
        columns = {"delivery": delivery, "team_id": self._scope.team_id, "at": now}
        return self._scope.insert(DeliveryRow, columns)

    def purge(self, before: datetime) -> int:
        """Forgets deliveries older than this; how many."""
        is_ours = col(DeliveryRow.team_id) == self._scope.team_id
        return self._scope.changed(delete(DeliveryRow).where(is_ours, col(DeliveryRow.at) < before))


def _is_ours(table: type[ApprovalRow] | type[AttachmentRow] | type[EventRow], scope: Scope) -> ColumnElement[bool]:
    ours = select(col(DomainRow.id)).where(col(DomainRow.team_id) == scope.team_id)
    return col(table.domain_id).in_(ours)
