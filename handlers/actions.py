"""Buttons and menus, on cards, tasks, requests, lists and in forms. What may be done is judged anew at every press."""

from dataclasses import replace

from slack_bolt.response import BoltResponse

from bot.core.approvals import Act
from bot.core.cards import Action
from bot.core.commands import Actor
from bot.services import lists, reading, ssl
from handlers import acts, attaching, changes, forms, forwarding, ids, reads, removals, writing
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Form, Pressed, channel_of
from handlers.views import said_back
from handlers.views.modals.parts import Choice
from handlers.views.modals.small import campaign_form, client_form, reject_form


async def check_now(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, pressed.value)
    return await answer.say(await acts.look_now(desk, actor, card.domain))


async def give_details(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, pressed.value)
    if Action.GIVE_DETAILS not in card.actions:
        return await answer.say(said_back.outdated(card, Action.GIVE_DETAILS))
    return await acts.open_details(desk, actor, answer, card.domain)


async def request_ssl(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, pressed.value)
    if Action.REQUEST_SSL not in card.actions:
        return await answer.say(said_back.outdated(card, Action.REQUEST_SSL))
    return await answer.say(await acts.request_ssl(desk, actor, card.domain.id))


async def attach(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, pressed.value)
    if Action.ATTACH not in card.actions:
        return await answer.say(said_back.outdated(card, Action.ATTACH))
    return await acts.open_attach(desk, actor, answer, card.domain.id)


async def more(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """The menu beside the buttons: its entries do what buttons of that name do."""
    action, _, domain_id = pressed.value.partition(":")
    listener = OF_CARD.get(action)
    if listener is None:
        return await answer.say(said_back.old_button())
    return await listener(replace(pressed, action_id=action, value=domain_id), desk, actor, answer)


async def approve(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    await desk.run(ssl.decide_ssl, forms.decided(pressed.value, is_approved=True), actor, desk.clock())
    return await answer.done()


async def reject(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    request_id = forms.decided(pressed.value, is_approved=False).request_id
    model = await desk.run(reading.approval, request_id, actor, desk.clock())
    reads.require_open(model.request, actor, desk.rules)
    return await answer.open(reject_form(pressed.value, model.card.domain.host))


async def show(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.say(await acts.status(desk, actor, pressed.value))


async def show_waiting(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.say(await acts.listed(desk, actor, lists.ListQuery(lists.ListKind.AWAITED, pressed.value)))


async def turn_page(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.replace(await acts.listed(desk, actor, forms.turned_page(pressed.value)))


async def add(pressed: Pressed, body: dict[str, object], desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    host = "" if pressed.value == ids.ADD else pressed.value
    return await acts.open_add(desk, actor, answer, host, channel_of(body))


async def add_client(desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    return await answer.open(client_form())


async def add_campaign(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """The button may name the client."""
    reads.require(desk, actor, Act.MANAGE)
    client = await desk.run(lists.client_of, pressed.value, actor, desk.clock())
    return await answer.open(campaign_form(Choice(client.id, client.name) if client else None))


async def preview(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """What is typed as host and subdomain, shown as the name that links will have."""
    return await answer.redraw(await acts.add_anew(desk, actor, form))


async def setup_chosen(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """Where the client is written to, the form asks for addresses."""
    if form.view_id and ids.HOST in form.inputs:
        return await answer.redraw(await acts.add_anew(desk, actor, form), is_certain=True)
    return await answer.done()


async def unknown(pressed: Pressed, answer: Answer) -> BoltResponse:
    """Inputs that report what is chosen need no answer; a button that we no longer have explains itself."""
    return await (answer.say(said_back.old_button()) if pressed.is_button else answer.done())


OF_CARD = {
    Action.CHECK_NOW.value: check_now,
    Action.GIVE_DETAILS.value: give_details,
    Action.REQUEST_SSL.value: request_ssl,
    Action.ATTACH.value: attach,
    Action.EDIT.value: changes.edit_pressed,
    Action.CONFIRM_REMOVED.value: removals.confirm,
    Action.DETACH.value: attaching.detach_pressed,
    Action.TEST.value: attaching.test_pressed,
    Action.KEEP.value: removals.kept,
    Action.REMOVE_NOW.value: removals.remove_pressed,
    Action.WRITE.value: writing.pressed,
    Action.FORWARD.value: forwarding.pressed,
    Action.FORWARD_AGAIN.value: forwarding.pressed,
    Action.REMIND.value: forwarding.remind_pressed,
    Action.REVOKE.value: forwarding.revoke_pressed,
}
