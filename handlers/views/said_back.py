"""Short answers to the person who just did something."""

from collections.abc import Sequence

from bot.core.cards import Action, Card, Stage
from bot.core.messages import Content
from bot.core.twilio import Judgement
from handlers.views.blocks import section
from handlers.views.text import bold, code, count, mentions, plain, said
from handlers.views.words import ACTIONS, STAGES, now_waits_for


def _content(text: str, shown: str) -> Content:
    return Content(text, (section(shown),))


def ssl_requested(is_pending: bool, approvers: Sequence[str]) -> Content:
    if not is_pending:
        text = "Kept. The approvers are asked by themselves as soon as the DNS records are right."
        return _content(text, text)
    who = mentions(approvers[:5]) or "an approver"
    return _content("SSL is requested.", f"SSL is requested. Now {who} can approve it; I asked for that.")


def details_given(host: str, judgement: Judgement | None) -> Content:
    known = "Twilio confirms that it is this host's."
    later = "Twilio cannot say yet whose it is, which is usual before the certificate. I ask again before it counts."
    word = known if judgement is Judgement.CONFIRMED else later
    return _content(
        f"Saved the Twilio details of {said(host)}. {word}", f"Saved the Twilio details of {code(host)}. {word}"
    )


def attached(card: Card, number: int) -> Content:
    what = count(number, "campaign")
    if card.stage is Stage.LIVE:
        text = f"Attaching {what} now. The card says when it is done."
    else:
        text = f"Kept: {what}, to be attached as soon as the domain is live."
    return _content(text, text)


def client_added(name: str) -> Content:
    text = f"{plain(name, 80)} is added. Next, a link domain: /linkdomain add"
    return _content(text, f"{bold(name, 80)} is added. Next, a link domain: `/linkdomain add`")


def campaign_added(name: str, has_service: bool) -> Content:
    more = "" if has_service else " It cannot be attached before it has a Messaging Service."
    return _content(f"{plain(name, 80)} is added.{more}", f"{bold(name, 80)} is added.{more}")


def outdated(card: Card, action: Action) -> Content:
    """A button that made sense when the card was shown, and does not any more."""
    text = f"{ACTIONS[action]} is not open any more: {said(card.domain.host)} is now at “{STAGES[card.stage]}”."
    shown = f"*{ACTIONS[action]}* is not open any more: {code(card.domain.host)} is now at *{STAGES[card.stage]}*."
    return _content(text, f"{shown}\nNow: {now_waits_for(card)}.")


def old_button() -> Content:
    text = "This button is from an earlier time and does nothing any more. Use the card, or type /linkdomain help."
    return _content(text, text)


def old_form() -> Content:
    text = "This form is from an earlier time, so nothing was done. Please open it again from the card or the command."
    return _content(text, text)
