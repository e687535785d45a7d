"""The form that adds many domains at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    CheckboxesElement,
    ContextBlock,
    InputBlock,
    PlainTextInputElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.views import View

from bot.core.bulk import AddedMany, RowFault
from bot.core.domain import Setup
from bot.core.overview import OrganizationCount
from handlers import ids
from handlers.views.blocks import actions, button, context, field, modal, option, section
from handlers.views.home import organization
from handlers.views.modals.add import channel_field
from handlers.views.refusals import row_refused
from handlers.views.text import channel, count, initial, pt, said

SETUP = Setup.OURS
"""Who adds the records of domains that come without an e-mail address."""
FILE_TYPES = ("csv", "txt", "tsv")
MAX_TEXT = 3000
_MAX_FAULTS = 40
_MAX_SECTION = 2600


@dataclass(frozen=True, slots=True)
class BulkDraft:
    """What the form is about.

    channel         where cards and digest go; None: the form asks, offering the default
    text            lines that stand in it
    file            id of a file that was sent with it before
    faults          what was wrong with the lines just sent; ``good`` of the others can be added without them
    added           what was added just now, without these faulty lines
    """

    channel: str | None = None
    default_channel: str | None = None
    is_admin: bool = False
    organizations: tuple[OrganizationCount, ...] = ()
    text: str = ""
    file: str = ""
    faults: tuple[RowFault, ...] = ()
    good: int = 0
    added: AddedMany | None = None
    is_filling: bool = False
    turn: int = 0
    """How often the form was shown again."""


def bulk_form(draft: BulkDraft) -> View:
    blocks: list[Block] = [*_told(draft), _rows(draft), _file(draft)]
    if draft.is_admin:
        blocks.append(_options(draft))
    blocks += [context(organization(one)) for one in draft.organizations[:2]]
    blocks.append(_promise())
    if draft.channel is None:
        blocks.append(channel_field(draft.default_channel))
    carries = {"channel": draft.channel or "", "file": draft.file, "turn": str(draft.turn or "")}
    carried = {name: value for name, value in carries.items() if value}
    return modal("Add many domains", blocks, callback_id=ids.BULK_FORM, submit="Add", carries=carried)


def _told(draft: BulkDraft) -> Sequence[Block]:
    """What became of the lines that were sent before."""
    wrong = count(len(draft.faults), "line")
    if draft.added is not None:
        number, where = count(draft.added.number, "domain"), channel(draft.channel or draft.default_channel or "")
        rest = f"{wrong} {'is' if len(draft.faults) == 1 else 'are'} left: correct below and press *Add*, or close."
        return section(f"✓ *Added {number}*, see {where}. {rest}"), *_faults(draft.faults)
    if draft.faults:
        verb = "is" if len(draft.faults) == 1 else "are"
        told = section(f"*Nothing was added yet: {wrong} {verb} wrong.* Correct and press *Add*.")
        return told, *_faults(draft.faults), *_way_out(draft)
    return ()


def _faults(faults: Sequence[RowFault]) -> Sequence[Block]:
    """Every faulty line, as many as fit; the rest is counted."""
    lines = [said(row_refused(fault), 400) for fault in faults[:_MAX_FAULTS]]
    if len(faults) > _MAX_FAULTS:
        lines.append(f"And {count(len(faults) - _MAX_FAULTS, 'more line')}.")
    blocks, part, size = list[Block](), list[str](), 0
    for line in lines:
        if part and size + len(line) > _MAX_SECTION:
            blocks.append(section(*part))
            part, size = [], 0
        part.append(f"• {line}")
        size += len(line) + 3
    return [*blocks, section(*part)]


def _way_out(draft: BulkDraft) -> Sequence[ActionsBlock]:
    if not draft.good:
        return ()
    label = f"Add the {count(draft.good, 'good line')}" if draft.good > 1 else "Add the good line"
    return (actions(button(label, ids.ADD_GOOD, ids.ADD_GOOD, style="primary")),)


def _rows(draft: BulkDraft) -> InputBlock:
    block = ids.ROWS_LEFT if draft.added is not None else ids.ROWS
    element = PlainTextInputElement(
        action_id=block,
        multiline=True,
        max_length=MAX_TEXT,
        initial_value=_initial(draft.text),
        placeholder=pt("acme.com, Acme Corp, DN…", 150),
    )
    hint = (
        "One line for each: host, client, Domain SID. The SID only if the domain is in the Twilio Console already."
        " Commas, semicolons or tabs. With headings, also: verification, contact_email, language (en or es, for the"
        " client's e-mail and page), campaign, messaging_service_sid."
    )
    return field(block, "Domains", element, hint=hint, is_optional=True)


def _initial(text: str) -> str | None:
    """Line by line, else it would be one line; nothing where it does not fit whole."""
    kept = "\n".join(initial(line) or "" for line in text.splitlines())
    return kept if 0 < len(kept) <= MAX_TEXT else None


def _file(draft: BulkDraft) -> InputBlock:
    block = f"{ids.FILE}{draft.turn or ''}"
    element = FileInputElement(action_id=block, filetypes=list(FILE_TYPES), max_files=1)
    hint = "As a spreadsheet saves it, the same columns: client, host, domain_sid … Up to 100 lines."
    return field(block, "Or a CSV file", element, hint=hint, is_optional=True)


def _options(draft: BulkDraft) -> InputBlock:
    fill = option("Add clients and campaigns that are missing", ids.FILL, "Without it, such lines are wrong")
    chosen = [fill] if draft.is_filling else None
    element = CheckboxesElement(action_id=ids.OPTIONS, options=[fill], initial_options=chosen)
    return field(ids.OPTIONS, "As an admin", element, is_optional=True)


def _promise() -> ContextBlock:
    return context(
        "What works already is taken over as it is, without a mail. With a contact_email, the client gets the steps by"
        " mail. If a line is wrong, nothing is added and I name the line."
    )
