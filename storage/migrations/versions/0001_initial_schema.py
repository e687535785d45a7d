"""Initial schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_ON_SQLITE = (
    "CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    "CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    # INSERT OR REPLACE deletes without firing the trigger above (sqlite.org/lang_conflict.html).
    "CREATE TRIGGER events_no_replace BEFORE INSERT ON events WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
)
_ON_POSTGRESQL = (
    "CREATE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$",
    "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_refuse()",
    "CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION events_refuse()",
)


def upgrade() -> None:
    """All tables, their indexes, and the triggers that keep events append-only."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("account_sid", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.CheckConstraint("length(account_sid) <= 100", name=op.f("ck_accounts_account_sid_length")),
        sa.CheckConstraint("length(id) <= 100", name=op.f("ck_accounts_id_length")),
        sa.CheckConstraint("length(secret) <= 4000", name=op.f("ck_accounts_secret_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_accounts_team_id_length")),
        sa.CheckConstraint("length(username) <= 100", name=op.f("ck_accounts_username_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint(
            "team_id", "account_sid", "username", name=op.f("uq_accounts_team_id_account_sid_username")
        ),
    )
    op.create_table(
        "deliveries",
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(delivery) <= 255", name=op.f("ck_deliveries_delivery_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_deliveries_team_id_length")),
        sa.PrimaryKeyConstraint("delivery", "team_id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_at", "deliveries", ["at"], unique=False)

    op.create_table(
        "buckets",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_sweep_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.CheckConstraint("length(lease_owner) <= 255", name=op.f("ck_buckets_lease_owner_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_buckets_team_id_length")),
        sa.PrimaryKeyConstraint("team_id", "number", name=op.f("pk_buckets")),
    )
    op.create_index("ix_buckets_due", "buckets", ["team_id", "next_sweep_at"], unique=False)

    op.create_table(
        "holds",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(destination) <= 255", name=op.f("ck_holds_destination_length")),
        sa.PrimaryKeyConstraint("destination", name=op.f("pk_holds")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("domain_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("coalesces", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("first_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('new', 'sending', 'unknown', 'done', 'dead')", name=op.f("ck_outbox_state")),
        sa.CheckConstraint("length(destination) <= 255", name=op.f("ck_outbox_destination_length")),
        sa.CheckConstraint("length(domain_id) <= 100", name=op.f("ck_outbox_domain_id_length")),
        sa.CheckConstraint("length(key) <= 255", name=op.f("ck_outbox_key_length")),
        sa.CheckConstraint("length(kind) <= 100", name=op.f("ck_outbox_kind_length")),
        sa.CheckConstraint("length(lease_owner) <= 255", name=op.f("ck_outbox_lease_owner_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_outbox_team_id_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", "team_id", name=op.f("uq_outbox_key_team_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_domain", "outbox", ["domain_id"], unique=False)
    op.create_index(
        "ix_outbox_mails",
        "outbox",
        ["external_id"],
        unique=False,
        sqlite_where=sa.text("destination = 'mail' AND external_id IS NOT NULL"),
        postgresql_where=sa.text("destination = 'mail' AND external_id IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_finished",
        "outbox",
        ["team_id", "kind", "created_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('done', 'dead')"),
        postgresql_where=sa.text("state IN ('done', 'dead')"),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["team_id", "destination", "domain_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('new', 'sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('new', 'sending', 'unknown')"),
    )
    op.create_index(
        "ix_outbox_unresolved",
        "outbox",
        ["team_id", "destination", "domain_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('sending', 'unknown')"),
    )
    op.create_index(
        "uq_outbox_twin",
        "outbox",
        ["team_id", "domain_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("coalesces AND state = 'new' AND attempt = 0"),
        postgresql_where=sa.text("coalesces AND state = 'new' AND attempt = 0"),
    )

    op.create_table(
        "clients",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("leaving_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leaving_by", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(id) <= 100", name=op.f("ck_clients_id_length")),
        sa.CheckConstraint("length(leaving_by) <= 100", name=op.f("ck_clients_leaving_by_length")),
        sa.CheckConstraint("length(name) <= 255", name=op.f("ck_clients_name_length")),
        sa.CheckConstraint("length(name_key) <= 765", name=op.f("ck_clients_name_key_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_clients_team_id_length")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_clients_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
    )
    op.create_index(
        "uq_clients_name",
        "clients",
        ["team_id", "name_key"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("service_sid", sa.Text(), nullable=True),
        sa.CheckConstraint("length(id) <= 100", name=op.f("ck_campaigns_id_length")),
        sa.CheckConstraint("length(name) <= 255", name=op.f("ck_campaigns_name_length")),
        sa.CheckConstraint("length(name_key) <= 765", name=op.f("ck_campaigns_name_key_length")),
        sa.CheckConstraint("length(service_sid) <= 100", name=op.f("ck_campaigns_service_sid_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_campaigns_team_id_length")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_campaigns_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("team_id", "client_id", "name_key", name=op.f("uq_campaigns_team_id_client_id_name_key")),
    )
    op.create_index("ix_campaigns_service", "campaigns", ["team_id", "service_sid"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_index", sa.Text(), nullable=False),
        sa.CheckConstraint("length(address) <= 4000", name=op.f("ck_contacts_address_length")),
        sa.CheckConstraint("length(address_index) <= 100", name=op.f("ck_contacts_address_index_length")),
        sa.CheckConstraint("length(id) <= 100", name=op.f("ck_contacts_id_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_contacts_team_id_length")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_contacts_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint(
            "team_id", "client_id", "address_index", name=op.f("uq_contacts_team_id_client_id_address_index")
        ),
    )
    op.create_table(
        "domains",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("setup", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("card_ts", sa.Text(), nullable=True),
        sa.Column("domain_sid", sa.Text(), nullable=True),
        sa.Column("verification", sa.Text(), nullable=True),
        sa.Column("standing", sa.Text(), nullable=True),
        sa.Column("details_by", sa.Text(), nullable=True),
        sa.Column("details_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("provider_name", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("instructed", sa.Boolean(), nullable=False),
        sa.Column("live_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("degraded_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visible_everywhere_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("card_number", sa.Integer(), nullable=False),
        sa.Column("removing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parked_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("page_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removal_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.CheckConstraint("setup IN ('ours', 'forward')", name=op.f("ck_domains_setup")),
        sa.CheckConstraint("standing IN ('confirmed', 'unproven')", name=op.f("ck_domains_standing")),
        sa.CheckConstraint(
            "(domain_sid IS NULL AND standing IS NULL AND details_by IS NULL AND details_at IS NULL) OR "
            "(domain_sid IS NOT NULL AND standing IS NOT NULL AND details_by IS NOT NULL AND details_at IS NOT NULL)",
            name=op.f("ck_domains_details"),
        ),
        sa.CheckConstraint(
            "(provider_id IS NULL AND provider_name IS NULL) OR "
            "(provider_id IS NOT NULL AND provider_name IS NOT NULL)",
            name=op.f("ck_domains_provider"),
        ),
        sa.CheckConstraint("length(card_ts) <= 100", name=op.f("ck_domains_card_ts_length")),
        sa.CheckConstraint("length(channel) <= 100", name=op.f("ck_domains_channel_length")),
        sa.CheckConstraint("length(details_by) <= 100", name=op.f("ck_domains_details_by_length")),
        sa.CheckConstraint("length(domain_sid) <= 100", name=op.f("ck_domains_domain_sid_length")),
        sa.CheckConstraint("length(host) <= 253", name=op.f("ck_domains_host_length")),
        sa.CheckConstraint("length(id) <= 100", name=op.f("ck_domains_id_length")),
        sa.CheckConstraint("length(lease_owner) <= 255", name=op.f("ck_domains_lease_owner_length")),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_domains_note_length")),
        sa.CheckConstraint("length(owner) <= 100", name=op.f("ck_domains_owner_length")),
        sa.CheckConstraint("length(provider_id) <= 100", name=op.f("ck_domains_provider_id_length")),
        sa.CheckConstraint("length(provider_name) <= 255", name=op.f("ck_domains_provider_name_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_domains_team_id_length")),
        sa.CheckConstraint("length(verification) <= 255", name=op.f("ck_domains_verification_length")),
        sa.CheckConstraint("length(zone) <= 253", name=op.f("ck_domains_zone_length")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_domains_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domains")),
    )
    op.create_index(
        "ix_domains_bucket",
        "domains",
        ["team_id", "bucket", "id"],
        unique=False,
        sqlite_where=sa.text("removed_at IS NULL AND live_since IS NOT NULL"),
        postgresql_where=sa.text("removed_at IS NULL AND live_since IS NOT NULL"),
    )
    op.create_index("ix_domains_client", "domains", ["client_id"], unique=False)
    op.create_index(
        "ix_domains_due",
        "domains",
        ["team_id", "next_check_at"],
        unique=False,
        sqlite_where=sa.text("removed_at IS NULL AND next_check_at IS NOT NULL"),
        postgresql_where=sa.text("removed_at IS NULL AND next_check_at IS NOT NULL"),
    )
    op.create_index("ix_domains_owner", "domains", ["team_id", "owner"], unique=False)
    op.create_index(
        "uq_domains_host",
        "domains",
        ["team_id", "host"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        "uq_domains_sid",
        "domains",
        ["team_id", "domain_sid"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL AND domain_sid IS NOT NULL"),
        postgresql_where=sa.text("removed_at IS NULL AND domain_sid IS NOT NULL"),
    )

    op.create_table(
        "approvals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("domain_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'pending', 'approved', 'rejected', 'void')", name=op.f("ck_approvals_state")
        ),
        sa.CheckConstraint("length(decided_by) <= 100", name=op.f("ck_approvals_decided_by_length")),
        sa.CheckConstraint("length(digest) <= 255", name=op.f("ck_approvals_digest_length")),
        sa.CheckConstraint("length(id) <= 100", name=op.f("ck_approvals_id_length")),
        sa.CheckConstraint("length(problem) <= 4000", name=op.f("ck_approvals_problem_length")),
        sa.CheckConstraint("length(reason) <= 4000", name=op.f("ck_approvals_reason_length")),
        sa.CheckConstraint("length(requested_by) <= 100", name=op.f("ck_approvals_requested_by_length")),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_approvals_domain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("domain_id", "number", name=op.f("uq_approvals_domain_id_number")),
    )
    op.create_index(
        "uq_approvals_open",
        "approvals",
        ["domain_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'pending')"),
        postgresql_where=sa.text("state IN ('waiting', 'pending')"),
    )
    op.create_index(
        "ix_approvals_pending",
        "approvals",
        ["domain_id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )

    op.create_table(
        "attachments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("domain_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("fallback_url", sa.Text(), nullable=True),
        sa.Column("callback_url", sa.Text(), nullable=True),
        sa.Column("continue_on_failure", sa.Boolean(), nullable=False),
        sa.Column("disable_https", sa.Boolean(), nullable=False),
        sa.Column("wanted_by", sa.Text(), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('wanted', 'attached', 'failed', 'detaching', 'detached')", name=op.f("ck_attachments_state")
        ),
        sa.CheckConstraint("length(callback_url) <= 3000", name=op.f("ck_attachments_callback_url_length")),
        sa.CheckConstraint("length(fallback_url) <= 3000", name=op.f("ck_attachments_fallback_url_length")),
        sa.CheckConstraint("length(id) <= 100", name=op.f("ck_attachments_id_length")),
        sa.CheckConstraint("length(problem) <= 4000", name=op.f("ck_attachments_problem_length")),
        sa.CheckConstraint("length(wanted_by) <= 100", name=op.f("ck_attachments_wanted_by_length")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_attachments_campaign_id")),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_attachments_domain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_campaign", "attachments", ["campaign_id"], unique=False)
    op.create_index("ix_attachments_domain", "attachments", ["domain_id"], unique=False)
    op.create_index(
        "uq_attachments_held",
        "attachments",
        ["domain_id", "campaign_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('wanted', 'attached')"),
        postgresql_where=sa.text("state IN ('wanted', 'attached')"),
    )

    op.create_table(
        "batches",
        sa.Column("domain_id", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.CheckConstraint("length(batch_id) <= 100", name=op.f("ck_batches_batch_id_length")),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_batches_domain_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("domain_id", name=op.f("pk_batches")),
    )
    op.create_index("ix_batches_batch_id", "batches", ["batch_id"], unique=False)

    op.create_table(
        "grouped_requests",
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(group_id) <= 100", name=op.f("ck_grouped_requests_group_id_length")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["approvals.id"], name=op.f("fk_grouped_requests_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_grouped_requests")),
    )
    op.create_index("ix_grouped_requests_group_id", "grouped_requests", ["group_id"], unique=False)

    op.create_table(
        "domain_contacts",
        sa.Column("domain_id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_domain_contacts_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["domain_id"], ["domains.id"], name=op.f("fk_domain_contacts_domain_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("domain_id", "contact_id", name=op.f("pk_domain_contacts")),
    )
    op.create_index("ix_domain_contacts_contact_id", "domain_contacts", ["contact_id"], unique=False)

    op.create_table(
        "links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("domain_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("first_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undeliverable", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.CheckConstraint("language IN ('en', 'es')", name=op.f("ck_links_language")),
        sa.CheckConstraint("length(id) <= 255", name=op.f("ck_links_id_length")),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_links_domain_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("domain_id", "number", name=op.f("uq_links_domain_id_number")),
    )

    op.create_table(
        "consents",
        sa.Column("domain_id", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("page_name", sa.Text(), nullable=True),
        sa.Column("page_address", sa.Text(), nullable=True),
        sa.Column("is_unsure", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('none', 'done', 'cancelled', 'refused', 'down')", name=op.f("ck_consents_outcome")
        ),
        sa.CheckConstraint(
            "(page_name IS NULL AND page_address IS NULL) OR (page_name IS NOT NULL AND page_address IS NOT NULL)",
            name=op.f("ck_consents_page"),
        ),
        sa.CheckConstraint("length(zone) <= 253", name=op.f("ck_consents_zone_length")),
        sa.CheckConstraint("length(page_name) <= 255", name=op.f("ck_consents_page_name_length")),
        sa.CheckConstraint("length(page_address) <= 255", name=op.f("ck_consents_page_address_length")),
        sa.CheckConstraint("length(attempt) <= 100", name=op.f("ck_consents_attempt_length")),
        sa.CheckConstraint("length(actor) <= 100", name=op.f("ck_consents_actor_length")),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_consents_domain_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("domain_id", name=op.f("pk_consents")),
    )

    op.create_table(
        "asks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("for_client", sa.Text(), nullable=True),
        sa.Column("campaign_id", sa.Text(), nullable=True),
        sa.CheckConstraint("length(asker) <= 100", name=op.f("ck_asks_asker_length")),
        sa.CheckConstraint("length(draft) <= 16000", name=op.f("ck_asks_draft_length")),
        sa.CheckConstraint("length(id) <= 100", name=op.f("ck_asks_id_length")),
        sa.CheckConstraint("length(name) <= 255", name=op.f("ck_asks_name_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_asks_team_id_length")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_asks_campaign_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_asks_client_id")),
        sa.ForeignKeyConstraint(["for_client"], ["clients.id"], name=op.f("fk_asks_for_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
    )
    op.create_index(op.f("ix_asks_team_id"), "asks", ["team_id"], unique=False)

    op.create_table(
        "credential_links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("admin", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(admin) <= 100", name=op.f("ck_credential_links_admin_length")),
        sa.CheckConstraint("length(id) <= 100", name=op.f("ck_credential_links_id_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_credential_links_team_id_length")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_credential_links_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_links")),
    )
    op.create_index(op.f("ix_credential_links_client_id"), "credential_links", ["client_id"], unique=False)

    op.create_table(
        "write_links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("domain_id", sa.Text(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(id) <= 255", name=op.f("ck_write_links_id_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_write_links_team_id_length")),
        sa.CheckConstraint("length(manager) <= 100", name=op.f("ck_write_links_manager_length")),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_write_links_domain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_links")),
    )
    op.create_index(op.f("ix_write_links_domain_id"), "write_links", ["domain_id"], unique=False)

    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("domain_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.CheckConstraint("length(actor) <= 100", name=op.f("ck_events_actor_length")),
        sa.CheckConstraint("length(kind) <= 100", name=op.f("ck_events_kind_length")),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_events_domain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_domain", "events", ["domain_id", "id"], unique=False)
    op.create_index("ix_events_kind", "events", ["kind", "at"], unique=False)

    op.create_table(
        "facts",
        sa.Column("domain_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("contrary", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "name IN ('record', 'caa', 'verification', 'certificate', 'https', 'association')",
            name=op.f("ck_facts_name"),
        ),
        sa.CheckConstraint("state IN ('open', 'wrong', 'holds')", name=op.f("ck_facts_state")),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_facts_domain_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("domain_id", "name", name=op.f("pk_facts")),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("client_ids", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("former_secret", sa.Text(), nullable=True),
        sa.Column("former_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("off", sa.Text(), nullable=True),
        sa.Column("off_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_to", sa.Text(), nullable=True),
        sa.Column("shown_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_as", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(shown_to IS NULL AND shown_until IS NULL) OR (shown_to IS NOT NULL AND shown_until IS NOT NULL)",
            name=op.f("ck_webhooks_shown"),
        ),
        sa.CheckConstraint("length(shown_as) <= 64", name=op.f("ck_webhooks_shown_as_length")),
        sa.CheckConstraint("length(shown_to) <= 100", name=op.f("ck_webhooks_shown_to_length")),
        sa.CheckConstraint("off IN ('admin', 'gone', 'failing')", name=op.f("ck_webhooks_off")),
        sa.CheckConstraint(
            "(off IS NULL AND off_since IS NULL) OR (off IS NOT NULL AND off_since IS NOT NULL)",
            name=op.f("ck_webhooks_off_since"),
        ),
        sa.CheckConstraint(
            "(former_secret IS NULL AND former_until IS NULL) OR "
            "(former_secret IS NOT NULL AND former_until IS NOT NULL)",
            name=op.f("ck_webhooks_former"),
        ),
        sa.CheckConstraint("length(address) <= 16000", name=op.f("ck_webhooks_address_length")),
        sa.CheckConstraint("length(client_ids) <= 16000", name=op.f("ck_webhooks_client_ids_length")),
        sa.CheckConstraint("length(created_by) <= 100", name=op.f("ck_webhooks_created_by_length")),
        sa.CheckConstraint("length(former_secret) <= 4000", name=op.f("ck_webhooks_former_secret_length")),
        sa.CheckConstraint("length(id) <= 100", name=op.f("ck_webhooks_id_length")),
        sa.CheckConstraint("length(secret) <= 4000", name=op.f("ck_webhooks_secret_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_webhooks_team_id_length")),
        sa.CheckConstraint("length(types) <= 4000", name=op.f("ck_webhooks_types_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index(op.f("ix_webhooks_team_id"), "webhooks", ["team_id"], unique=False)

    op.create_table(
        "tokens",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("has_all_clients", sa.Boolean(), nullable=False),
        sa.Column("can_add", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(digest) <= 64", name=op.f("ck_tokens_digest_length")),
        sa.CheckConstraint("length(id) <= 100", name=op.f("ck_tokens_id_length")),
        sa.CheckConstraint("length(made_by) <= 100", name=op.f("ck_tokens_made_by_length")),
        sa.CheckConstraint("length(name) <= 255", name=op.f("ck_tokens_name_length")),
        sa.CheckConstraint("length(revoked_by) <= 100", name=op.f("ck_tokens_revoked_by_length")),
        sa.CheckConstraint("length(team_id) <= 100", name=op.f("ck_tokens_team_id_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("team_id", "digest", name=op.f("uq_tokens_team_id_digest")),
    )
    op.create_index(op.f("ix_tokens_team_id"), "tokens", ["team_id"], unique=False)

    op.create_table(
        "token_clients",
        sa.Column("token_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_token_clients_client_id")),
        sa.ForeignKeyConstraint(
            ["token_id"], ["tokens.id"], name=op.f("fk_token_clients_token_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_id", "client_id", name=op.f("pk_token_clients")),
    )
    op.create_index(op.f("ix_token_clients_client_id"), "token_clients", ["client_id"], unique=False)

    for statement in _ON_SQLITE if op.get_bind().dialect.name == "sqlite" else _ON_POSTGRESQL:
        op.execute(statement)
