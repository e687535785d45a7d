"""The form that adds many domains at once."""

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.core.domain import Setup
from handlers import ids
from handlers.views.blocks import context, field, modal
from handlers.views.modals.add import channel_field
from handlers.views.modals.parts import text_input


def bulk_form(channel: str | None, default_channel: str | None) -> View:
    """``channel`` is where cards and digest go; None: the form asks, offering the default."""
    rows = text_input(ids.ROWS, is_multiline=True, placeholder="acme.com, Acme Corp, DN…")
    hint = (
        "One line for each: host, client, Domain SID. The SID only if the domain is in the Twilio Console already."
        " Commas, semicolons or tabs; a CSV with headings is fine, too."
    )
    blocks: list[Block] = [
        field(ids.ROWS, "Domains", rows, hint=hint),
        context("What works already is taken over as it is. If a line is wrong, nothing is added and I name the line."),
    ]
    if channel is None:
        blocks.append(channel_field(default_channel))
    carries = {"channel": channel} if channel else None
    return modal("Add many domains", blocks, callback_id=ids.BULK_FORM, submit="Add", carries=carries)


SETUP = Setup.OURS
"""Who adds the records of domains that are added together: mails to clients go from each card."""
