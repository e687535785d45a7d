"""*Ask an admin*: the form, the message to admins, and the one that takes the asker back to the form."""

from collections.abc import Sequence

from slack_sdk.models.views import View

from bot.core.asking import AskShown
from bot.core.messages import Content
from handlers import ids
from handlers.views.blocks import actions, button, context, field, modal, section
from handlers.views.modals.parts import text_input
from handlers.views.modals.small import NAME_LIMIT
from handlers.views.text import bold, channel, code, mention, mentions, plain


def ask_form(ask_id: str, admins: Sequence[str]) -> View:
    """``admins`` are users or groups, as the settings name them."""
    name = text_input(ids.NAME, max_length=NAME_LIMIT)
    blocks = [
        field(ids.NAME, "Name of the client", name, hint="As it should stand in the list."),
        context(
            f"{mentions(admins) or 'An admin'} gets a message. When the client is there, you get one with *Continue*, "
            "which opens this form again as you leave it. It is kept for 14 days; e-mail addresses are not kept."
        ),
    ]
    return modal("Ask an admin", blocks, callback_id=ids.ASK_FORM, submit="Ask", carries={"ask": ask_id})


def asked(name: str, whom: Sequence[str]) -> Content:
    """Whom: users, or the channel where there is nobody of that role now."""
    told = " or ".join(channel(one) if one.startswith("C") else mention(one) for one in whom[:5])
    rest = "You can close the form: when the client is there, a message from me brings it back."
    return Content(f"Asked for {plain(name, 80)}.", (section(f"Asked {told} for {bold(name, 80)}. {rest}"),))


def ask(shown: AskShown) -> Content:
    """To an admin."""
    what, host = shown.ask, shown.ask.draft.get("host", "")
    where = f", to add {code(host, 120)}" if host else ""
    add = button("Add client", ids.ADD_ASKED, what.id, style="primary", says=f"Add {plain(what.name, 60)}")
    told = f"A client is wanted: {plain(what.name, 80)}"
    asks = section(f"{mention(what.asker)} asks for the client {bold(what.name, 80)}{where}. It is not registered yet.")
    return Content(told, (asks, actions(add)))


def ask_over(shown: AskShown) -> Content:
    """In place of what an admin was asked."""
    by = f", added by {mention(shown.ask.answered_by)}" if shown.ask.answered_by else ""
    told = f"{plain(shown.client or shown.ask.name, 80)} is here now"
    what = bold(shown.client or shown.ask.name, 80)
    return Content(told, (section(f"{mention(shown.ask.asker)} asked for a client. {what} is here now{by}."),))


def ask_answered(shown: AskShown) -> Content:
    """To the asker."""
    by = f", added by {mention(shown.ask.answered_by)}" if shown.ask.answered_by else ""
    told = f"{plain(shown.client, 80)} is here now"
    go_on = button("Continue", ids.CONTINUE_ADD, shown.ask.id, style="primary", says="Continue adding the domain")
    return Content(told, (section(f"{bold(shown.client, 80)} is here now{by}."), actions(go_on)))


def answered_already(shown: AskShown | None) -> Content:
    """An admin presses the button of an ask that is settled, or too old."""
    if shown is None:
        text = "This was asked more than two weeks ago and is not kept. `/linkdomain clients` adds a client."
        return Content(text, (section(text),))
    by = f" by {mention(shown.ask.answered_by)}" if shown.ask.answered_by else ""
    told = f"{plain(shown.client or shown.ask.name, 80)} is here already"
    return Content(told, (section(f"{bold(shown.client or shown.ask.name, 80)} was added already{by}."),))
