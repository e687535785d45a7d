"""Tokens of other systems: the list, making one, revoking one. The secret never passes through Slack."""

from slack_bolt.response import BoltResponse
from slack_sdk.models.views import View

from bot.core.approvals import Act
from bot.core.commands import Actor
from bot.services import tokens
from bot.services.tokens import MakeToken
from handlers import forms, ids, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Form, Pressed
from handlers.views import tokens as words
from handlers.views.modals.tokens import EVERY, token_form, token_list


async def listed(desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.open(await _list(desk, actor))


async def make_pressed(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    return await answer.open(token_form(form.view_id))


async def made(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """The answer is a link to a page of ours; without a public address, what to type where the bot runs."""
    shown = await desk.run(tokens.make_token, _command(form, desk.new_id()), actor, desk.clock())
    answer.refresh(desk.background, form.carried.get("list", ""), lambda: _list(desk, actor))
    address = desk.links.secret_address(shown.token.id) if desk.links else None
    return await answer.say(words.made(shown, address))


async def revoked(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    await desk.run(tokens.revoke_token, pressed.value, actor, desk.clock())
    return await answer.redraw(await _list(desk, actor))


async def _list(desk: Desk, actor: Actor) -> View:
    shown = await desk.run(tokens.tokens_shown, None, actor, desk.clock())
    return token_list(shown, desk.clock())


def _command(form: Form, token_id: str) -> MakeToken:
    is_for_every = forms.wanted(form, ids.SCOPE) == EVERY
    days = form.choice(ids.ENDS)
    return MakeToken(
        token_id=token_id,
        name=form.text(ids.NAME),
        client_ids=None if is_for_every else form.choices(ids.CLIENT_IDS),
        can_add=ids.MAY_ADD in form.choices(ids.OPTIONS),
        days=int(days) if days.isdecimal() else None,
    )
