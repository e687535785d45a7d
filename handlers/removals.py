"""Taking a domain out of use: parse, one service call, answer."""

from slack_bolt.response import BoltResponse

from bot.core.approvals import Act
from bot.core.commands import Actor, RemoveDomain
from bot.services import removing
from handlers import forms, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.grammar import Asked
from handlers.payloads import Form, Pressed
from handlers.views import said_back
from handlers.views.modals.remove import remove_form
from handlers.views.modals.small import host_form


async def remove(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    if not asked.host:
        return await answer.open(host_form("remove"))
    domain = await reads.domain_named(desk, actor, asked.host)
    return await open_remove(desk, actor, answer, domain.id)


async def remove_pressed(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await open_remove(desk, actor, answer, pressed.value)


async def open_remove(desk: Desk, actor: Actor, answer: Answer, domain_id: str) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    return await answer.open(remove_form(await reads.card(desk, actor, domain_id)))


async def removed(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, forms.domain_of(form))
    is_done = await desk.run(removing.remove_domain, RemoveDomain(card.domain.id), actor, desk.clock())
    return await answer.say(said_back.removed(card.domain.host, is_done))


async def confirm(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, pressed.value)
    await desk.run(removing.confirm_removed, RemoveDomain(card.domain.id), actor, desk.clock())
    return await answer.say(said_back.removed(card.domain.host, True))
