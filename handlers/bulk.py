"""Many domains at once: the form, and the lines or the file that were put into it."""

from dataclasses import replace

from slack_bolt.response import BoltResponse
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.approvals import Act, may
from bot.core.bulk import AddedMany, AddMany, RowsRefused
from bot.core.commands import Actor
from bot.core.sheets import left_over, parse_rows
from bot.services.bulk import add_many
from bot.services.organizations import near_their_limit
from handlers import forms, ids, outside
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Form
from handlers.views.digests import many_added
from handlers.views.modals.bulk import SETUP, BulkDraft, bulk_form

WORD = "many"
"""What is typed after `add` for this form."""


async def open_form(desk: Desk, actor: Actor, answer: Answer, channel: str | None) -> BoltResponse:
    return await answer.open(bulk_form(await _draft(desk, actor, channel)))


async def pressed(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """In place of the form for one domain; from App Home there is none to replace."""
    view = bulk_form(await _draft(desk, actor, form.carried.get("channel")))
    return await (answer.redraw(view) if form.inputs else answer.open(view))


async def _draft(desk: Desk, actor: Actor, channel: str | None) -> BulkDraft:
    near = await desk.run(near_their_limit, None, actor, desk.clock())
    is_admin = may(actor, Act.MANAGE, desk.rules)
    return BulkDraft(channel, desk.rules.default_channel, is_admin=is_admin, organizations=near)


async def add(form: Form, client: AsyncWebClient, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    command = _command(form, desk, await outside.rows_text(desk, form))
    await outside.require_membership(client, command.channel, can_choose=ids.CHANNEL in form.inputs)
    added = await desk.run(add_many, command, actor, desk.clock())
    return await answer.say(many_added(added, command.channel))


async def add_good(form: Form, client: AsyncWebClient, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """What is wrong stays in the form, to be corrected."""
    text = await outside.rows_text(desk, form, is_same=True)
    command = replace(_command(form, desk, text), is_partial=True)
    await outside.require_membership(client, command.channel, can_choose=ids.CHANNEL in form.inputs)
    added = await desk.run(add_many, command, actor, desk.clock())
    if not added.faults:
        return await answer.redraw(answer.notice(many_added(added, command.channel)))
    return await answer.redraw(_left(form, desk, actor, added, text))


def _command(form: Form, desk: Desk, text: str) -> AddMany:
    rows, faults = parse_rows(text)
    numbered = tuple((desk.new_id(), row) for row in rows)
    is_filling = ids.FILL in form.choices(ids.OPTIONS)
    return AddMany(desk.new_id(), forms.channel_of(form), SETUP, numbered, faults, is_filling=is_filling)


def _left(form: Form, desk: Desk, actor: Actor, added: AddedMany, text: str) -> View:
    draft = BulkDraft(
        channel=forms.channel_of(form),
        is_admin=may(actor, Act.MANAGE, desk.rules),
        text=left_over(text, added.faults),
        faults=added.faults,
        added=added,
        turn=_next_turn(form),
        is_filling=ids.FILL in form.choices(ids.OPTIONS),
    )
    return bulk_form(draft)


def _next_turn(form: Form) -> int:
    turn = form.carried.get("turn", "")
    return int(turn) + 1 if turn.isdecimal() else 1


def corrected(error: RowsRefused, form: Form, desk: Desk, actor: Actor) -> View:
    """The same form once more, with what is wrong above it."""
    draft = BulkDraft(
        channel=form.carried.get("channel"),
        default_channel=form.choice(ids.CHANNEL) or desk.rules.default_channel,
        is_admin=may(actor, Act.MANAGE, desk.rules),
        text=form.text(ids.ROWS) or form.text(ids.ROWS_LEFT),
        file=outside.file_of(form),
        faults=error.faults,
        good=error.good,
        turn=_next_turn(form),
        is_filling=ids.FILL in form.choices(ids.OPTIONS),
    )
    return bulk_form(draft)
