"""From a loaded domain to its card."""

from collections.abc import Sequence

from bot.core.attachments import can_detach
from bot.core.cards import Action, AttachedCampaign, Card, Stage
from bot.core.domain import Attachment, AttachmentState, Campaign, Client, LinkDomain, Setup
from bot.core.forwarding import with_link_actions
from bot.core.links import SetupLink
from bot.core.stage import actions_of, awaited_of, records_of, stage_of
from bot.core.sweep import bucket_of, is_swept, looked_at
from bot.core.ways import ways_of, with_ways
from bot.services.consents import offer_of
from bot.services.ports import Transaction
from bot.services.ports_overview import Beside


def card_of(tx: Transaction, domain: LinkDomain) -> Card:
    """The card of a loaded domain."""
    client = tx.clients.get(domain.team_id, domain.client_id)
    attachments = tx.attachments.of_domain(domain.id)
    stage = stage_of(domain)
    ways = ways_of(domain, stage, tx.rules, has_page=offer_of(tx, domain) is not None)
    link = tx.links.of_domain(domain.id) if domain.setup is Setup.FORWARD else None
    return Card(
        domain=_with_last_look(tx, domain),
        client=client or Client(domain.client_id, domain.team_id, ""),
        stage=stage,
        awaited=awaited_of(domain, stage, tx.rules),
        actions=_actions(tx, domain, stage, link, attachments, ways),
        records=records_of(domain, tx.rules),
        campaigns=tuple(_attached(tx, domain, item) for item in attachments),
        operators=tx.rules.operators,
        link=link,
        ways=ways,
        undeliverable=_undeliverable(tx, domain, link),
    )


def read_cards(tx: Transaction, domains: Sequence[LinkDomain]) -> list[Card]:
    """The cards of many domains in a few questions, for those who only read them: without actions and ways."""
    beside = tx.surveys.beside(domains)
    return [_read_card(tx, domain, beside) for domain in domains]


def _read_card(tx: Transaction, domain: LinkDomain, beside: Beside) -> Card:
    stage = stage_of(domain)
    link = beside.links.get(domain.id) if domain.setup is Setup.FORWARD else None
    swept = beside.swept.get(bucket_of(domain.host)) if is_swept(domain, tx.rules.target) else None
    return Card(
        domain=looked_at(domain, swept),
        client=beside.clients.get(domain.client_id) or Client(domain.client_id, domain.team_id, ""),
        stage=stage,
        awaited=awaited_of(domain, stage, tx.rules),
        actions=(),
        records=records_of(domain, tx.rules),
        campaigns=beside.campaigns.get(domain.id, ()),
        operators=tx.rules.operators,
        link=link,
        undeliverable=_undeliverable(tx, domain, link),
    )


def _actions(
    tx: Transaction,
    domain: LinkDomain,
    stage: Stage,
    link: SetupLink | None,
    attachments: Sequence[Attachment],
    ways: Sequence[str],
) -> tuple[Action, ...]:
    own = actions_of(
        domain,
        stage,
        can_detach=any(map(can_detach, attachments)),
        can_test=bool(tx.rules.test_numbers) and any(map(_is_attached, attachments)),
    )
    linked = with_link_actions(own, domain, stage, link, is_mail_on=tx.rules.is_mail_on)
    return with_ways(linked, ways, domain)


def _with_last_look(tx: Transaction, domain: LinkDomain) -> LinkDomain:
    """Sweeps write nothing to a domain that is as it was: its bucket knows when that was seen."""
    if not is_swept(domain, tx.rules.target):
        return domain
    return looked_at(domain, tx.buckets.swept(bucket_of(domain.host)))


def _is_attached(attachment: Attachment) -> bool:
    return attachment.state is AttachmentState.ATTACHED


def _undeliverable(tx: Transaction, domain: LinkDomain, link: SetupLink | None) -> tuple[str, ...]:
    failed = [one for one in link.undeliverable if one in domain.contact_ids] if link else []
    contacts = (tx.contacts.get(contact_id) for contact_id in failed)
    return tuple(contact.address for contact in contacts if contact)


def _attached(tx: Transaction, domain: LinkDomain, attachment: Attachment) -> AttachedCampaign:
    campaign = tx.campaigns.get(domain.team_id, attachment.campaign_id)
    unknown = Campaign(attachment.campaign_id, domain.team_id, domain.client_id, "")
    return AttachedCampaign(attachment, campaign or unknown)
