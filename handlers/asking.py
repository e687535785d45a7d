"""*Ask an admin*: for a client that is not in the list; and *Continue*, once it is there."""

from dataclasses import replace

from slack_bolt.response import BoltResponse

from bot.core.approvals import Act, may
from bot.core.asking import AskShown
from bot.core.commands import Actor
from bot.core.domain import Setup
from bot.core.people import Role
from bot.core.rules import Rules
from bot.services import asking
from bot.services.asking import BeginAsk, SendAsk
from handlers import ids, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Form, Pressed
from handlers.views import asking as words
from handlers.views.modals.add import DEFAULT_SUBDOMAIN, AddDraft, add_form
from handlers.views.modals.parts import Choice
from handlers.views.modals.small import client_form

_KEPT = (ids.HOST, ids.SUBDOMAIN, ids.NOTE, ids.DOMAIN_SID, ids.VERIFICATION)


async def ask_pressed(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """Over the form, which stays as it is; what was typed is kept for *Continue*."""
    ask_id = desk.new_id()
    await desk.run(asking.begin_ask, BeginAsk(ask_id, _typed(form)), actor, desk.clock())
    return await answer.open(words.ask_form(ask_id, desk.rules.admins))


async def asked(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    admins = await desk.directory.holders(Role.ADMIN)
    command = SendAsk(form.carried.get("ask", ""), form.text(ids.NAME), admins)
    whom = await desk.run(asking.send_ask, command, actor, desk.clock())
    return await answer.say(words.asked(command.name, whom))


async def add_asked(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """What an admin presses: the form with the name filled in, unless somebody was faster."""
    reads.require(desk, actor, Act.MANAGE)
    shown = await desk.run(asking.ask_shown, pressed.value, actor, desk.clock())
    if shown is None or shown.ask.client_id:
        return await answer.say(words.answered_already(shown))
    return await answer.open(client_form(shown.ask.name, shown.ask.id))


async def continue_add(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """The form as it was left, with the client chosen."""
    shown = await desk.run(asking.ask_continued, pressed.value, actor, desk.clock())
    draft = _draft_of(shown, desk.rules)
    preview = await reads.preview_of(desk, actor, draft.host, draft.subdomain)
    is_admin = may(actor, Act.MANAGE, desk.rules)
    return await answer.open(add_form(replace(draft, preview=preview, is_admin=is_admin)))


def _draft_of(shown: AskShown, rules: Rules) -> AddDraft:
    typed, client_id = shown.ask.draft, shown.ask.client_id
    return AddDraft(
        host=typed.get("host", ""),
        subdomain=typed.get("subdomain", "" if "host" in typed else DEFAULT_SUBDOMAIN),
        client=Choice(client_id, shown.client) if client_id and shown.client else None,
        setup=Setup.FORWARD if typed.get("setup") == Setup.FORWARD else Setup.OURS,
        note=typed.get("note", ""),
        domain_sid=typed.get("domain_sid", ""),
        verification=typed.get("verification", ""),
        channel=typed.get("channel"),
        default_channel=rules.default_channel,
        is_mail_on=rules.is_mail_on,
    )


def _typed(form: Form) -> dict[str, str]:
    """Everything but addresses."""
    texts = {name: form.text(name) for name in _KEPT}
    channel = form.choice(ids.CHANNEL) or form.carried.get("channel", "")
    return {**texts, "setup": form.choice(ids.SETUP), "channel": channel}
