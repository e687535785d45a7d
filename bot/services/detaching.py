"""Taking campaigns off a domain again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.attachments import can_detach
from bot.core.commands import Actor, DetachCampaigns
from bot.core.domain import Attachment, AttachmentState, Campaign, LinkDomain
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.events import Event, EventKind
from bot.services import promises
from bot.services.attempts import tries_of
from bot.services.common import account_of_domain, allow, load, once
from bot.services.ports import Transaction
from bot.services.telling import announce, event


def detach_campaigns(tx: Transaction, command: DetachCampaigns, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Detaches campaigns, and with them those of the domain that share their Messaging Services: Twilio associates
    services, not campaigns. What was never carried out is detached at once. Gives the names of all it concerns; none
    where all of it was done before.

    Raises Refused: UNKNOWN_HOST, NOT_ALLOWED; EMPTY, UNKNOWN_CAMPAIGN beside ``attached``.
    """
    once(tx, actor, now)
    domain = load(tx, command.domain_id, actor)
    allow(tx, actor, Act.ATTACH)
    known = {item.id: item for item in tx.attachments.of_domain(domain.id)}
    if not command.attachments:
        raise Refused(Reason.EMPTY, field="attached")
    if any(one not in known for one in command.attachments):
        raise Refused(Reason.UNKNOWN_CAMPAIGN, field="attached")
    return detach(tx, domain, [known[one] for one in dict.fromkeys(command.attachments)], actor, now)


def detach(
    tx: Transaction, domain: LinkDomain, chosen: Iterable[Attachment], actor: Actor, now: datetime
) -> tuple[str, ...]:
    """Lets these attachments of the domain end, and those that share a service with them."""
    held = [item for item in chosen if can_detach(item)]
    campaigns = {item.campaign_id: _campaign(tx, domain, item) for item in tx.attachments.of_domain(domain.id)}
    services = {campaigns[item.campaign_id].service_sid for item in held} - {None}
    chosen_ids = {item.id for item in held}
    going = [
        item
        for item in tx.attachments.of_domain(domain.id)
        if item.id in chosen_ids or (can_detach(item) and campaigns[item.campaign_id].service_sid in services)
    ]
    events = [_let_go(tx, domain, item, campaigns[item.campaign_id], actor, now) for item in going]
    announce(tx, domain, domain, events)
    return tuple(campaigns[item.campaign_id].name for item in going)


def _campaign(tx: Transaction, domain: LinkDomain, attachment: Attachment) -> Campaign:
    found = tx.campaigns.get(domain.team_id, attachment.campaign_id)
    return found or Campaign(attachment.campaign_id, domain.team_id, domain.client_id, "")


def _let_go(
    tx: Transaction, domain: LinkDomain, item: Attachment, campaign: Campaign, actor: Actor, now: datetime
) -> Event:
    """Twilio is asked where it may hold the association: attached, or a try to attach has begun."""
    is_tried = bool(tries_of(tx, domain, EffectKind.ATTACH).get(item.id))
    is_at_twilio = item.state is AttachmentState.ATTACHED or is_tried
    state = AttachmentState.DETACHING if is_at_twilio else AttachmentState.DETACHED
    tx.attachments.save(replace(item, state=state, problem=None))
    if is_at_twilio:
        number = len(tries_of(tx, domain, EffectKind.DETACH).get(item.id, ())) + 1
        tx.outbox.put(promises.detach(domain, item, number, account_of_domain(tx, domain)))
    kind = EventKind.DETACHMENT_WANTED if is_at_twilio else EventKind.DETACHED
    return event(domain, kind, actor, now, campaign=campaign.name, attachment=item.id)
