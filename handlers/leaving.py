"""Removing a whole client: parse, one service call, answer."""

from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.approvals import Act
from bot.core.commands import Actor
from bot.core.leaving import RemoveClient
from bot.services import lists, offboarding
from handlers import forms, ids, outside, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Form, Pressed, channel_of
from handlers.views.leaving import client_kept, client_removed, remove_client_form
from handlers.views.modals.remove import LATER

WORD = "client"
"""What is typed after `remove` for this."""


async def open_named(name: str, body: dict[str, object], desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    client = await desk.run(lists.client_named, name, actor, desk.clock())
    return await _open(client.id, channel_of(body), desk, actor, answer)


async def pressed(pressed: Pressed, body: dict[str, object], desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await _open(pressed.value, channel_of(body), desk, actor, answer)


async def _open(client_id: str, channel: str | None, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    parts = await desk.run(offboarding.client_parts, client_id, actor, desk.clock())
    return await answer.open(remove_client_form(parts, channel, desk.rules.default_channel))


async def removed(form: Form, client: AsyncWebClient, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    channel = forms.channel_of(form)
    waits, said = form.choice(ids.REMOVE_WHEN) == LATER, form.choice(ids.DETACH_WHEN)
    await outside.require_membership(client, channel, can_choose=ids.CHANNEL in form.inputs)
    command = RemoveClient(form.carried.get("client", ""), channel, waits, said == LATER if said else None)
    gone = await desk.run(offboarding.remove_client, command, actor, desk.clock())
    return await answer.say(client_removed(gone, channel))


async def kept(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    number = await desk.run(offboarding.keep_client, pressed.value, actor, desk.clock())
    return await answer.say(client_kept(number))
