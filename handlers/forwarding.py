"""Forwarding the steps to people at the client. Parse, one service call, answer."""

from slack_bolt.response import BoltResponse

from bot.core.cards import Action
from bot.core.commands import Actor, Forward
from bot.core.errors import Reason, Refused
from bot.core.forwarding import wants_client
from bot.services import forwarding
from handlers import forms, forms_forward, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.grammar import Asked
from handlers.payloads import Form, Pressed
from handlers.views import forwarding as words
from handlers.views import said_back
from handlers.views.modals.forward import ForwardDraft, forward_form, revoke_form
from handlers.views.modals.small import host_form

_ASKING = (Action.FORWARD, Action.FORWARD_AGAIN)


async def forward(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if not asked.host:
        return await answer.open(host_form("forward"))
    host, typed = forms_forward.forward_typed(asked)
    domain = await reads.domain_named(desk, actor, host)
    if "revoke" in typed.words:
        return await _revoke(desk, actor, answer, domain.id)
    if "remind" in typed.words:
        return await _remind(desk, actor, answer, domain.id)
    if desk.rules.is_mail_on and not (typed.addresses or domain.contact_ids):
        return await open_form(desk, actor, answer, domain.id)
    return await _send(desk, actor, answer, forms_forward.forwarded(domain.id, typed, desk.new_id))


async def open_form(desk: Desk, actor: Actor, answer: Answer, domain_id: str) -> BoltResponse:
    """Who is written to so far stands in it, to be sent again or changed."""
    parts = await desk.run(forwarding.forward_parts, domain_id, actor, desk.clock())
    if parts.card.domain.last_check_at and not wants_client(parts.card.domain, parts.card.stage):
        raise Refused(Reason.CLIENT_DONE, host=parts.card.domain.host)
    return await answer.open(forward_form(_draft(desk, parts)))


def _draft(desk: Desk, parts: forwarding.ForwardParts) -> ForwardDraft:
    return ForwardDraft(parts.card, parts.addresses, parts.held, desk.rules.is_mail_on)


async def pressed(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """*Forward* and *Forward again*: one form for both."""
    parts = await desk.run(forwarding.forward_parts, pressed.value, actor, desk.clock())
    if not set(_ASKING).intersection(parts.card.actions):
        return await answer.say(said_back.outdated(parts.card, Action.FORWARD))
    return await answer.open(forward_form(_draft(desk, parts)))


async def submitted(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await _send(desk, actor, answer, forms_forward.forwarded_by_form(form, desk.new_id))


async def _send(desk: Desk, actor: Actor, answer: Answer, command: Forward) -> BoltResponse:
    link, held = await desk.run(forwarding.forward, command, actor, desk.clock())
    card = await reads.card(desk, actor, command.domain_id)
    address = desk.links.address(link.id) if desk.links else None
    return await answer.say(words.forwarded(card, held, address, is_mail_on=desk.rules.is_mail_on))


async def remind_pressed(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await _remind(desk, actor, answer, pressed.value)


async def _remind(desk: Desk, actor: Actor, answer: Answer, domain_id: str) -> BoltResponse:
    done = await desk.run(forwarding.remind, domain_id, actor, desk.clock())
    card = await reads.card(desk, actor, domain_id)
    return await answer.say(words.reminded(card.domain.host, done.number, done.last_at))


async def revoke_pressed(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, pressed.value)
    if Action.REVOKE not in card.actions:
        return await answer.say(words.revoked(card.domain.host, is_done=False))
    return await answer.open(revoke_form(card))


async def revoked(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await _revoke(desk, actor, answer, forms.domain_of(form))


async def _revoke(desk: Desk, actor: Actor, answer: Answer, domain_id: str) -> BoltResponse:
    is_done = await desk.run(forwarding.revoke, domain_id, actor, desk.clock())
    card = await reads.card(desk, actor, domain_id)
    return await answer.say(words.revoked(card.domain.host, is_done=is_done))
