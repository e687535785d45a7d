"""The form that forwards the steps to the client, and the question before a link is revoked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, InputBlock, RadioButtonsElement
from slack_sdk.models.views import View

from bot.core.cards import Card
from bot.core.facts import FactName
from handlers import ids
from handlers.views.blocks import context, field, modal, option, section
from handlers.views.cards import advice_on
from handlers.views.forwarding import link_state
from handlers.views.modals.parts import language_field, text_input
from handlers.views.text import code, mention, mentions, said

WAIT, NOW = "wait", "now"
NOTE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class ForwardDraft:
    """What stands in the form. ``held`` is why asking the client now is pointless: ``details``, ``blocking``, empty."""

    card: Card
    addresses: Sequence[str] = ()
    held: str = ""
    is_mail_on: bool = True


def forward_form(draft: ForwardDraft) -> View:
    domain = draft.card.domain
    submit = "Send" if draft.is_mail_on else "Make the link"
    return modal(
        "Forward to the client",
        list(_blocks(draft)),
        callback_id=ids.FORWARD_FORM,
        submit=submit,
        carries={"domain": domain.id},
    )


def _blocks(draft: ForwardDraft) -> Iterator[Block]:
    domain = draft.card.domain
    yield section(f"The DNS steps for {code(domain.host)} ({said(draft.card.client.name, 80)}).", _how(draft))
    if state := link_state(draft.card):
        yield context(f"So far: {state}.")
    if draft.is_mail_on:
        yield _addresses(draft)
    note = text_input(ids.NOTE, domain.note or "", max_length=NOTE_LIMIT, is_multiline=True)
    yield field(
        ids.NOTE, "A word to the client", note, is_optional=True, hint="It stands in the e-mail and on the page."
    )
    yield language_field(draft.card.language)
    if draft.held:
        yield section(f"*Asking the client now is of little use:* {_why(draft)}")
        yield _sending(draft)


def _how(draft: ForwardDraft) -> str:
    if draft.is_mail_on:
        return "The client gets a short e-mail with one link; answers to it go to the owner of the domain."
    return "E-mail is not set up here: I make the link, and you send it."


def _addresses(draft: ForwardDraft) -> InputBlock:
    email = text_input(ids.EMAIL, ", ".join(draft.addresses), is_multiline=True, placeholder="it@acme.com")
    hint = "One or several, pasted as they are: with commas, in lines, with names."
    return field(ids.EMAIL, "E-mail of whoever adds the records", email, hint=hint)


def _why(draft: ForwardDraft) -> str:
    card = draft.card
    if draft.held == "blocking":
        return advice_on(card, FactName.RECORD) or "something stands in the way; the card says what."
    who = mentions(card.operators) or mention(card.domain.owner)
    return f"Twilio's details are not here yet (waits for {who}), so one of the two records cannot be named."


def _sending(draft: ForwardDraft) -> InputBlock:
    if draft.held == "blocking":
        options = [
            option("Wait, so that the client is asked once", WAIT, "It goes by itself when that is settled"),
            option("Send now all the same", NOW, "The page says what stands in the way"),
        ]
    else:
        options = [
            option("Wait, so that the client is asked once", WAIT, "It goes by itself when the details are here"),
            option("Send now: the CNAME now, the TXT later", NOW, "The client gets a second e-mail for the TXT"),
        ]
    element = RadioButtonsElement(action_id=ids.SENDING, options=options, initial_option=options[0])
    return field(ids.SENDING, "When?", element)


def revoke_form(card: Card) -> View:
    """Asks before the client's link is closed."""
    blocks = [
        section(
            f"Revoke the client's link to the page of {code(card.domain.host)}?",
            "It opens nothing any more, and e-mails with it that are still to go are not sent. *Forward again* makes "
            "another link.",
        )
    ]
    return modal(
        "Revoke the link", blocks, callback_id=ids.REVOKE_FORM, submit="Revoke", carries={"domain": card.domain.id}
    )
