"""What a command, a button and a form have in common: the same act, asked for from different places."""

from dataclasses import replace

from slack_bolt.response import BoltResponse
from slack_sdk.models.views import View

from bot.core.approvals import Act, eligible_approvers, may
from bot.core.commands import Actor, LookNow, RequestSsl
from bot.core.domain import LinkDomain, RequestState
from bot.core.hostname import parse_host
from bot.core.messages import Content
from bot.core.people import Role
from bot.core.twilio import Judgement
from bot.services import domains, lists, reading, ssl
from handlers import forms, outside, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Form
from handlers.views import checks, said_back
from handlers.views import lists as list_views
from handlers.views.modals.add import DEFAULT_SUBDOMAIN, AddDraft, add_form
from handlers.views.modals.attach import attach_form, nothing_to_attach
from handlers.views.modals.details import details_form


async def open_add(desk: Desk, actor: Actor, answer: Answer, host: str, channel: str | None) -> BoltResponse:
    """The form, with the host filled in as far as it was typed. ``channel`` None: the form asks for it."""
    rules = desk.rules
    shown = await reads.preview_of(desk, actor, host, DEFAULT_SUBDOMAIN)
    draft = AddDraft(host, channel=channel, default_channel=rules.default_channel, is_mail_on=rules.is_mail_on)
    return await answer.open(add_form(replace(draft, preview=shown, is_admin=may(actor, Act.MANAGE, rules))))


async def add_anew(desk: Desk, actor: Actor, form: Form) -> View:
    """The same form as it stands now."""
    rules, shown = desk.rules, await reads.preview(desk, actor, form)
    draft = forms.draft_of(form, rules.default_channel, rules.is_mail_on, shown)
    return add_form(replace(draft, is_admin=may(actor, Act.MANAGE, rules)))


async def request_ssl(desk: Desk, actor: Actor, domain_id: str) -> Content:
    """Asks for SSL; says who decides, or what it waits for."""
    approvers = await desk.directory.holders(Role.APPROVER)
    command = RequestSsl(desk.new_id(), domain_id, approvers)
    state = await desk.run(ssl.request_ssl, command, actor, desk.clock())
    able = eligible_approvers(approvers, actor.user_id, desk.rules)
    return said_back.ssl_requested(await reads.card(desk, actor, domain_id), state is RequestState.PENDING, able)


async def details_given(desk: Desk, actor: Actor, domain_id: str, judgement: Judgement | None) -> Content:
    """Says what was stored, and what is still missing of it."""
    card = await reads.card(desk, actor, domain_id)
    return said_back.details_given(card, judgement)


async def look_now(desk: Desk, actor: Actor, domain: LinkDomain) -> Content:
    await desk.run(domains.look_now, LookNow(domain.id), actor, desk.clock())
    return checks.looking_at_ours(domain.host, domain.channel)


async def check(desk: Desk, actor: Actor, answer: Answer, text: str) -> BoltResponse:
    """Looks at a host of ours by the service; of any other gives a dry run, when it is done."""
    host = parse_host(text, "ls").ascii
    known = await desk.run(reading.find_domain, text, actor, desk.clock())
    known = known or await desk.run(reading.find_domain, host, actor, desk.clock())
    if known is not None:
        return await answer.say(await look_now(desk, actor, known))
    desk.background.start(_dry_run(desk, answer, host), "dry_run")
    return await answer.say(checks.looking(host))


async def _dry_run(desk: Desk, answer: Answer, host: str) -> None:
    diagnosis = await outside.look(desk, host)
    await answer.later(checks.dry_run(diagnosis) if diagnosis else checks.not_seen(host))


async def open_details(desk: Desk, actor: Actor, answer: Answer, domain: LinkDomain) -> BoltResponse:
    reads.require(desk, actor, Act.GIVE_DETAILS, domain.owner)
    return await answer.open(details_form(forms.details_draft(domain)))


async def open_attach(desk: Desk, actor: Actor, answer: Answer, domain_id: str) -> BoltResponse:
    draft = await reads.attach_draft(desk, actor, domain_id)
    return await answer.open(attach_form(draft) if draft.count else nothing_to_attach(draft))


async def listed(desk: Desk, actor: Actor, query: lists.ListQuery) -> Content:
    page = await desk.run(lists.list_domains, query, actor, desk.clock())
    last = max((page.total - 1) // lists.PAGE_SIZE, 0)
    number = min(query.page, last)
    return list_views.domain_list(page, number=number, size=lists.PAGE_SIZE, query=forms.query_text(query))


async def status(desk: Desk, actor: Actor, name: str) -> Content:
    """Card and history of a domain, by id."""
    return list_views.status(await desk.run(reading.timeline, name, actor, desk.clock()))
