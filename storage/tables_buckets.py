"""The table of buckets of live domains."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.columns import Table, Words, at_most
from storage.tables import NAME, SLACK_ID


class BucketRow(Table, table=True):
    """When a bucket was last looked at and how many were in it, when it will be, and which process does so now."""

    __tablename__ = "buckets"
    __table_args__ = (
        Index("ix_buckets_due", "team_id", "next_sweep_at"),
        *at_most(team_id=SLACK_ID, lease_owner=NAME),
    )
    team_id: str = Field(primary_key=True, sa_type=Words)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    next_sweep_at: datetime
    swept_at: datetime | None = None
    members: int = 0
    generation: int = 0
    lease_until: datetime | None = None
    lease_owner: str | None = Field(default=None, sa_type=Words)
