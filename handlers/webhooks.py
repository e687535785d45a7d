"""Webhooks of other systems, by admins in App Home. Parse, one service call, answer."""

import secrets

from slack_bolt.response import BoltResponse
from slack_sdk.models.views import View

from bot.core.approvals import Act
from bot.core.commands import Actor
from bot.core.webhooks import SECRET_BYTES, Webhook, WebhookShown, WebhookType, secret_of
from bot.services import webhooks
from bot.services.webhooks import AddWebhook, DeliveriesQuery, Rotate, SendAgain, SendTest, SetWebhook, Switch
from handlers import ids, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Form, Pressed
from handlers.views.modals import webhooks as views

LIST, BEHIND = "list", "behind"
"""The views below: the list, and the one whose button opened this one."""


async def show(desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    return await answer.open(views.webhook_list(await desk.run(webhooks.webhook_list, None, actor, desk.clock())))


async def opened(pressed: Pressed, form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    shown = await _shown(desk, actor, pressed.value)
    return await answer.open(views.webhook_view(shown, {} if answer.is_on_home else {LIST: form.view_id}))


async def turned(pressed: Pressed, form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """Another page, or the same one anew."""
    return await _redrawn(form, desk, actor, answer, _number(pressed.value))


async def add(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    may_be_loopback = desk.rules.webhooks_to_loopback
    return await answer.open(views.webhook_form(None, {LIST: form.view_id}, may_be_loopback=may_be_loopback))


async def edit(pressed: Pressed, form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    shown = await _shown(desk, actor, pressed.value)
    carries = {LIST: form.carried.get(LIST, ""), BEHIND: form.view_id}
    return await answer.open(views.webhook_form(shown, carries, may_be_loopback=desk.rules.webhooks_to_loopback))


async def submitted(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """A new one shows its secret in place of the form; a changed one is shown changed below."""
    known = form.carried.get("webhook", "")
    wanted = _wanted(form, known or desk.new_id())
    if not known:
        secret, address = _new_secret(), _page(desk, wanted.webhook_id)
        command = AddWebhook(wanted, secret, is_shown_later=address is not None)
        webhook = await desk.run(webhooks.add_webhook, command, actor, desk.clock())
        _list_anew(form, desk, actor, answer)
        return await answer.open(_secret(webhook, secret, address, is_new=True))
    await desk.run(webhooks.change_webhook, wanted, actor, desk.clock())
    _list_anew(form, desk, actor, answer)
    answer.refresh(desk.background, form.carried.get(BEHIND, ""), lambda: _window(form, desk, actor, known))
    return await answer.done()


async def rotate(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    secret, address = _new_secret(), _page(desk, pressed.value)
    command = Rotate(pressed.value, secret, is_shown_later=address is not None)
    webhook = await desk.run(webhooks.rotate_secret, command, actor, desk.clock())
    return await answer.open(_secret(webhook, secret, address, is_new=False))


async def switched(pressed: Pressed, form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    command = Switch(pressed.value, pressed.action_id == ids.WEBHOOK_ON)
    await desk.run(webhooks.switch_webhook, command, actor, desk.clock())
    _list_anew(form, desk, actor, answer)
    return await _redrawn(form, desk, actor, answer)


async def delete(pressed: Pressed, form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    shown = await _shown(desk, actor, pressed.value)
    await desk.run(webhooks.delete_webhook, pressed.value, actor, desk.clock())
    _list_anew(form, desk, actor, answer)
    return await answer.redraw(views.deleted(shown.line.webhook.name))


async def test(pressed: Pressed, form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    await desk.run(webhooks.send_test, SendTest(pressed.value, desk.new_id()), actor, desk.clock())
    return await _redrawn(form, desk, actor, answer)


async def again(pressed: Pressed, form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """One delivery, or all that failed."""
    effect_id = _number(pressed.value) if pressed.action_id == ids.WEBHOOK_AGAIN else None
    command = SendAgain(form.carried.get("webhook", ""), effect_id)
    await desk.run(webhooks.send_again, command, actor, desk.clock())
    return await _redrawn(form, desk, actor, answer, _number(form.carried.get("page", "")))


def _number(text: str) -> int:
    """0 where it is none, or too long for one."""
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _wanted(form: Form, webhook_id: str) -> SetWebhook:
    chosen = set(form.choices(ids.WEBHOOK_TYPES))
    types = tuple(kind for kind in WebhookType if kind in chosen)
    return SetWebhook(webhook_id, form.text(ids.ADDRESS), types, form.choices(ids.WEBHOOK_CLIENTS))


def _new_secret() -> str:
    return secret_of(secrets.token_bytes(SECRET_BYTES))


def _page(desk: Desk, webhook_id: str) -> str | None:
    return desk.links.webhook_address(webhook_id) if desk.links else None


def _secret(webhook: Webhook, secret: str, address: str | None, *, is_new: bool) -> View:
    """By our page, so that it passes through nobody's hands; where that has no address, in a window that Slack does not
    keep."""
    if address is None or webhook.shown_until is None:
        return views.secret_view(webhook, secret, is_new=is_new)
    return views.secret_link(webhook, address, webhook.shown_until, is_new=is_new)


async def _shown(desk: Desk, actor: Actor, webhook_id: str, number: int = 0) -> WebhookShown:
    return await desk.run(webhooks.webhook_shown, DeliveriesQuery(webhook_id, number), actor, desk.clock())


async def _redrawn(form: Form, desk: Desk, actor: Actor, answer: Answer, number: int = 0) -> BoltResponse:
    return await answer.redraw(await _window(form, desk, actor, form.carried.get("webhook", ""), number))


async def _window(form: Form, desk: Desk, actor: Actor, webhook_id: str, number: int = 0) -> View:
    return views.webhook_view(await _shown(desk, actor, webhook_id, number), {LIST: form.carried.get(LIST, "")})


def _list_anew(form: Form, desk: Desk, actor: Actor, answer: Answer) -> None:
    """The list below shows what was done."""

    async def drawn() -> View:
        return views.webhook_list(await desk.run(webhooks.webhook_list, None, actor, desk.clock()))

    answer.refresh(desk.background, form.carried.get(LIST, ""), drawn)
