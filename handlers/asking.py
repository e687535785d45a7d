"""*Ask an admin*: for a client or a campaign that is not in the list; and *Continue*, once it is there."""

from collections.abc import Mapping
from dataclasses import replace

from slack_bolt.response import BoltResponse

from bot.core.approvals import Act, may
from bot.core.asking import AskShown
from bot.core.commands import Actor
from bot.core.domain import LinkSettings, Setup
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
from handlers.views.modals.attach import attach_form, nothing_to_attach
from handlers.views.modals.parts import Choice
from handlers.views.modals.small import campaign_form, client_form

SEEN = "seen"
"""Among the options: they were shown, so that one that is not named was unticked."""
_KEPT = (ids.HOST, ids.SUBDOMAIN, ids.NOTE, ids.DOMAIN_SID, ids.VERIFICATION)


async def ask_pressed(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """Over the form, which stays as it is; what was typed is kept for *Continue*."""
    ask_id = desk.new_id()
    await desk.run(asking.begin_ask, BeginAsk(ask_id, _typed(form)), actor, desk.clock())
    return await answer.open(words.ask_form(ask_id, desk.rules.admins))


async def ask_campaign_pressed(pressed: Pressed, form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """Likewise over the form that attaches."""
    ask_id, card = desk.new_id(), await reads.card(desk, actor, pressed.value)
    typed = {"domain": card.domain.id, **{name: form.text(name) for name in (ids.FALLBACK_URL, ids.CALLBACK_URL)}}
    if ids.OPTIONS in form.values:
        typed["options"] = " ".join((SEEN, *form.choices(ids.OPTIONS)))
    await desk.run(asking.begin_ask, BeginAsk(ask_id, typed, card.client.id), actor, desk.clock())
    return await answer.open(words.ask_form(ask_id, desk.rules.admins, card.client.name))


async def asked(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    admins = await desk.directory.holders(Role.ADMIN)
    command = SendAsk(form.carried.get("ask", ""), form.text(ids.NAME), admins)
    whom = await desk.run(asking.send_ask, command, actor, desk.clock())
    return await answer.say(words.asked(command.name, whom))


async def add_asked(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """What an admin presses: the form with the name filled in, unless somebody was faster."""
    reads.require(desk, actor, Act.MANAGE)
    shown = await desk.run(asking.ask_shown, pressed.value, actor, desk.clock())
    if shown is None or shown.ask.is_answered:
        return await answer.say(words.answered_already(shown))
    if shown.ask.for_client:
        client = Choice(shown.ask.for_client, shown.client)
        return await answer.open(campaign_form(client, shown.ask.name, shown.ask.id))
    return await answer.open(client_form(shown.ask.name, shown.ask.id))


async def continue_add(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """The form as it was left, with the client, or the campaign, chosen."""
    shown = await desk.run(asking.ask_continued, pressed.value, actor, desk.clock())
    if shown.ask.for_client:
        return await _continue_attach(shown, desk, actor, answer)
    draft = _draft_of(shown, desk.rules)
    preview = await reads.preview_of(desk, actor, draft.host, draft.subdomain)
    is_admin = may(actor, Act.MANAGE, desk.rules)
    return await answer.open(add_form(replace(draft, preview=preview, is_admin=is_admin)))


async def _continue_attach(shown: AskShown, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    typed = shown.ask.draft
    draft = await reads.attach_draft(desk, actor, typed.get("domain", ""))
    known = await reads.campaigns(desk, actor, draft.card.client.id)
    chosen = [one for one in known if one.id == shown.ask.campaign_id and one.service_sid]
    draft = replace(draft, settings=_settings(typed, draft.settings), chosen=chosen)
    return await answer.open(attach_form(draft) if draft.count else nothing_to_attach(draft))


def _settings(typed: Mapping[str, str], usual: LinkSettings) -> LinkSettings:
    options = typed.get("options", "").split()
    given = replace(
        usual,
        fallback_url=typed.get("fallback_url") or usual.fallback_url,
        callback_url=typed.get("callback_url") or usual.callback_url,
    )
    if SEEN not in options:
        return given
    is_kept, is_https = ids.CONTINUE_ON_FAILURE in options, ids.USE_HTTPS in options
    return replace(given, continue_on_failure=is_kept, disable_https=not is_https)


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
