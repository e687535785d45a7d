"""The tables of other systems' tokens: what each may reach, and a hash of its secret."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.columns import Table, Words, at_most
from storage.tables import ID, NAME, SLACK_ID


class TokenRow(Table, table=True):
    """``digest`` is SHA-256 of the secret, as hex; NULL until the secret was shown."""

    __tablename__ = "tokens"
    __table_args__ = (
        UniqueConstraint("team_id", "digest"),
        *at_most(id=ID, team_id=SLACK_ID, name=NAME, made_by=SLACK_ID, digest=64, revoked_by=SLACK_ID),
    )
    id: str = Field(primary_key=True, sa_type=Words)
    team_id: str = Field(sa_type=Words, index=True)
    name: str = Field(sa_type=Words)
    made_by: str = Field(sa_type=Words)
    made_at: datetime
    has_all_clients: bool
    can_add: bool = False
    digest: str | None = Field(default=None, sa_type=Words, repr=False)
    expires_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = Field(default=None, sa_type=Words)
    shown_at: datetime | None = None


class TokenClientRow(Table, table=True):
    """A client within the scope of a token that does not reach all of them."""

    __tablename__ = "token_clients"
    token_id: str = Field(primary_key=True, sa_type=Words, foreign_key="tokens.id", ondelete="CASCADE")
    client_id: str = Field(primary_key=True, sa_type=Words, foreign_key="clients.id", index=True)
