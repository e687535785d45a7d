"""Many domains at once: the form, and what was pasted into it."""

from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.bulk import AddMany, parse_rows
from bot.core.commands import Actor
from bot.services.bulk import add_many
from handlers import forms, ids, outside
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Form
from handlers.views.digests import many_added
from handlers.views.modals.bulk import SETUP, bulk_form

WORD = "many"
"""What is typed after `add` for this form."""


async def open_form(desk: Desk, answer: Answer, channel: str | None) -> BoltResponse:
    return await answer.open(bulk_form(channel, desk.rules.default_channel))


async def pressed(form: Form, desk: Desk, answer: Answer) -> BoltResponse:
    """In place of the form for one domain; from App Home there is none to replace."""
    view = bulk_form(form.carried.get("channel"), desk.rules.default_channel)
    return await (answer.redraw(view) if form.inputs else answer.open(view))


async def add(form: Form, client: AsyncWebClient, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    channel = forms.channel_of(form)
    rows, faults = parse_rows(form.text(ids.ROWS))
    await outside.require_membership(client, channel, can_choose=ids.CHANNEL in form.inputs)
    numbered = tuple((desk.new_id(), row) for row in rows)
    command = AddMany(desk.new_id(), channel, SETUP, numbered, faults)
    number = await desk.run(add_many, command, actor, desk.clock())
    return await answer.say(many_added(number, channel))
