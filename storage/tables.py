"""The tables. Rows hold plain column values; `storage.mapping` turns them into the core's values and back.

Every unique index of what people name holds ``team_id``; rows below a domain are keyed by its id, which is opaque and
belongs to one team. Datetimes are SQLModel's UTCDateTime: aware in, aware UTC out, on every driver.
Vocabularies that are closed are checked; kinds of events and effects grow and are guarded by their enumerations, so
that an append-only table need not be rebuilt for a word.
"""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.core.domain import AttachmentState, RequestState, Setup, Standing
from bot.core.facts import FactName, FactState
from storage.columns import Table, Words, all_or_none, at_most, index_where, one_of, unique_where

ID, SLACK_ID, NAME, HOST, URL, PROSE = 100, 100, 255, 253, 3000, 4000
"""Longest texts, in characters. Wider than any form allows: a last wall, not a message to people."""


class AccountRow(Table, table=True):
    """Credentials of a Twilio account; ``secret`` is a Fernet token."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("team_id", "account_sid", "username"),
        *at_most(id=ID, team_id=SLACK_ID, account_sid=ID, username=ID, secret=PROSE),
    )
    id: str = Field(primary_key=True, sa_type=Words)
    team_id: str = Field(sa_type=Words)
    account_sid: str = Field(sa_type=Words)
    username: str = Field(sa_type=Words)
    secret: str = Field(sa_type=Words, repr=False)


class ClientRow(Table, table=True):
    """``name_key`` is the name as it is compared: see `storage.mapping.name_key`."""

    __tablename__ = "clients"
    __table_args__ = (
        unique_where("uq_clients_name", "archived_at IS NULL", "team_id", "name_key"),
        *at_most(id=ID, team_id=SLACK_ID, name=NAME, name_key=3 * NAME, leaving_by=SLACK_ID),
    )
    id: str = Field(primary_key=True, sa_type=Words)
    team_id: str = Field(sa_type=Words)
    name: str = Field(sa_type=Words)
    name_key: str = Field(sa_type=Words)
    account_id: str | None = Field(default=None, sa_type=Words, foreign_key="accounts.id")
    leaving_since: datetime | None = None
    leaving_by: str | None = Field(default=None, sa_type=Words)
    archived_at: datetime | None = None


class ContactRow(Table, table=True):
    """A person. ``address`` is a Fernet token, ``address_index`` a keyed hash to find it by."""

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("team_id", "client_id", "address_index"),
        *at_most(id=ID, team_id=SLACK_ID, address=PROSE, address_index=ID),
    )
    id: str = Field(primary_key=True, sa_type=Words)
    team_id: str = Field(sa_type=Words)
    client_id: str = Field(sa_type=Words, foreign_key="clients.id")
    address: str = Field(sa_type=Words, repr=False)
    address_index: str = Field(sa_type=Words, repr=False)


class CampaignRow(Table, table=True):
    """A campaign and at most one Messaging Service."""

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("team_id", "client_id", "name_key"),
        Index("ix_campaigns_service", "team_id", "service_sid"),
        *at_most(id=ID, team_id=SLACK_ID, name=NAME, name_key=3 * NAME, service_sid=ID),
    )
    id: str = Field(primary_key=True, sa_type=Words)
    team_id: str = Field(sa_type=Words)
    client_id: str = Field(sa_type=Words, foreign_key="clients.id")
    name: str = Field(sa_type=Words)
    name_key: str = Field(sa_type=Words)
    service_sid: str | None = Field(default=None, sa_type=Words)


class DomainRow(Table, table=True):
    """The aggregate's own columns. ``lease_until`` and ``lease_owner`` say which process looks at it now."""

    __tablename__ = "domains"
    __table_args__ = (
        unique_where("uq_domains_host", "removed_at IS NULL", "team_id", "host"),
        unique_where("uq_domains_sid", "removed_at IS NULL AND domain_sid IS NOT NULL", "team_id", "domain_sid"),
        index_where("ix_domains_due", "removed_at IS NULL AND next_check_at IS NOT NULL", "team_id", "next_check_at"),
        index_where("ix_domains_bucket", "removed_at IS NULL AND live_since IS NOT NULL", "team_id", "bucket", "id"),
        Index("ix_domains_owner", "team_id", "owner"),
        Index("ix_domains_client", "client_id"),
        one_of("setup", Setup),
        one_of("standing", Standing),
        all_or_none("details", "domain_sid", "standing", "details_by", "details_at"),
        all_or_none("provider", "provider_id", "provider_name"),
        *at_most(id=ID, team_id=SLACK_ID, host=HOST, zone=HOST, owner=SLACK_ID, channel=SLACK_ID, card_ts=ID),
        *at_most(domain_sid=ID, verification=NAME, details_by=SLACK_ID, provider_id=ID, provider_name=NAME, note=PROSE),
        *at_most(lease_owner=NAME),
    )
    id: str = Field(primary_key=True, sa_type=Words)
    team_id: str = Field(sa_type=Words)
    host: str = Field(sa_type=Words)
    zone: str = Field(sa_type=Words)
    client_id: str = Field(sa_type=Words, foreign_key="clients.id")
    owner: str = Field(sa_type=Words)
    setup: str = Field(sa_type=Words)
    channel: str = Field(sa_type=Words)
    created_at: datetime
    next_check_at: datetime | None = None
    card_ts: str | None = Field(default=None, sa_type=Words)
    domain_sid: str | None = Field(default=None, sa_type=Words)
    verification: str | None = Field(default=None, sa_type=Words)
    standing: str | None = Field(default=None, sa_type=Words)
    details_by: str | None = Field(default=None, sa_type=Words)
    details_at: datetime | None = None
    provider_id: str | None = Field(default=None, sa_type=Words)
    provider_name: str | None = Field(default=None, sa_type=Words)
    note: str | None = Field(default=None, sa_type=Words)
    instructed: bool = False
    live_since: datetime | None = None
    degraded_since: datetime | None = None
    close_since: datetime | None = None
    last_check_at: datetime | None = None
    visible_everywhere_at: datetime | None = None
    removed_at: datetime | None = None
    bucket: int
    generation: int = 0
    card_number: int = 0
    removing_since: datetime | None = None
    parked_since: datetime | None = None
    wrong_since: datetime | None = None
    opened_at: datetime | None = None
    page_seen_at: datetime | None = None
    removal_due_at: datetime | None = None
    lease_until: datetime | None = None
    lease_owner: str | None = Field(default=None, sa_type=Words)


class DomainContactRow(Table, table=True):
    """Who gets the steps for a domain. Goes with the contact, so that forgetting somebody is one deletion."""

    __tablename__ = "domain_contacts"
    domain_id: str = Field(primary_key=True, sa_type=Words, foreign_key="domains.id", ondelete="CASCADE")
    contact_id: str = Field(primary_key=True, sa_type=Words, foreign_key="contacts.id", ondelete="CASCADE", index=True)
    position: int


class FactRow(Table, table=True):
    """One fact of one domain. Findings and evidence are JSON texts: nobody searches in them."""

    __tablename__ = "facts"
    __table_args__ = (one_of("name", FactName), one_of("state", FactState))
    domain_id: str = Field(primary_key=True, sa_type=Words, foreign_key="domains.id", ondelete="CASCADE")
    name: str = Field(primary_key=True, sa_type=Words)
    state: str = Field(sa_type=Words)
    since: datetime | None = None
    seen_at: datetime | None = None
    finding: str | None = Field(default=None, sa_type=Words)
    evidence: str | None = Field(default=None, sa_type=Words)
    before: str | None = Field(default=None, sa_type=Words)
    contrary: int = 0
    unsure: str | None = Field(default=None, sa_type=Words)
    expires_at: datetime | None = None


class EventRow(Table, table=True):
    """What happened. Triggers refuse every update and deletion; ids rise and are never given twice."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_domain", "domain_id", "id"),
        Index("ix_events_kind", "kind", "at"),
        *at_most(kind=ID, actor=SLACK_ID),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    domain_id: str = Field(sa_type=Words, foreign_key="domains.id")
    kind: str = Field(sa_type=Words)
    at: datetime
    actor: str | None = Field(default=None, sa_type=Words)
    details: str = Field(sa_type=Words)


class ApprovalRow(Table, table=True):
    """An SSL request and its decision. ``number`` counts a domain's requests: the highest is the newest."""

    __tablename__ = "approvals"
    __table_args__ = (
        UniqueConstraint("domain_id", "number"),
        unique_where("uq_approvals_open", "state IN ('waiting', 'pending')", "domain_id"),
        index_where("ix_approvals_pending", "state = 'pending'", "domain_id"),
        one_of("state", RequestState),
        *at_most(id=ID, digest=NAME, requested_by=SLACK_ID, decided_by=SLACK_ID, reason=PROSE, problem=PROSE),
    )
    id: str = Field(primary_key=True, sa_type=Words)
    domain_id: str = Field(sa_type=Words, foreign_key="domains.id")
    number: int
    digest: str = Field(sa_type=Words)
    state: str = Field(sa_type=Words)
    requested_by: str = Field(sa_type=Words)
    requested_at: datetime
    decided_by: str | None = Field(default=None, sa_type=Words)
    decided_at: datetime | None = None
    reason: str | None = Field(default=None, sa_type=Words)
    problem: str | None = Field(default=None, sa_type=Words)


class AttachmentRow(Table, table=True):
    """A domain on a campaign, wanted or done."""

    __tablename__ = "attachments"
    __table_args__ = (
        unique_where("uq_attachments_held", "state IN ('wanted', 'attached')", "domain_id", "campaign_id"),
        Index("ix_attachments_domain", "domain_id"),
        Index("ix_attachments_campaign", "campaign_id"),
        one_of("state", AttachmentState),
        *at_most(id=ID, fallback_url=URL, callback_url=URL, wanted_by=SLACK_ID, problem=PROSE),
    )
    id: str = Field(primary_key=True, sa_type=Words)
    domain_id: str = Field(sa_type=Words, foreign_key="domains.id")
    campaign_id: str = Field(sa_type=Words, foreign_key="campaigns.id")
    state: str = Field(sa_type=Words)
    fallback_url: str | None = Field(default=None, sa_type=Words)
    callback_url: str | None = Field(default=None, sa_type=Words)
    continue_on_failure: bool
    disable_https: bool
    wanted_by: str = Field(sa_type=Words)
    wanted_at: datetime
    attached_at: datetime | None = None
    problem: str | None = Field(default=None, sa_type=Words)
