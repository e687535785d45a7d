"""The form that takes campaigns off a domain."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, InputBlock, StaticMultiSelectElement
from slack_sdk.models.views import View

from bot.core.cards import AttachedCampaign, Card
from handlers import ids
from handlers.views.blocks import context, field, modal, option, section
from handlers.views.text import bold, code, plain, pt

MOST = 100
"""Entries of a Slack menu."""
_GROUPS = 5
NAMED = 10


@dataclass(frozen=True, slots=True)
class DetachDraft:
    """``sharing`` are the names of campaigns of one Messaging Service, each group of two at least."""

    card: Card
    choices: Sequence[AttachedCampaign]
    sharing: Sequence[Sequence[str]] = ()


def detach_form(draft: DetachDraft) -> View:
    domain = draft.card.domain
    blocks: list[Block] = [
        section(
            f"Which campaigns stop using {code(domain.host)} for their links?",
            "What they send from then on has long links. Links already sent should keep working as long as the "
            "domain's DNS record stays.",
        )
    ]
    blocks += [context(shared(names)) for names in draft.sharing[:_GROUPS]]
    blocks.append(_field(draft.choices[:MOST]))
    return modal(
        "Detach campaigns", blocks, callback_id=ids.DETACH_FORM, submit="Detach", carries={"domain": domain.id}
    )


def nothing_to_detach(card: Card) -> View:
    """No campaign is attached, nor will be."""
    return modal("Detach campaigns", [section(f"No campaign uses {code(card.domain.host)}: there is none to detach.")])


def shared(names: Sequence[str]) -> str:
    """Twilio knows Messaging Services, not campaigns."""
    named = ", ".join(bold(name, 80) for name in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"One Messaging Service, so always together: {named}{more}."


def _field(choices: Sequence[AttachedCampaign]) -> InputBlock:
    options = [option(plain(one.campaign.name, 75), one.attachment.id) for one in choices]
    element = StaticMultiSelectElement(
        action_id=ids.ATTACHED,
        placeholder=pt("Choose campaigns"),
        options=options,
        initial_options=options if len(options) == 1 else None,
    )
    return field(ids.ATTACHED, "Campaigns", element)
