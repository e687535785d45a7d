"""What listeners read before they answer or act."""

from bot.core.approvals import Act, may, refuse_decision
from bot.core.cards import Card
from bot.core.commands import Actor
from bot.core.domain import Campaign, LinkDomain, LinkSettings, RequestState, SslRequest
from bot.core.errors import Reason, Refused
from bot.core.hostname import link_host, parse_host
from bot.core.overview import ORGANIZATION_SHOWN_FROM, OrganizationCount
from bot.core.rules import Rules
from bot.services import lists, reading
from bot.services.overview import organization_count
from handlers import ids
from handlers.desk import Desk
from handlers.payloads import Form
from handlers.views.home import organization
from handlers.views.modals.add import previewed, taken
from handlers.views.modals.attach import AttachDraft
from handlers.views.refusals import refused


async def domain_named(desk: Desk, actor: Actor, host: str) -> LinkDomain:
    """The domain of that host as typed. Raises Refused: what is wrong with the name, or UNKNOWN_HOST."""
    try:
        name = parse_host(host, "ls").ascii
    except Refused as error:
        nearest = await desk.run(lists.nearest_host, host, actor, desk.clock())
        raise Refused(Reason.UNKNOWN_HOST, host=host[:80], nearest=nearest) if nearest else error from None
    typed = await desk.run(reading.find_domain, host, actor, desk.clock())
    found = typed or await desk.run(reading.find_domain, name, actor, desk.clock())
    if found is None:
        nearest = await desk.run(lists.nearest_host, name, actor, desk.clock())
        raise Refused(Reason.UNKNOWN_HOST, host=name, **({"nearest": nearest} if nearest else {}))
    return found


async def domain_or_removed(desk: Desk, actor: Actor, host: str) -> LinkDomain:
    """The same, or where there is none any more, the one that was removed last."""
    try:
        return await domain_named(desk, actor, host)
    except Refused as error:
        names = {host, str(error.details.get("host", host))}
        for name in (*sorted(names), f"ls.{host}"):
            removed = await desk.run(reading.find_removed, name, actor, desk.clock())
            if removed is not None:
                return removed
        raise


async def card(desk: Desk, actor: Actor, domain_id: str) -> Card:
    return await desk.run(reading.card, domain_id, actor, desk.clock())


def require(desk: Desk, actor: Actor, act: Act, owner: str | None = None) -> None:
    """Raises Refused(NOT_ALLOWED) before a form is opened in vain; the service judges again."""
    if not may(actor, act, desk.rules, owner):
        raise Refused(Reason.NOT_ALLOWED, act=act.value)


async def campaigns(desk: Desk, actor: Actor, client_id: str) -> list[Campaign]:
    return await desk.run(lists.campaigns_of, client_id, actor, desk.clock())


async def attach_draft(desk: Desk, actor: Actor, domain_id: str) -> AttachDraft:
    """What the attach form shows: settings as they were given last, campaigns that cannot be attached."""
    shown = await card(desk, actor, domain_id)
    known = await campaigns(desk, actor, shown.client.id)
    without = [campaign for campaign in known if campaign.service_sid is None]
    given = [item.attachment.settings for item in shown.campaigns]
    settings = given[-1] if given else LinkSettings()
    services = tuple(campaign.service_sid for campaign in known if campaign.service_sid)
    sharing = await desk.run(lists.sharing_services, services, actor, desk.clock())
    return AttachDraft(shown, settings, without, len(known) - len(without), sharing, may(actor, Act.MANAGE, desk.rules))


def require_open(request: SslRequest, actor: Actor, rules: Rules) -> None:
    """Raises Refused before the reason for a rejection is asked in vain; the service judges again."""
    if request.state in (RequestState.APPROVED, RequestState.REJECTED):
        raise Refused(Reason.ALREADY_DECIDED, by=request.decided_by or "", state=request.state.value)
    if request.state is RequestState.VOID:
        raise Refused(Reason.REQUEST_VOID)
    reason = refuse_decision(actor, request, rules)
    if reason is not None:
        raise Refused(reason, act=Act.DECIDE_SSL.value)


async def preview(desk: Desk, actor: Actor, form: Form) -> str | None:
    """What the add form says of the host as typed so far."""
    shown = await preview_of(desk, actor, form.text(ids.HOST), form.text(ids.SUBDOMAIN))
    client_id = form.choice(ids.CLIENT)
    if shown is None or not client_id:
        return shown
    number = await desk.run(organization_count, client_id, actor, desk.clock())
    is_near = number >= ORGANIZATION_SHOWN_FROM
    return f"{shown}\n{organization(OrganizationCount('', number))}" if is_near else shown


async def preview_of(desk: Desk, actor: Actor, typed: str, subdomain: str) -> str | None:
    if not typed:
        return None
    try:
        host = link_host(typed, subdomain)
    except Refused as error:
        return f"✗ {refused(error)}"
    known = await desk.run(reading.find_domain, host.ascii, actor, desk.clock())
    return taken(known.host, known.channel) if known else previewed(host)
