"""*Ask an admin*, for a client or a campaign: the form, the message to admins, and the one that takes the asker back
to the form."""

from collections.abc import Sequence

from slack_sdk.models.views import View

from bot.core.asking import AskShown
from bot.core.messages import Content
from handlers import ids
from handlers.views.blocks import actions, button, context, field, modal, section
from handlers.views.modals.parts import text_input
from handlers.views.modals.small import NAME_LIMIT
from handlers.views.text import bold, channel, code, mention, mentions, plain


def ask_form(ask_id: str, admins: Sequence[str], client: str = "") -> View:
    """``admins`` are users or groups, as the settings name them. ``client``: a campaign of this client is wanted."""
    name, what = text_input(ids.NAME, max_length=NAME_LIMIT), "campaign" if client else "client"
    for_whom = f" that names {bold(client, 80)}" if client else ""
    blocks = [
        field(ids.NAME, f"Name of the {what}", name, hint="As it should stand in the list."),
        context(
            f"{mentions(admins) or 'An admin'} gets a message{for_whom}. When the {what} is there, you get one with "
            "*Continue*, which opens this form again as you leave it. It is kept for 14 days; e-mail addresses are "
            "not kept."
        ),
    ]
    return modal("Ask an admin", blocks, callback_id=ids.ASK_FORM, submit="Ask", carries={"ask": ask_id})


def asked(name: str, whom: Sequence[str]) -> Content:
    """Whom: users, or the channel where there is nobody of that role now."""
    told = " or ".join(channel(one) if one.startswith("C") else mention(one) for one in whom[:5])
    rest = "You can close the form: when it is there, a message from me brings the form back."
    return Content(f"Asked for {plain(name, 80)}.", (section(f"Asked {told} for {bold(name, 80)}. {rest}"),))


def _wanted(shown: AskShown) -> str:
    """``the client``, ``a campaign of Acme Corp``: what an admin is asked for, as mrkdwn."""
    return f"a campaign of {bold(shown.client, 80)}" if shown.ask.for_client else "a client"


def ask(shown: AskShown) -> Content:
    """To an admin."""
    what, is_campaign = shown.ask, shown.ask.for_client is not None
    where = f", to {'attach it to' if is_campaign else 'add'} {code(shown.host, 120)}" if shown.host else ""
    label = "Add campaign" if is_campaign else "Add client"
    add = button(label, ids.ADD_ASKED, what.id, style="primary", says=f"Add {plain(what.name, 60)}")
    told = f"A {'campaign' if is_campaign else 'client'} is wanted: {plain(what.name, 80)}"
    asks = f"{mention(what.asker)} asks for {_wanted(shown)} that is not registered yet: {bold(what.name, 80)}{where}."
    return Content(told, (section(asks), actions(add)))


def ask_over(shown: AskShown) -> Content:
    """In place of what an admin was asked."""
    by = f", added by {mention(shown.ask.answered_by)}" if shown.ask.answered_by else ""
    name = shown.answer or shown.ask.name
    told = f"{mention(shown.ask.asker)} asked for {_wanted(shown)}. {bold(name, 80)} is here now{by}."
    return Content(f"{plain(name, 80)} is here now", (section(told),))


def ask_answered(shown: AskShown) -> Content:
    """To the asker."""
    by = f", added by {mention(shown.ask.answered_by)}" if shown.ask.answered_by else ""
    told = f"{plain(shown.answer, 80)} is here now"
    says = "Continue attaching it" if shown.ask.for_client else "Continue adding the domain"
    go_on = button("Continue", ids.CONTINUE_ADD, shown.ask.id, style="primary", says=says)
    return Content(told, (section(f"{bold(shown.answer, 80)} is here now{by}."), actions(go_on)))


def answered_already(shown: AskShown | None) -> Content:
    """An admin presses the button of an ask that is settled, or too old."""
    if shown is None:
        text = (
            "This was asked more than two weeks ago and is not kept. `/linkdomain clients` adds a client, "
            "`/linkdomain campaigns` a campaign."
        )
        return Content(text, (section(text),))
    by = f" by {mention(shown.ask.answered_by)}" if shown.ask.answered_by else ""
    name = shown.answer or shown.ask.name
    return Content(f"{plain(name, 80)} is here already", (section(f"{bold(name, 80)} was added already{by}."),))
