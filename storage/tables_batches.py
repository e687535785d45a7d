"""The tables of domains that were added together, and of SSL requests that are asked for together."""

from sqlmodel import Field

from storage.columns import Table, Words, at_most
from storage.tables import ID


class BatchRow(Table, table=True):
    """A domain came with others: those of the same batch."""

    __tablename__ = "batches"
    __table_args__ = tuple(at_most(batch_id=ID))
    domain_id: str = Field(primary_key=True, sa_type=Words, foreign_key="domains.id", ondelete="CASCADE")
    batch_id: str = Field(sa_type=Words, index=True)


class GroupedRow(Table, table=True):
    """An SSL request is shown in one message with others: those of the same group. ``number`` is its row there."""

    __tablename__ = "grouped_requests"
    __table_args__ = tuple(at_most(group_id=ID))
    request_id: str = Field(primary_key=True, sa_type=Words, foreign_key="approvals.id", ondelete="CASCADE")
    group_id: str = Field(sa_type=Words, index=True)
    number: int
