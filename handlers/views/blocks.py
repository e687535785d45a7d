"""Small builders of Block Kit objects, with Slack's limits kept in one place."""

import json
from collections.abc import Mapping, Sequence
from itertools import accumulate

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    InputInteractiveElement,
    InteractiveElement,
    Option,
    OverflowMenuElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.core.messages import Content
from handlers.views.text import clip, md, pt

MAX_ROWS = 2900
"""Slack takes 3000 characters in a section; some room is kept."""


def blocks_in(content: Content) -> list[Block]:
    """The blocks of what a view made; Content leaves their type open, because the core knows no Slack."""
    return [block for block in content.blocks if isinstance(block, Block)]


def header(text: str) -> HeaderBlock:
    return HeaderBlock(text=pt(text, 150))


def section(*lines: str, accessory: InteractiveElement | None = None, block_id: str | None = None) -> SectionBlock:
    """Lines of mrkdwn, as many as fit: a line cut in the middle would show its markup."""
    return SectionBlock(text=md("\n".join(_fitting(lines)), MAX_ROWS), accessory=accessory, block_id=block_id)


def _fitting(lines: Sequence[str]) -> list[str]:
    ends = accumulate(len(line) + 1 for line in lines)
    kept = [line for line, end in zip(lines, ends, strict=True) if end < MAX_ROWS]
    return kept if len(kept) == len(lines) else [*kept, "…"]


def fields(*texts: str) -> SectionBlock:
    return SectionBlock(fields=[md(text, 2000) for text in texts[:10]])


def context(*texts: str, block_id: str | None = None) -> ContextBlock:
    return ContextBlock(elements=[md(text, 2000) for text in texts[:10]], block_id=block_id)


def divider() -> DividerBlock:
    return DividerBlock()


def button(
    label: str,
    action_id: str,
    value: str,
    *,
    style: str | None = None,
    confirm: ConfirmObject | None = None,
    says: str | None = None,
) -> ButtonElement:
    """``says`` is read out instead of the label where the label alone would be ambiguous."""
    spoken = clip(says, 75) if says else None
    return ButtonElement(
        text=pt(label, 75), action_id=action_id, value=value, style=style, confirm=confirm, accessibility_label=spoken
    )


def confirm(title: str, text: str, yes: str, no: str = "Not now") -> ConfirmObject:
    return ConfirmObject(title=pt(title, 100), text=pt(text, 300), confirm=pt(yes, 30), deny=pt(no, 30))


def option(label: str, value: str, description: str | None = None) -> Option:
    return Option(text=pt(label, 75), value=value, description=pt(description, 75) if description else None)


def overflow(action_id: str, options: Sequence[Option]) -> OverflowMenuElement:
    return OverflowMenuElement(action_id=action_id, options=options[:5])


def actions(*elements: InteractiveElement) -> ActionsBlock:
    return ActionsBlock(elements=list(elements))


def field(
    block_id: str,
    label: str,
    element: InputInteractiveElement,
    *,
    hint: str | None = None,
    is_optional: bool = False,
    is_live: bool = False,
) -> InputBlock:
    """An input block. ``is_live``: what is typed is sent at once, for previews."""
    return InputBlock(
        block_id=block_id,
        label=pt(label, 2000),
        element=element,
        hint=pt(hint, 2000) if hint else None,
        optional=is_optional,
        dispatch_action=True if is_live else None,
    )


def carried(texts: Mapping[str, str]) -> str:
    """As a form brings it back: nobody reads it, and it holds nothing that Slack could take for markup."""
    return json.dumps(dict(texts), separators=(",", ":")).replace("<", r"\u003c").replace(">", r"\u003e")


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str | None = None,
    submit: str | None = None,
    carries: Mapping[str, str] | None = None,
) -> View:
    """``carries`` comes back with the submission: a submission does not say which channel it belongs to."""
    return View(
        type="modal",
        title=pt(title, 24),
        submit=pt(submit, 24) if submit else None,
        close=pt("Cancel" if submit else "Close", 24),
        callback_id=callback_id,
        private_metadata=carried(carries) if carries else None,
        blocks=list(blocks),
    )
