"""The table of webhooks. Their deliveries stand in the outbox."""

from datetime import datetime

from sqlmodel import Field

from bot.core.webhooks import OffReason
from storage.columns import Table, Words, all_or_none, at_most, one_of
from storage.tables import ID, PROSE, SLACK_ID


class WebhookRow(Table, table=True):
    """``address``, ``secret`` and ``former_secret`` are Fernet tokens. ``types`` and ``client_ids`` have spaces between
    them; empty: all."""

    __tablename__ = "webhooks"
    __table_args__ = (
        one_of("off", OffReason),
        all_or_none("off_since", "off", "off_since"),
        all_or_none("shown", "shown_to", "shown_until"),
        all_or_none("former", "former_secret", "former_until"),
        *at_most(id=ID, team_id=SLACK_ID, address=4 * PROSE, types=PROSE, client_ids=4 * PROSE, created_by=SLACK_ID),
        *at_most(secret=PROSE, former_secret=PROSE, shown_to=SLACK_ID, shown_as=64),
    )
    id: str = Field(primary_key=True, sa_type=Words)
    team_id: str = Field(sa_type=Words, index=True)
    address: str = Field(sa_type=Words, repr=False)
    types: str = Field(sa_type=Words)
    client_ids: str = Field(sa_type=Words)
    created_by: str = Field(sa_type=Words)
    created_at: datetime
    secret: str = Field(sa_type=Words, repr=False)
    former_secret: str | None = Field(default=None, sa_type=Words, repr=False)
    former_until: datetime | None = None
    off: str | None = Field(default=None, sa_type=Words)
    off_since: datetime | None = None
    failing_since: datetime | None = None
    paused_until: datetime | None = None
    last_taken_at: datetime | None = None
    shown_to: str | None = Field(default=None, sa_type=Words)
    shown_until: datetime | None = None
    shown_as: str | None = Field(default=None, sa_type=Words)
