"""Taking a Messaging Service from one of our domains for another: a service holds one domain at Twilio."""

from dataclasses import replace
from datetime import datetime

from bot.core.attachments import holds_service
from bot.core.commands import Actor
from bot.core.domain import Attachment, AttachmentState, Campaign, LinkDomain, LinkSettings
from bot.core.events import EventKind
from bot.core.twilio import ServiceReport
from bot.services.detaching import detach
from bot.services.ports import Transaction
from bot.services.telling import announce, event


def other_domain(
    tx: Transaction, domain: LinkDomain, service_sid: str, report: ServiceReport | None
) -> LinkDomain | None:
    """The other domain of ours that the service stands on, or waits for: by what we did, else by Twilio's word."""
    held = holding(tx, domain, service_sid)
    if held:
        return tx.domains.get(held[0].domain_id)
    found = tx.domains.by_domain_sid(domain.team_id, report.domain_sid) if report and report.domain_sid else None
    return found if found and found.id != domain.id else None


def holding(tx: Transaction, domain: LinkDomain, service_sid: str) -> list[Attachment]:
    """What keeps the service from this domain."""
    campaigns = tx.campaigns.of_service(domain.team_id, service_sid)
    attachments = [item for campaign in campaigns for item in tx.attachments.of_campaign(campaign.id)]
    return [item for item in attachments if item.domain_id != domain.id and holds_service(item)]


def take_away(
    tx: Transaction,
    other: LinkDomain,
    campaign: Campaign,
    taker: LinkDomain,
    new_id: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Detaches the campaign's service from the other domain, to be attached to ``taker``. Where that was done by hand,
    it is attached there first, so that the way back is the same. The other domain's owner hears of it in its thread."""
    of_service = {one.id for one in tx.campaigns.of_service(other.team_id, campaign.service_sid or "")}
    there = [item for item in tx.attachments.of_domain(other.id) if item.campaign_id in of_service]
    held = [item for item in there if holds_service(item)]
    if not held:
        held = [_by_hand(tx, other, campaign, there, new_id, actor, now)]
    detach(tx, other, held, actor, now)
    details = {"campaign": campaign.name, "to": taker.host}
    quiet = {"quiet": "yes"} if actor.user_id == other.owner else {}
    announce(tx, other, other, [event(other, EventKind.MOVED_AWAY, actor, now, **details, **quiet)])


def _by_hand(
    tx: Transaction,
    other: LinkDomain,
    campaign: Campaign,
    there: list[Attachment],
    new_id: str,
    actor: Actor,
    now: datetime,
) -> Attachment:
    known = next((item for item in there if item.campaign_id == campaign.id), None)
    if known is not None:
        attached = replace(known, state=AttachmentState.ATTACHED, problem=None)
        tx.attachments.save(attached)
        return attached
    state, settings = AttachmentState.ATTACHED, LinkSettings()
    attached = Attachment(f"{new_id}:from", other.id, campaign.id, state, settings, actor.user_id, now)
    tx.attachments.add(attached)
    return attached
