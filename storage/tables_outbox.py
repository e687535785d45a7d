"""The tables of what must still happen outside, and of what came in."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.core.effects import EffectState
from storage.columns import Table, Words, at_most, index_where, one_of, unique_where
from storage.tables import ID, NAME, SLACK_ID


class EffectRow(Table, table=True):
    """An outside action until it is done, and the record that it was. Holds kind and ids, never what is sent.

    ``domain_id`` refers to no row: a queue does not hold up the registry, nor lock it.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key", "team_id"),
        unique_where(
            "uq_outbox_twin",
            "coalesces AND state = 'new' AND attempt = 0",
            *("team_id", "domain_id", "kind", "subject"),
        ),
        index_where("ix_outbox_open", "state IN ('new', 'sending', 'unknown')", "team_id", "destination", "domain_id"),
        index_where("ix_outbox_unresolved", "state IN ('sending', 'unknown')", "team_id", "destination", "domain_id"),
        index_where("ix_outbox_mails", "destination = 'mail' AND external_id IS NOT NULL", "external_id"),
        index_where("ix_outbox_finished", "state IN ('done', 'dead')", "team_id", "kind", "created_at"),
        Index("ix_outbox_domain", "domain_id"),
        one_of("state", EffectState),
        *at_most(key=NAME, kind=ID, team_id=SLACK_ID, domain_id=ID, destination=NAME, lease_owner=NAME),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Words)
    kind: str = Field(sa_type=Words)
    team_id: str = Field(sa_type=Words)
    domain_id: str = Field(sa_type=Words)
    subject: str = Field(sa_type=Words)
    destination: str = Field(sa_type=Words)
    urgency: int
    coalesces: bool
    created_at: datetime
    state: str = Field(sa_type=Words)
    next_try_at: datetime
    attempt: int = 0
    looks: int = 0
    first_sent_at: datetime | None = None
    generation: int = 0
    lease_until: datetime | None = None
    lease_owner: str | None = Field(default=None, sa_type=Words)
    external_id: str | None = Field(default=None, sa_type=Words)
    problem: str | None = Field(default=None, sa_type=Words)
    result: str | None = Field(default=None, sa_type=Words)


class HoldRow(Table, table=True):
    """A destination that told us to wait."""

    __tablename__ = "holds"
    __table_args__ = tuple(at_most(destination=NAME))
    destination: str = Field(primary_key=True, sa_type=Words)
    until: datetime


class DeliveryRow(Table, table=True):
    """A payload of Slack's that has been carried out, so that its repetition changes nothing."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_at", "at"), *at_most(delivery=NAME, team_id=SLACK_ID))
    delivery: str = Field(primary_key=True, sa_type=Words)
    team_id: str = Field(primary_key=True, sa_type=Words)
    at: datetime
