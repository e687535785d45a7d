"""The form for Twilio's details, with the steps in the Console that lead to them."""

from dataclasses import dataclass

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from handlers import ids
from handlers.views.blocks import field, modal, section
from handlers.views.modals.parts import SID_LABEL, TXT_LABEL, domain_field, text_input
from handlers.views.tasks import console_steps
from handlers.views.text import code


@dataclass(frozen=True, slots=True)
class DetailsDraft:
    """``domain_id`` and ``host`` are None where the form has to ask for the domain."""

    domain_id: str | None = None
    host: str | None = None
    domain_sid: str = ""
    verification: str = ""
    voids_request: bool = False


def details_form(draft: DetailsDraft) -> View:
    blocks: list[Block] = [] if draft.host else [domain_field()]
    steps = enumerate(console_steps(draft.host), 1)
    title = f"*Twilio details of* {code(draft.host)}" if draft.host else "*In the Twilio Console*"
    blocks.append(section(title, *(f"{number}. {step}" for number, step in steps)))
    if draft.voids_request:
        blocks.append(
            section("With another Domain SID the SSL request counts no more: it has to be made and approved again.")
        )
    sid = text_input(ids.DOMAIN_SID, draft.domain_sid, max_length=200)
    value = text_input(ids.VERIFICATION, draft.verification, max_length=300)
    blocks += [
        field(
            ids.VERIFICATION,
            TXT_LABEL,
            value,
            is_optional=True,
            hint="Leave it empty only where the Console shows the domain as verified already.",
        ),
        field(ids.DOMAIN_SID, SID_LABEL, sid, hint="The letters DN and 32 more characters."),
    ]
    carries = {"domain": draft.domain_id} if draft.domain_id else None
    return modal("Twilio details", blocks, callback_id=ids.DETAILS_FORM, submit="Save", carries=carries)
