"""Registering campaigns, and attaching them to a domain."""

from dataclasses import replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.attachments import check_settings, refuse_service, service_sid_of
from bot.core.cards import Stage
from bot.core.commands import Actor, AddCampaign, AttachCampaigns
from bot.core.domain import Attachment, AttachmentState, Campaign, LinkDomain
from bot.core.effects import EffectKind, EffectState
from bot.core.errors import Conflict, Reason, Refused
from bot.core.events import EventKind
from bot.core.facts import FactName, FactState
from bot.core.stage import can_serve, stage_of
from bot.services import promises
from bot.services.asking import settle_campaign_asks
from bot.services.attempts import tries_of
from bot.services.common import account_of_domain, allow, clean_name, hurried, load_used, once
from bot.services.moving import other_domain, take_away
from bot.services.ports import Transaction
from bot.services.telling import announce, event

_ENDED = (EffectState.DONE, EffectState.DEAD)


def add_campaign(tx: Transaction, command: AddCampaign, actor: Actor, now: datetime) -> None:
    """Stores a campaign of a client. Raises Refused: NOT_ALLOWED, UNKNOWN_CLIENT beside ``client``; EMPTY, TOO_LONG,
    DUPLICATE_CAMPAIGN beside ``name``; BAD_SERVICE_SID, SERVICE_UNKNOWN beside ``service_sid``."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    if tx.clients.get(actor.team_id, command.client_id) is None:
        raise Refused(Reason.UNKNOWN_CLIENT, field="client")
    name = clean_name(command.name, "name")
    if tx.campaigns.by_name(actor.team_id, command.client_id, name) is not None:
        raise Refused(Reason.DUPLICATE_CAMPAIGN, field="name", name=name)
    sid = _service_sid(command)
    campaign = Campaign(command.campaign_id, actor.team_id, command.client_id, name, sid)
    try:
        tx.campaigns.add(campaign)
    except Conflict:
        raise Refused(Reason.DUPLICATE_CAMPAIGN, field="name", name=name) from None
    settle_campaign_asks(tx, campaign, actor, command.ask_id)


def _service_sid(command: AddCampaign) -> str | None:
    if not (command.service_sid or "").strip():
        return None
    sid = service_sid_of(command.service_sid or "")
    if sid is None:
        raise Refused(Reason.BAD_SERVICE_SID, field="service_sid")
    if command.report is not None and not command.report.exists:
        raise Refused(Reason.SERVICE_UNKNOWN, field="service_sid", service_sid=sid)
    return sid


def attach_campaigns(tx: Transaction, command: AttachCampaigns, actor: Actor, now: datetime) -> int:
    """Wants campaigns attached: carried out at once on a live domain, else at going live. What is attached or wanted
    with the same settings already stays as it is; what failed is tried again. Gives how many are wanted by this.

    Raises Refused: UNKNOWN_HOST, NOT_ALLOWED; beside ``campaigns`` (details: campaign) EMPTY, UNKNOWN_CAMPAIGN,
    CAMPAIGN_OF_OTHER_CLIENT, NO_SERVICE, SERVICE_…; beside ``fallback_url`` or ``callback_url`` BAD_URL, TOO_LONG.
    SERVICE_HAS_OTHER_DOMAIN also names the host where it is ours, unless ``is_move`` takes it for a live domain.
    """
    once(tx, actor, now)
    before = load_used(tx, command.domain_id, actor)
    allow(tx, actor, Act.ATTACH)
    if before.removal_due_at is not None:
        raise Refused(Reason.REMOVAL_PLANNED, host=before.host)
    check_settings(command.settings)
    if not command.campaigns:
        raise Refused(Reason.EMPTY, field="campaigns")
    known = {attachment.campaign_id: attachment for attachment in tx.attachments.of_domain(before.id)}
    campaigns = {new_id: _fit_campaign(tx, before, old_id, command) for new_id, old_id in command.campaigns.items()}
    events, is_lost = [], before.fact(FactName.ASSOCIATION).state is FactState.WRONG
    for new_id, campaign in campaigns.items():
        state, settings = AttachmentState.WANTED, command.settings
        wanted = Attachment(new_id, before.id, campaign.id, state, settings, actor.user_id, now)
        if _want(tx, known.get(campaign.id), wanted, is_lost=is_lost):
            events.append(event(before, EventKind.ATTACHMENT_WANTED, actor, now, campaign=campaign.name))
    for new_id, campaign in campaigns.items():
        if other := _other(tx, before, campaign, command):
            take_away(tx, other, campaign, before, new_id, actor, now)
    if events:
        _store_wanted(tx, before, now)
        announce(tx, before, before, events)
    return len(events)


def _fit_campaign(tx: Transaction, domain: LinkDomain, campaign_id: str, command: AttachCampaigns) -> Campaign:
    campaign = tx.campaigns.get(domain.team_id, campaign_id)
    if campaign is None:
        raise Refused(Reason.UNKNOWN_CAMPAIGN, field="campaigns")
    other = _other(tx, domain, campaign, command)
    is_moving = other is not None and command.is_move and stage_of(domain) is Stage.LIVE
    held = Reason.SERVICE_HAS_OTHER_DOMAIN if other and not is_moving else None
    reason = held or _unfit(domain, campaign, command)
    if reason is not None and not (is_moving and reason is Reason.SERVICE_HAS_OTHER_DOMAIN):
        raise Refused(reason, field="campaigns", campaign=campaign.name, **_named(domain, other))
    return campaign


def _other(tx: Transaction, domain: LinkDomain, campaign: Campaign, command: AttachCampaigns) -> LinkDomain | None:
    sid = campaign.service_sid
    return other_domain(tx, domain, sid, command.reports.get(sid)) if sid else None


def _named(domain: LinkDomain, other: LinkDomain | None) -> dict[str, str]:
    """Which domain of ours is in the way, and whether the service can be moved: not to one that cannot serve yet."""
    if other is None:
        return {}
    return {"host": other.host, "movable": "now" if stage_of(domain) is Stage.LIVE else "later"}


def _unfit(domain: LinkDomain, campaign: Campaign, command: AttachCampaigns) -> Reason | None:
    if campaign.client_id != domain.client_id:
        return Reason.CAMPAIGN_OF_OTHER_CLIENT
    if campaign.service_sid is None:
        return Reason.NO_SERVICE
    domain_sid = domain.details.domain_sid if domain.details else None
    return refuse_service(command.reports.get(campaign.service_sid), domain_sid)


def _want(tx: Transaction, known: Attachment | None, wanted: Attachment, *, is_lost: bool) -> bool:
    """Stores the wish; False where it is wanted or true already, with the same settings. ``is_lost``: Twilio does not
    hold what we attached any more."""
    if known is None:
        tx.attachments.add(wanted)
        return True
    is_true = known.state is AttachmentState.ATTACHED and not is_lost
    if (is_true or known.state is AttachmentState.WANTED) and known.settings == wanted.settings:
        return False
    tx.attachments.save(replace(wanted, id=known.id))
    return True


def _store_wanted(tx: Transaction, domain: LinkDomain, now: datetime) -> None:
    if can_serve(domain):
        carry_out(tx, domain)
    else:
        tx.domains.save(hurried(domain, now))


def carry_out(tx: Transaction, domain: LinkDomain) -> None:
    """Promises every wanted attachment of a live domain, unless that is under way."""
    wanted = [item for item in tx.attachments.of_domain(domain.id) if item.state is AttachmentState.WANTED]
    if not wanted:
        return
    account, tries = account_of_domain(tx, domain), tries_of(tx, domain, EffectKind.ATTACH)
    for attachment in wanted:
        states = tries.get(attachment.id, [])
        if all(state in _ENDED for state in states):
            tx.outbox.put(promises.attach(domain, attachment, len(states) + 1, account))
