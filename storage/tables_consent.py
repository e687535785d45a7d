"""The table of providers' consent pages, a row below a domain."""

from datetime import datetime

from sqlmodel import Field

from bot.core.consent import Outcome
from storage.columns import Table, Words, all_or_none, at_most, one_of
from storage.tables import HOST, ID, NAME, SLACK_ID


class ConsentRow(Table, table=True):
    """What was found of a domain's consent page, and the newest visit to it. ``attempt`` opens nothing by itself."""

    __tablename__ = "consents"
    __table_args__ = (
        one_of("outcome", Outcome),
        all_or_none("page", "page_name", "page_address"),
        *at_most(zone=HOST, page_name=NAME, page_address=NAME, attempt=ID, actor=SLACK_ID),
    )
    domain_id: str = Field(primary_key=True, sa_type=Words, foreign_key="domains.id", ondelete="CASCADE")
    zone: str = Field(sa_type=Words)
    looked_at: datetime
    page_name: str | None = Field(default=None, sa_type=Words)
    page_address: str | None = Field(default=None, sa_type=Words)
    is_unsure: bool = False
    attempt: str | None = Field(default=None, sa_type=Words)
    actor: str | None = Field(default=None, sa_type=Words)
    left_at: datetime | None = None
    returned_at: datetime | None = None
    outcome: str = Field(default=Outcome.NONE.value, sa_type=Words)
