"""Taking a domain out of use: parse, one service call, answer."""

from slack_bolt.response import BoltResponse

from bot.core.commands import Actor, RemoveDomain
from bot.services import removing
from handlers import forms, ids, leaving, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.grammar import Asked
from handlers.payloads import Form, Pressed
from handlers.views import said_back
from handlers.views.modals.remove import LATER, RemoveDraft, remove_form
from handlers.views.modals.small import host_form


async def remove(asked: Asked, body: dict[str, object], desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    name = _client_typed(asked)
    if name is not None:
        return await leaving.open_named(name, body, desk, actor, answer)
    if not asked.host:
        return await answer.open(host_form("remove"))
    domain = await reads.domain_named(desk, actor, asked.host)
    return await open_remove(desk, actor, answer, domain.id)


async def remove_pressed(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await open_remove(desk, actor, answer, pressed.value)


async def open_remove(desk: Desk, actor: Actor, answer: Answer, domain_id: str) -> BoltResponse:
    parts = await desk.run(removing.removal_parts, domain_id, actor, desk.clock())
    return await answer.open(remove_form(RemoveDraft(parts.card, parts.sent, parts.until)))


async def removed(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    command = _meant(form)
    domain = await desk.run(removing.remove_domain, command, actor, desk.clock())
    return await answer.say(said_back.removed(domain))


async def cancelled(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """One press: Slack has asked whether it is meant."""
    domain = await desk.run(removing.remove_domain, RemoveDomain(pressed.value), actor, desk.clock())
    return await answer.say(said_back.removed(domain))


async def kept(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    host = await desk.run(removing.keep_domain, pressed.value, actor, desk.clock())
    return await answer.say(said_back.kept(host))


async def confirm(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    domain = await desk.run(removing.confirm_removed, RemoveDomain(pressed.value), actor, desk.clock())
    return await answer.say(said_back.removed(domain))


def _client_typed(asked: Asked) -> str | None:
    """The name after the word `client`; None where that word was not typed."""
    words = [*asked.host.split(), *asked.rest]
    is_meant = any(word.casefold() == "client" for word in words)
    return " ".join(word for word in words if word.casefold() != "client") if is_meant else None


def _meant(form: Form) -> RemoveDomain:
    """Where the form asks about campaigns, somebody must have said what becomes of them."""
    waits = form.choice(ids.REMOVE_WHEN) == LATER
    is_asked = waits and ids.DETACH_WHEN in form.inputs
    keeps = is_asked and forms.wanted(form, ids.DETACH_WHEN) == LATER
    return RemoveDomain(forms.domain_of(form), waits, keeps)
