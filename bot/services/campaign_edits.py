"""Changing a campaign that is registered: its name, and the Messaging Service it sends through."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.attachments import holds_service, service_sid_of
from bot.core.commands import Actor
from bot.core.domain import Campaign
from bot.core.errors import Conflict, Reason, Refused
from bot.core.twilio import ServiceReport
from bot.services.asking import settle_campaign_asks
from bot.services.common import allow, clean_name, once
from bot.services.ports import Transaction


@dataclass(frozen=True, slots=True)
class EditCampaign:
    """What is empty stays as it is. ``report`` is what Twilio says of the service, where it came in time."""

    campaign_id: str
    name: str
    service_sid: str
    report: ServiceReport | None = None


def edit_campaign(tx: Transaction, command: EditCampaign, actor: Actor, now: datetime) -> Campaign:
    """Gives the campaign as it is now. Raises Refused: NOT_ALLOWED; UNKNOWN_CAMPAIGN beside ``campaign``; TOO_LONG,
    DUPLICATE_CAMPAIGN beside ``name``; BAD_SERVICE_SID, SERVICE_UNKNOWN, SERVICE_IN_USE beside ``service_sid``: what
    is attached through the service must be detached first."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    before = tx.campaigns.get(actor.team_id, command.campaign_id)
    if before is None:
        raise Refused(Reason.UNKNOWN_CAMPAIGN, field="campaign")
    name = clean_name(command.name, "name") if command.name.strip() else before.name
    same_name = tx.campaigns.by_name(actor.team_id, before.client_id, name)
    if same_name is not None and same_name.id != before.id:
        raise Refused(Reason.DUPLICATE_CAMPAIGN, field="name", name=name)
    after = replace(before, name=name, service_sid=_service(tx, before, command))
    try:
        tx.campaigns.save(after)
    except Conflict:
        raise Refused(Reason.DUPLICATE_CAMPAIGN, field="name", name=name) from None
    settle_campaign_asks(tx, after, actor)
    return after


def _service(tx: Transaction, before: Campaign, command: EditCampaign) -> str | None:
    if not command.service_sid.strip():
        return before.service_sid
    sid = service_sid_of(command.service_sid)
    if sid is None:
        raise Refused(Reason.BAD_SERVICE_SID, field="service_sid")
    if command.report is not None and not command.report.exists:
        raise Refused(Reason.SERVICE_UNKNOWN, field="service_sid")
    if sid != before.service_sid and any(map(holds_service, tx.attachments.of_campaign(before.id))):
        raise Refused(Reason.SERVICE_IN_USE, field="service_sid", campaign=before.name)
    return sid
