"""Interactive elements: buttons, menus, pickers, inputs. Source: docs.slack.dev/reference/block-kit/block-elements."""

from collections.abc import Iterable, Mapping

from bot.sandbox.slack.kit.figures import MOST, RANGE
from bot.sandbox.slack.kit.objects import (
    ACTION_ID,
    CHANNEL_ID,
    CHOICE_OPTION,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    SLACK_FILE,
    STYLE,
    USER_ID,
    WORKFLOW,
    plain_text,
)
from bot.sandbox.slack.kit.rich_text import RICH_TEXT
from bot.sandbox.slack.kit.schema import (
    Check,
    Fault,
    Faults,
    Rule,
    boolean,
    exactly_one,
    integer,
    items,
    one_of,
    record,
    string,
    tagged,
    url,
)
from bot.sandbox.slack.shapes import Json, objects

_DECIMAL = string(pattern=r"-?\d+(\.\d+)?")
_BUTTON_TEXT = plain_text(MOST["button.text"])
_BUTTON_VALUE = string(MOST["button.value"])
_LABEL = string(MOST["button.accessibility_label"])
_FOCUS: Mapping[str, Check] = {"action_id": ACTION_ID, "focus_on_load": boolean}
_PICKER: Mapping[str, Check] = {**_FOCUS, "confirm": CONFIRM, "placeholder": PLACEHOLDER}
_MULTI: Mapping[str, Check] = {**_PICKER, "max_selected_items": integer(1)}
_TYPED: Mapping[str, Check] = {**_FOCUS, "placeholder": PLACEHOLDER, "dispatch_action_config": DISPATCH_CONFIG}
_MENU: Mapping[str, Check] = {
    "options": items(OPTION, most=MOST["select.options"]),
    "option_groups": items(OPTION_GROUP, most=MOST["select.option_groups"]),
}


def options_of(element: Json) -> list[Json]:
    """All options of a menu, those in groups included."""
    grouped = [option for group in objects(element.get("option_groups")) for option in objects(group.get("options"))]
    return objects(element.get("options")) + grouped


def _identity(option: Json) -> tuple[object, ...]:
    """What makes two options the same to Slack: every word of them must match."""
    words, about = option.get("text", {}), option.get("description") or {}
    return option.get("value"), words.get("type"), words.get("text"), about.get("text")


def _initials_exist(element: Json, at: str) -> Faults:
    """An initial choice must match one of the options exactly."""
    known = {_identity(option) for option in options_of(element)}
    for name in ("initial_option", "initial_options"):
        given = element.get(name)
        for choice in objects(given if isinstance(given, list) else [given]):
            if _identity(choice) not in known:
                yield Fault("unknown_option", f"{name} must match one of the options", f"{at}/{name}", "options")


def _in_order(least: str, most: str) -> Rule:
    def rule(element: Json, at: str) -> Faults:
        if least in element and most in element and float(element[least]) > float(element[most]):
            yield Fault("bad_range", f"{least} must not be greater than {most}", f"{at}/{least}", "range")

    return rule


def _choices(most: int, initial: Mapping[str, Check]) -> Check:
    optional = {**_FOCUS, "confirm": CONFIRM, **initial}
    return record({"options": items(CHOICE_OPTION, most=most)}, optional, _initials_exist)


_STATIC: tuple[Rule, ...] = (exactly_one("options", "option_groups"), _initials_exist)
_BUTTON = record(
    {"text": _BUTTON_TEXT},
    {
        "action_id": ACTION_ID,
        "url": url(MOST["button.url"]),
        "value": _BUTTON_VALUE,
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": _LABEL,
        "agent_prompt": string(4000),
        "agent_prompt_display": string(),
        "visible_to_user_ids": items(USER_ID),
    },
)
_ICON_BUTTON = record(
    {"icon": one_of("trash"), "text": _BUTTON_TEXT},
    {
        "action_id": ACTION_ID,
        "value": _BUTTON_VALUE,
        "confirm": CONFIRM,
        "accessibility_label": _LABEL,
        "visible_to_user_ids": items(USER_ID),
    },
)
_FEEDBACK = record({"text": _BUTTON_TEXT, "value": _BUTTON_VALUE}, {"accessibility_label": _LABEL})
_PLAIN_TEXT_INPUT = record(
    {},
    {
        **_TYPED,
        "initial_value": string(least=0),
        "multiline": boolean,
        "min_length": integer(0, MOST["plain_text_input.min_length_max"]),
        "max_length": integer(1, MOST["plain_text_input.max_length_max"]),
    },
    _in_order("min_length", "max_length"),
)
_NUMBER_INPUT = record(
    {"is_decimal_allowed": boolean},
    {**_TYPED, "initial_value": _DECIMAL, "min_value": _DECIMAL, "max_value": _DECIMAL},
    _in_order("min_value", "max_value"),
)
IMAGE = record(
    {"alt_text": string(MOST["image.alt_text"])},
    {"image_url": url(MOST["image.image_url"]), "slack_file": SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)
URL_SOURCE = record({"url": url(), "text": string()})
BUTTON = tagged({"button": _BUTTON})

ELEMENTS: Mapping[str, Check] = {
    "button": _BUTTON,
    "channels_select": record({}, {**_PICKER, "initial_channel": CHANNEL_ID, "response_url_enabled": boolean}),
    "checkboxes": _choices(MOST["checkboxes.options"], {"initial_options": items(CHOICE_OPTION)}),
    "conversations_select": record(
        {},
        {
            **_PICKER,
            "initial_conversation": string(),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": CONVERSATION_FILTER,
        },
    ),
    "datepicker": record({}, {**_PICKER, "initial_date": string(pattern=r"\d{4}-(0[1-9]|1[0-2])-[0-3]\d")}),
    "datetimepicker": record({}, {**_FOCUS, "confirm": CONFIRM, "initial_date_time": integer(0, 9_999_999_999)}),
    "email_text_input": record({}, {**_TYPED, "initial_value": string(least=0)}),
    "external_select": record({}, {**_PICKER, "initial_option": OPTION, "min_query_length": integer(0)}),
    "feedback_buttons": record({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": ACTION_ID}),
    "file_input": record(
        {}, {"action_id": ACTION_ID, "filetypes": items(string()), "max_files": integer(*RANGE["file_input.max_files"])}
    ),
    "icon_button": _ICON_BUTTON,
    "image": IMAGE,
    "multi_channels_select": record({}, {**_MULTI, "initial_channels": items(CHANNEL_ID)}),
    "multi_conversations_select": record(
        {},
        {
            **_MULTI,
            "initial_conversations": items(string()),
            "default_to_current_conversation": boolean,
            "filter": CONVERSATION_FILTER,
        },
    ),
    "multi_external_select": record({}, {**_MULTI, "initial_options": items(OPTION), "min_query_length": integer(0)}),
    "multi_static_select": record({}, {**_MULTI, **_MENU, "initial_options": items(OPTION)}, *_STATIC),
    "multi_users_select": record({}, {**_MULTI, "initial_users": items(USER_ID)}),
    "number_input": _NUMBER_INPUT,
    "overflow": record(
        {"options": items(OVERFLOW_OPTION, most=MOST["overflow.options"])},
        {"action_id": ACTION_ID, "confirm": CONFIRM},
    ),
    "plain_text_input": _PLAIN_TEXT_INPUT,
    "radio_buttons": _choices(MOST["radio_buttons.options"], {"initial_option": CHOICE_OPTION}),
    "rich_text_input": record({"action_id": ACTION_ID}, {**_TYPED, "initial_value": RICH_TEXT}),
    "static_select": record({}, {**_PICKER, **_MENU, "initial_option": OPTION}, *_STATIC),
    "timepicker": record(
        {}, {**_PICKER, "initial_time": string(pattern=r"([01]\d|2[0-3]):[0-5]\d"), "timezone": string()}
    ),
    "url_text_input": record({}, {**_TYPED, "initial_value": string(least=0)}),
    "users_select": record({}, {**_PICKER, "initial_user": USER_ID}),
    "workflow_button": record(
        {"text": _BUTTON_TEXT, "workflow": WORKFLOW, "action_id": ACTION_ID},
        {"style": STYLE, "accessibility_label": _LABEL},
    ),
}

ELEMENT_SURFACES: Mapping[str, str] = {
    "file_input": "v",
    "email_text_input": "v",
    "number_input": "v",
    "url_text_input": "v",
    "rich_text_input": "vh",
    "datetimepicker": "mv",
}
"""Elements that may not stand everywhere: m(essage), v(iew as modal), h(ome)."""


def elements_of(names: Iterable[str]) -> Check:
    return tagged({name: ELEMENTS[name] for name in names})
