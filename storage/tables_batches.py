"""The table of domains that were added together."""

from sqlmodel import Field

from storage.columns import Table, Words, at_most
from storage.tables import ID


class BatchRow(Table, table=True):
    """A domain came with others: those of the same batch."""

    __tablename__ = "batches"
    __table_args__ = tuple(at_most(batch_id=ID))
    domain_id: str = Field(primary_key=True, sa_type=Words, foreign_key="domains.id", ondelete="CASCADE")
    batch_id: str = Field(sa_type=Words, index=True)
