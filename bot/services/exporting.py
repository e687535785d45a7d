"""All domains as lines of a file, which an import reads again."""

from datetime import datetime

from bot.core.attachments import can_detach
from bot.core.bulk import Exported
from bot.core.commands import Actor
from bot.core.domain import LinkDomain
from bot.services.common import allow_look
from bot.services.ports import Transaction
from bot.services.showing import card_of


def exported(tx: Transaction, _command: None, actor: Actor, _now: datetime) -> list[Exported]:
    """By client and host; without those that are being removed."""
    allow_look(tx, actor)
    domains = (domain for domain in tx.domains.of_team(actor.team_id) if domain.removing_since is None)
    rows = [_row(tx, domain) for domain in domains]
    return sorted(rows, key=lambda row: (row.client.casefold(), row.host))


def _row(tx: Transaction, domain: LinkDomain) -> Exported:
    card = card_of(tx, domain)
    contacts = (tx.contacts.get(contact_id) for contact_id in domain.contact_ids)
    kept = (item.campaign for item in card.campaigns if can_detach(item.attachment))
    return Exported(
        client=card.client.name,
        host=domain.host,
        domain_sid=domain.details.domain_sid if domain.details else "",
        verification=(domain.details.verification or "") if domain.details else "",
        emails=tuple(contact.address for contact in contacts if contact),
        campaigns=tuple((campaign.name, campaign.service_sid or "") for campaign in kept),
        language=card.language,
    )
