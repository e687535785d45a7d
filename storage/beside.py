"""What stands beside many domains on their cards, by a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from bot.core.cards import AttachedCampaign
from bot.core.domain import Attachment, Campaign, Client, LinkDomain
from bot.core.links import SetupLink
from bot.core.sweep import Swept, bucket_of
from bot.services.ports_overview import Beside
from storage.columns import Table
from storage.mapping import attachment_of, campaign_of, client_of
from storage.repositories_links import link_of
from storage.scope import Scope, in_chunks
from storage.tables import AttachmentRow, CampaignRow, ClientRow
from storage.tables_buckets import BucketRow
from storage.tables_links import LinkRow


def beside(scope: Scope, domains: Sequence[LinkDomain]) -> Beside:
    """Of domains of the actor's team; they are in one piece already."""
    owners = {domain.id: domain for domain in domains}
    attachments = _attachments(scope, owners)
    campaigns = _campaigns(scope, {one.campaign_id for one in attachments})
    attached: dict[str, list[AttachedCampaign]] = defaultdict(list)
    for one in attachments:
        of = owners[one.domain_id]
        unknown = Campaign(one.campaign_id, of.team_id, of.client_id, "")
        attached[of.id].append(AttachedCampaign(one, campaigns.get(one.campaign_id, unknown)))
    return Beside(
        _clients(scope, {domain.client_id for domain in domains}),
        {domain_id: tuple(own) for domain_id, own in attached.items()},
        _links(scope, owners),
        _swept(scope, {bucket_of(domain.host) for domain in domains}),
    )


def _rows(
    scope: Scope, table: type[Table], column: Mapped[str], keys: Collection[str], *by: object
) -> Iterator[object]:
    """Plain rows, no entities that would be watched for changes; in the order of ``by``."""
    for chunk in in_chunks(sorted(keys)):
        query = select(*table.__table__.columns).where(column.in_(chunk)).order_by(*by)  # type: ignore[attr-defined, arg-type]
        yield from scope.session.execute(query)


def _attachments(scope: Scope, domain_ids: Collection[str]) -> list[Attachment]:
    oldest_first = (col(AttachmentRow.wanted_at), col(AttachmentRow.id))
    rows = _rows(scope, AttachmentRow, col(AttachmentRow.domain_id), domain_ids, *oldest_first)
    return [attachment_of(cast("AttachmentRow", row)) for row in rows]


def _campaigns(scope: Scope, ids: set[str]) -> dict[str, Campaign]:
    rows = _rows(scope, CampaignRow, col(CampaignRow.id), ids)
    return {found.id: found for found in (campaign_of(cast("CampaignRow", row)) for row in rows)}


def _clients(scope: Scope, ids: set[str]) -> dict[str, Client]:
    rows = _rows(scope, ClientRow, col(ClientRow.id), ids)
    return {found.id: found for found in (client_of(cast("ClientRow", row)) for row in rows)}


def _links(scope: Scope, domain_ids: Collection[str]) -> dict[str, SetupLink]:
    """The newest of each domain."""
    rows = _rows(scope, LinkRow, col(LinkRow.domain_id), domain_ids, col(LinkRow.number))
    return {found.domain_id: found for found in (link_of(cast("LinkRow", row)) for row in rows)}


def _swept(scope: Scope, numbers: set[int]) -> dict[int, Swept]:
    columns = (col(BucketRow.number), col(BucketRow.swept_at), col(BucketRow.members))
    is_ours = col(BucketRow.team_id) == scope.team_id
    found: dict[int, Swept] = {}
    for chunk in in_chunks(sorted(numbers)):
        for row in scope.session.execute(select(*columns).where(is_ours, col(BucketRow.number).in_(chunk))):
            if row[1] is not None:
                found[row[0]] = Swept(row[1], row[2])
    return found
