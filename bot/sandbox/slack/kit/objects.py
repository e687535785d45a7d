"""Composition objects: texts, options, confirmation dialogs and their kin.

Source: docs.slack.dev/reference/block-kit/composition-objects.
"""

from bot.sandbox.slack.kit.figures import MOST
from bot.sandbox.slack.kit.schema import (
    Check,
    anything,
    at_least_one,
    boolean,
    exactly_one,
    items,
    one_of,
    record,
    string,
    tagged,
    url,
)


def _plain(most: int) -> Check:
    return record({"text": string(most)}, {"emoji": boolean})


def _mrkdwn(most: int) -> Check:
    return record({"text": string(most)}, {"verbatim": boolean})


def plain_text(most: int = MOST["text_object.max"]) -> Check:
    return tagged({"plain_text": _plain(most)})


def text(most: int = MOST["text_object.max"]) -> Check:
    """plain_text or mrkdwn."""
    return tagged({"plain_text": _plain(most), "mrkdwn": _mrkdwn(most)})


def _option(words: Check, description: Check, **more: Check) -> Check:
    return record({"text": words, "value": string(MOST["option.value"])}, {"description": description, **more})


OPTION = _option(plain_text(MOST["option.text"]), plain_text(MOST["option.description"]))
"""Of a select menu."""
OVERFLOW_OPTION = _option(
    plain_text(MOST["option.text"]),
    plain_text(MOST["option.description"]),
    url=url(MOST["option.url_overflow_only"]),
)
CHOICE_OPTION = _option(text(MOST["option.text"]), text(MOST["option.description"]))
"""Of radio buttons and checkboxes: these alone may hold mrkdwn."""
OPTION_GROUP = record(
    {
        "label": plain_text(MOST["option_group.label"]),
        "options": items(OPTION, most=MOST["option_group.options"]),
    }
)
CONFIRM = record(
    {
        "title": plain_text(MOST["confirm.title"]),
        "text": text(MOST["confirm.text"]),
        "confirm": plain_text(MOST["confirm.confirm"]),
        "deny": plain_text(MOST["confirm.deny"]),
    },
    {"style": one_of("primary", "danger")},
)
PLACEHOLDER = plain_text(MOST["select.placeholder"])
STYLE = one_of("primary", "danger")
BLOCK_ID = string(MOST["ids.block_id"])
ACTION_ID = string(MOST["ids.action_id"])
USER_ID = string(pattern=r"[UW][A-Z0-9]+")
CHANNEL_ID = string(pattern=r"[CG][A-Z0-9]+")
DISPATCH_CONFIG = record(
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), most=2, is_unique=True)}
)
CONVERSATION_FILTER = record(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), is_unique=True),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
SLACK_FILE = record({}, {"url": url(), "id": string()}, exactly_one("url", "id"))
WORKFLOW = record(
    {
        "trigger": record(
            {"url": url()},
            {"customizable_input_parameters": items(record({"name": string(), "value": anything}))},
        )
    }
)
