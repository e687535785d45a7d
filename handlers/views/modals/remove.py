"""The form that says what removing a domain will do, and asks whether its links may end first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block, InputBlock, RadioButtonsElement
from slack_sdk.models.views import View

from bot.core.cards import Card
from bot.core.domain import AttachmentState
from bot.core.removal import LinksSent
from handlers import ids
from handlers.views.blocks import field, modal, option, section
from handlers.views.text import bold, code, day, said, utc

MAX_NAMED = 10
NOW, LATER = "now", "later"


@dataclass(frozen=True, slots=True)
class RemoveDraft:
    """``until``: when the last link that was sent ends; None: there is nothing to wait for."""

    card: Card
    sent: LinksSent
    until: datetime | None = None


def remove_form(draft: RemoveDraft) -> View:
    domain = draft.card.domain
    lines = _of_live(draft) if domain.live_since else _before_live(draft.card)
    title = f"Remove {code(domain.host)} of {said(draft.card.client.name, 120)}?"
    blocks: list[Block] = [section(title, *lines)]
    if domain.live_since and draft.until and not domain.removal_due_at:
        blocks.append(when_field(draft.until))
        if using := _using(draft.card):
            blocks.append(campaigns_field(len(using)))
    submit = "Remove now" if domain.removal_due_at else "Remove"
    return modal("Remove", blocks, callback_id=ids.REMOVE_FORM, submit=submit, carries={"domain": domain.id})


def when_field(until: datetime | None) -> InputBlock:
    """Now, or after the links; ``until`` None: it differs between domains."""
    end = f"begins {utc(until)[:10]}" if until else "each begins 90 days after its last links"
    later = option("When the links have ended", LATER, f"{end}; can be called off until then")
    at_once = option("Now", NOW, "links that were sent stop opening when the CNAME is gone")
    element = RadioButtonsElement(action_id=ids.REMOVE_WHEN, options=[later, at_once], initial_option=later)
    return field(ids.REMOVE_WHEN, "When?", element)


def campaigns_field(number: int) -> InputBlock:
    """``number`` of one domain; 0: of several domains."""
    at_once = option("Detached now", NOW, "links sent from now on are long")
    at_end = option("Detached when the removal begins", LATER, "links sent last end early")
    element = RadioButtonsElement(action_id=ids.DETACH_WHEN, options=[at_once, at_end])
    hint = "If the removal begins now, they are detached now."
    label = "Its campaign is" if number == 1 else f"Its {number} campaigns are" if number else "Their campaigns are"
    return field(ids.DETACH_WHEN, label, element, hint=hint)


def _before_live(card: Card) -> Iterator[str]:
    yield "• It never was live: it is archived at once, and I stop looking at it."
    if card.domain.request is not None:
        yield "• Its SSL request counts no more."
    if card.domain.details is not None:
        yield "• The Twilio operator is asked to delete it in the Twilio Console."
    if card.link is not None:
        yield "• The client is written to no more; their page says that the domain is not needed."
    yield "• Its host may be added again."


def _of_live(draft: RemoveDraft) -> Iterator[str]:
    yield f"• {_links(draft)}"
    yield f"• {_campaigns(draft.card)}"
    yield "• The client is to delete the CNAME. I watch until it is gone; links stop opening then."
    yield "• Then the operator deletes the domain in the Twilio Console, and it is archived."


def _links(draft: RemoveDraft) -> str:
    """When links were last sent, as far as anybody can tell: Twilio lists none, so our own record counts."""
    sent = draft.sent
    if sent.last is None:
        return "No campaign ever sent through it here, so there are no links to wait for."
    if sent.is_sending:
        since = f"have been attached since {day(sent.since)}" if sent.since else "are attached"
        told = f"Campaigns {since}, so links may have been sent until today."
    else:
        told = f"The last links can have been sent on {day(sent.last)}."
    if draft.until is None:
        return f"{told} All of them have ended: links open for 90 days."
    return f"{told} Links open for 90 days, so the last ones end on {day(draft.until)}, if the CNAME stays until then."


def _using(card: Card) -> list[str]:
    return [one.campaign.name for one in card.campaigns if one.attachment.state is AttachmentState.ATTACHED]


def _campaigns(card: Card) -> str:
    using = _using(card)
    if not using:
        return "No campaign sends through it."
    named = ", ".join(bold(name, 80) for name in using[:MAX_NAMED])
    more = f" and {len(using) - MAX_NAMED} more" if len(using) > MAX_NAMED else ""
    return f"These campaigns send through it and are detached: {named}{more}."
