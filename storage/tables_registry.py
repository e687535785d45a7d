"""The tables of links to the page where credentials are typed, and of clients that are asked for."""

from datetime import datetime

from sqlmodel import Field

from storage.columns import Table, Words, at_most
from storage.tables import ID, NAME, PROSE, SLACK_ID


class CredentialLinkRow(Table, table=True):
    """What opens the page is made of the id, and never stored."""

    __tablename__ = "credential_links"
    __table_args__ = tuple(at_most(id=ID, team_id=SLACK_ID, admin=SLACK_ID))
    id: str = Field(primary_key=True, sa_type=Words)
    team_id: str = Field(sa_type=Words)
    client_id: str = Field(sa_type=Words, foreign_key="clients.id", index=True)
    admin: str = Field(sa_type=Words)
    created_at: datetime
    expires_at: datetime
    tries: int = 0
    used_at: datetime | None = None


class AskRow(Table, table=True):
    """An account manager asks for a client, or for a campaign of one. ``draft`` is the half-filled form as JSON,
    without addresses."""

    __tablename__ = "asks"
    __table_args__ = tuple(at_most(id=ID, team_id=SLACK_ID, asker=SLACK_ID, name=NAME, draft=4 * PROSE))
    id: str = Field(primary_key=True, sa_type=Words)
    team_id: str = Field(sa_type=Words, index=True)
    asker: str = Field(sa_type=Words)
    created_at: datetime
    draft: str = Field(sa_type=Words)
    name: str = Field(sa_type=Words)
    client_id: str | None = Field(default=None, sa_type=Words, foreign_key="clients.id")
    answered_by: str | None = Field(default=None, sa_type=Words)
    for_client: str | None = Field(default=None, sa_type=Words, foreign_key="clients.id")
    campaign_id: str | None = Field(default=None, sa_type=Words, foreign_key="campaigns.id")
