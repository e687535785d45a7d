"""The form that says what removing a domain will do."""

from collections.abc import Iterator

from slack_sdk.models.views import View

from bot.core.cards import Card
from bot.core.domain import AttachmentState
from handlers import ids
from handlers.views.blocks import modal, section
from handlers.views.text import bold, code, said

MAX_NAMED = 10


def remove_form(card: Card) -> View:
    lines = _of_live(card) if card.domain.live_since else _before_live(card)
    title = f"Remove {code(card.domain.host)} of {said(card.client.name, 120)}?"
    return modal(
        "Remove",
        [section(title, *lines)],
        callback_id=ids.REMOVE_FORM,
        submit="Remove",
        carries={"domain": card.domain.id},
    )


def _before_live(card: Card) -> Iterator[str]:
    yield "• It never was live: it is archived at once, and I stop looking at it."
    if card.domain.request is not None:
        yield "• Its SSL request counts no more."
    if card.domain.details is not None:
        yield "• The Twilio operator is asked to delete it in the Twilio Console."
    yield "• Its host may be added again."


def _of_live(card: Card) -> Iterator[str]:
    yield (
        "• Links that were sent stay valid for 90 days, as long as the DNS record is there. Where some were sent "
        "lately, better detach the campaigns now, and remove the domain after that time."
    )
    yield f"• {_campaigns(card)}"
    yield "• The client is to delete the CNAME. I watch until it is gone; links stop opening then."
    yield "• Then the operator deletes the domain in the Twilio Console, and it is archived."


def _campaigns(card: Card) -> str:
    using = [one.campaign.name for one in card.campaigns if one.attachment.state is AttachmentState.ATTACHED]
    if not using:
        return "No campaign sends through it."
    named = ", ".join(bold(name, 80) for name in using[:MAX_NAMED])
    more = f" and {len(using) - MAX_NAMED} more" if len(using) > MAX_NAMED else ""
    return f"These campaigns send through it and are detached now: {named}{more}."
