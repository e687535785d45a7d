"""Forwarding the steps to people at the client. Parse, one service call, answer."""

from slack_bolt.response import BoltResponse

from bot.core.commands import Actor, Forward
from bot.services import links
from handlers import forms, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.grammar import Asked
from handlers.views import forwarding as words
from handlers.views.modals.small import host_form


async def forward(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if not asked.host:
        return await answer.open(host_form("forward"))
    host, typed = forms.forward_typed(asked)
    domain = await reads.domain_named(desk, actor, host)
    if typed.is_revoked:
        is_done = await desk.run(links.revoke, domain.id, actor, desk.clock())
        return await answer.say(words.revoked(domain.host, is_done=is_done))
    return await send(desk, actor, answer, forms.forwarded(domain.id, typed, desk.new_id))


async def send_again(desk: Desk, actor: Actor, answer: Answer, domain_id: str) -> BoltResponse:
    """To whom is known already."""
    return await send(desk, actor, answer, Forward(domain_id, ()))


async def send(desk: Desk, actor: Actor, answer: Answer, command: Forward) -> BoltResponse:
    link, held = await desk.run(links.forward, command, actor, desk.clock())
    card = await reads.card(desk, actor, command.domain_id)
    address = desk.links.address(link.id) if desk.links else None
    return await answer.say(words.forwarded(card, held, address, is_mail_on=desk.rules.is_mail_on))
