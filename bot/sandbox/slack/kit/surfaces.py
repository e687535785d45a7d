"""What may stand where: blocks on surfaces, elements in blocks.

Sources: docs.slack.dev/blocks.json and the element pages. Where people found the live service refuse what the pages
allow (a card in a modal, tables on the Home tab) the refusal stands.
"""

from collections.abc import Mapping
from typing import Literal

Surface = Literal["message", "modal", "home"]
LETTER: Mapping[Surface, str] = {"message": "m", "modal": "v", "home": "h"}

DOCUMENTED: Mapping[str, str] = {
    "actions": "mvh",
    "alert": "v",
    "card": "mvh",
    "carousel": "mh",
    "container": "m",
    "context": "mvh",
    "context_actions": "m",
    "data_table": "mh",
    "data_visualization": "m",
    "divider": "mvh",
    "file": "m",
    "header": "mvh",
    "image": "mvh",
    "input": "mvh",
    "markdown": "m",
    "plan": "m",
    "rich_text": "mvh",
    "section": "mvh",
    "table": "mh",
    "task_card": "m",
    "video": "mvh",
}
REFUSED_LIVE: Mapping[str, str] = {"card": "v", "data_table": "h", "table": "h", "file": "m"}
"""Refused by the live service although documented; ``file`` may only come from Slack itself."""

_SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_MENUS = frozenset({*_SELECTS, *(f"multi_{name}" for name in _SELECTS)})
_CHOICES = frozenset({"checkboxes", "datepicker", "radio_buttons", "timepicker"})

ELEMENTS_IN: Mapping[str, frozenset[str]] = {
    "actions": _MENUS | _CHOICES | {"button", "datetimepicker", "overflow", "rich_text_input", "workflow_button"},
    "card": frozenset({"button"}),
    "context_actions": frozenset({"feedback_buttons", "icon_button"}),
    "input": _MENUS
    | _CHOICES
    | {
        "datetimepicker",
        "email_text_input",
        "file_input",
        "number_input",
        "plain_text_input",
        "rich_text_input",
        "url_text_input",
    },
    "section": _MENUS | _CHOICES | {"button", "image", "overflow", "workflow_button"},
}


def allows(surface: Surface, block_type: str) -> bool:
    """Whether an app may put such a block there."""
    letter = LETTER[surface]
    return letter in DOCUMENTED[block_type] and letter not in REFUSED_LIVE.get(block_type, "")
