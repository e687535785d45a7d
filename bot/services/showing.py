"""From a loaded domain to its card."""

from bot.core.attachments import can_detach
from bot.core.cards import AttachedCampaign, Card
from bot.core.domain import Attachment, AttachmentState, Campaign, Client, LinkDomain, Setup
from bot.core.stage import actions_of, awaited_of, records_of, stage_of
from bot.services.ports import Transaction


def card_of(tx: Transaction, domain: LinkDomain) -> Card:
    """The card of a loaded domain."""
    client = tx.clients.get(domain.team_id, domain.client_id)
    attachments = tx.attachments.of_domain(domain.id)
    stage = stage_of(domain)
    return Card(
        domain=domain,
        client=client or Client(domain.client_id, domain.team_id, ""),
        stage=stage,
        awaited=awaited_of(domain, stage, tx.rules),
        actions=actions_of(
            domain,
            stage,
            can_detach=any(map(can_detach, attachments)),
            can_test=bool(tx.rules.test_numbers) and any(map(_is_attached, attachments)),
        ),
        records=records_of(domain, tx.rules),
        campaigns=tuple(_attached(tx, domain, item) for item in attachments),
        operators=tx.rules.operators,
        link=tx.links.of_domain(domain.id) if domain.setup is Setup.FORWARD else None,
    )


def _is_attached(attachment: Attachment) -> bool:
    return attachment.state is AttachmentState.ATTACHED


def _attached(tx: Transaction, domain: LinkDomain, attachment: Attachment) -> AttachedCampaign:
    campaign = tx.campaigns.get(domain.team_id, attachment.campaign_id)
    unknown = Campaign(attachment.campaign_id, domain.team_id, domain.client_id, "")
    return AttachedCampaign(attachment, campaign or unknown)
