"""The forms that change what a domain is: its owner."""

from dataclasses import dataclass

from slack_sdk.models.blocks import Block, InputBlock, UserSelectElement
from slack_sdk.models.views import View

from handlers import ids
from handlers.views.blocks import field, modal, section
from handlers.views.modals.parts import domain_field
from handlers.views.text import code, count, mention

ALL = "all"
"""Carried instead of a domain's id: every domain of the person."""


@dataclass(frozen=True, slots=True)
class HandoverDraft:
    """What is handed over: one domain, or ``number`` of the person's; with neither the form asks for the domain."""

    domain_id: str | None = None
    host: str = ""
    owner: str = ""
    number: int = 0


def handover_form(draft: HandoverDraft) -> View:
    blocks: list[Block] = [section(_what(draft)) if draft.domain_id or draft.number else domain_field()]
    blocks.append(owner_field("New owner"))
    carried = draft.domain_id or (ALL if draft.number else "")
    carries = {"domain": carried} if carried else None
    return modal("Hand over", blocks, callback_id=ids.HANDOVER_FORM, submit="Hand over", carries=carries)


def _what(draft: HandoverDraft) -> str:
    if draft.domain_id:
        return (
            f"{code(draft.host)} belongs to {mention(draft.owner)} so far. Its notices go to the new owner from now on."
        )
    return f"{count(draft.number, 'domain')} of yours. Their notices go to the new owner from now on."


def owner_field(label: str, chosen: str | None = None) -> InputBlock:
    element = UserSelectElement(action_id=ids.OWNER, initial_user=chosen)
    return field(ids.OWNER, label, element, hint="A full member of this workspace.")
