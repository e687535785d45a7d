"""Changing what a domain is: parse, one service call, answer."""

from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.approvals import Act, may
from bot.core.cards import Action
from bot.core.commands import Actor, HandOver, MoveCard
from bot.core.domain import Setup
from bot.core.errors import Reason, Refused
from bot.core.stage import can_cancel
from bot.services import editing, lists, ownership, placing
from handlers import forms, outside, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.grammar import Asked
from handlers.payloads import Form, Pressed, channel_of
from handlers.views import said_back
from handlers.views.modals.change import ALL, EditDraft, HandoverDraft, edit_form, handover_form
from handlers.views.modals.small import host_form


async def edit(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if not asked.host:
        return await answer.open(host_form("edit"))
    domain = await reads.domain_named(desk, actor, asked.host)
    return await open_edit(desk, actor, answer, domain.id)


async def edit_pressed(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, pressed.value)
    if Action.EDIT not in card.actions:
        return await answer.say(said_back.outdated(card, Action.EDIT))
    return await open_edit(desk, actor, answer, pressed.value)


async def open_edit(desk: Desk, actor: Actor, answer: Answer, domain_id: str) -> BoltResponse:
    reads.require(desk, actor, Act.EDIT)
    parts = await desk.run(editing.edit_parts, domain_id, actor, desk.clock())
    asks_contacts = desk.rules.is_mail_on and parts.card.domain.setup is Setup.FORWARD
    is_fresh, owner = can_cancel(parts.card.domain), parts.card.domain.owner
    can_remove = may(actor, Act.CANCEL if is_fresh else Act.MANAGE, desk.rules, owner)
    return await answer.open(edit_form(EditDraft(parts.card, parts.addresses, asks_contacts, can_remove)))


async def edited(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    command = forms.edited(form, desk.new_id)
    card = await reads.card(desk, actor, command.domain_id)
    if command.owner != card.domain.owner:
        await outside.require_member(desk, command.owner)
    changed = await desk.run(editing.edit_domain, command, actor, desk.clock())
    return await answer.say(said_back.edited(changed))


async def handover(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.HAND_OVER)
    host, person = forms.handover_typed(asked)
    draft = await handover_draft(desk, actor, host)
    if not person or not (draft.domain_id or draft.number):
        return await answer.open(handover_form(draft))
    return await _hand_over(HandOver(draft.domain_id, person), desk, actor, answer)


async def handed_over(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    meant = forms.domain_of(form)
    former = form.carried.get("former", "")
    command = HandOver(None if meant == ALL else meant, forms.person_of(form), former)
    return await _hand_over(command, desk, actor, answer)


async def hand_over_of(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """All domains of somebody who has left."""
    reads.require(desk, actor, Act.MANAGE)
    number = await desk.run(ownership.count_of, pressed.value, actor, desk.clock())
    return await answer.open(handover_form(HandoverDraft(number=number, former=pressed.value)))


async def _hand_over(command: HandOver, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    await outside.require_member(desk, command.to)
    number = await desk.run(ownership.hand_over, command, actor, desk.clock())
    return await answer.say(said_back.handed_over(number, command.to))


async def post_here(
    pressed: Pressed, body: dict[str, object], client: AsyncWebClient, desk: Desk, actor: Actor, answer: Answer
) -> BoltResponse:
    channel = channel_of(body)
    if channel is None:
        raise Refused(Reason.NOT_IN_CHANNEL)
    card = await reads.card(desk, actor, pressed.value)
    await outside.require_membership(client, channel, can_choose=False)
    await desk.run(placing.move_card, MoveCard(card.domain.id, channel), actor, desk.clock())
    return await answer.say(said_back.card_posted(card, channel))


async def handover_draft(desk: Desk, actor: Actor, host: str) -> HandoverDraft:
    """What the words after `handover` name; nothing: the form asks."""
    if host.casefold() == ALL:
        mine = await desk.run(lists.list_domains, lists.ListQuery(), actor, desk.clock())
        return HandoverDraft(number=mine.total)
    if not host:
        return HandoverDraft()
    domain = await reads.domain_named(desk, actor, host)
    return HandoverDraft(domain.id, domain.host, domain.owner)
