"""The table of client links, a row below a domain."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.core.languages import Language
from storage.columns import Table, Words, at_most, one_of
from storage.tables import NAME


class LinkRow(Table, table=True):
    """A client link. ``number`` counts a domain's links; what opens the page is made of the id and never stored.
    ``undeliverable`` are ids of contacts, with spaces between them."""

    __tablename__ = "links"
    __table_args__ = (UniqueConstraint("domain_id", "number"), *at_most(id=NAME), one_of("language", Language))
    id: str = Field(primary_key=True, sa_type=Words)
    domain_id: str = Field(sa_type=Words, foreign_key="domains.id", ondelete="CASCADE")
    number: int
    created_at: datetime
    expires_at: datetime
    sent_at: datetime | None = None
    is_held: bool = False
    revoked_at: datetime | None = None
    opens: int = 0
    first_opened_at: datetime | None = None
    last_opened_at: datetime | None = None
    asked_at: datetime | None = None
    warned_at: datetime | None = None
    language: str = Field(default=Language.ENGLISH.value, sa_type=Words)
    reminded_at: datetime | None = None
    ended_at: datetime | None = None
    undeliverable: str = Field(default="", sa_type=Words)
    fault: str = Field(default="", sa_type=Words)
