"""What people type and choose: the values of a view's or message's elements, and what Slack's client checks of them.

Shapes: docs.slack.dev/reference/interaction-payloads/view-interactions-payload, ``state.values``.
"""

import re
from collections.abc import Iterator, Mapping

from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.kit.blocks import elements_in, nested
from bot.sandbox.slack.kit.elements import options_of
from bot.sandbox.slack.kit.figures import MOST, RANGE
from bot.sandbox.slack.shapes import Json, copied, objects

Values = dict[str, dict[str, Json]]
"""``state.values``: block id to action id to value."""

_KEYS: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
"""Element type to (key of its value, field of its initial value). Buttons and overflow menus hold no value."""
_SCALAR_FORMATS = {"datepicker": r"\d{4}-\d\d-\d\d", "timepicker": r"\d\d:\d\d"}


def value_key(element: Json) -> str:
    return _KEYS[element["type"]][0]


def _is_many(element: Json) -> bool:
    return value_key(element).endswith("s")


def stateful(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """(block id, element) of everything that holds a value."""
    for _, block in nested(blocks, ""):
        for _, element in elements_in(block):
            if element["type"] in _KEYS:
                yield block["block_id"], element


def values_of(blocks: list[Json], channel: str | None = None, kept: Values | None = None) -> Values:
    """The values a client shows at first. What ``kept`` holds for the same block, action and type goes before.

    ``channel`` is the conversation the person came from, for menus that default to it.
    """
    values: Values = {}
    for block_id, element in stateful(blocks):
        action_id = element["action_id"]
        earlier = (kept or {}).get(block_id, {}).get(action_id)
        is_kept = earlier is not None and earlier["type"] == element["type"]
        value = earlier if earlier is not None and is_kept else _initial(element, channel)
        values.setdefault(block_id, {})[action_id] = value
    return values


def _initial(element: Json, channel: str | None) -> Json:
    key, field = _KEYS[element["type"]]
    value = copied(element).get(field, [] if _is_many(element) else None)
    if value is None and element.get("default_to_current_conversation"):
        value = channel
    return {"type": element["type"], key: value}


def filled(element: Json, value: object, offered: list[Json]) -> Json:
    """The element's value once a person has entered ``value``.

    Text for inputs; the value or label of an option, or the option itself, for menus; ids for people and channels;
    lists of these for multi menus and checkboxes; None empties. ``offered`` are options an app suggested.
    Raises CannotAct for what cannot be chosen.
    """
    key = value_key(element)
    if value in (None, "", []):
        return {"type": element["type"], key: [] if _is_many(element) else None}
    choices = options_of(element) + offered
    if key == "selected_options":
        return {"type": element["type"], key: [_chosen(choices, one) for one in _listed(value)]}
    if key == "selected_option":
        return {"type": element["type"], key: _chosen(choices, value)}
    return {"type": element["type"], key: _listed(value) if _is_many(element) else _scalar(element, value)}


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _chosen(choices: list[Json], wanted: object) -> Json:
    for option in choices:
        if wanted == option or wanted in (option["value"], option["text"]["text"]):
            return option
    names = ", ".join(option["text"]["text"] for option in choices) or "nothing"
    raise CannotAct(f"{wanted!r} is not offered; there is: {names}")


def _scalar(element: Json, value: object) -> object:
    """Single-line inputs cannot hold line breaks; dates and times come from a picker."""
    kind = element["type"]
    if kind in _SCALAR_FORMATS and not re.fullmatch(_SCALAR_FORMATS[kind], str(value)):
        raise CannotAct(f"{value!r} cannot come from a {kind}")
    if value_key(element) != "value" or element.get("multiline"):
        return value
    return re.sub(r"\s*[\r\n]+\s*", " ", str(value))


def client_errors(blocks: list[Json], values: Values) -> dict[str, str]:
    """What Slack's client says beside the fields before it sends anything: block id to message."""
    errors: dict[str, str] = {}
    for block in objects(blocks):
        if block["type"] == "input":
            value = values[block["block_id"]][block["element"]["action_id"]]
            if message := _input_error(block, value[value_key(block["element"])]):
                errors[block["block_id"]] = message
    return errors


def _input_error(block: Json, value: object) -> str | None:
    element = block["element"]
    if value in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    if element["type"] == "file_input":
        return _files_error(element, objects(value))
    if isinstance(value, list):
        most = element.get("max_selected_items")
        return f"You can select up to {most} items." if most and len(value) > most else None
    check = _TEXT_CHECKS.get(element["type"])
    return check(element, str(value)) if check else None


def _files_error(element: Json, chosen: list[Json]) -> str | None:
    """The dialog that people choose files in offers no others, and takes no more."""
    most, kinds = element.get("max_files", RANGE["file_input.max_files"][1]), element.get("filetypes") or []
    if len(chosen) > most:
        return f"You can upload up to {most} files."
    is_wrong = kinds and any(file["filetype"] not in kinds for file in chosen)
    return f"Only these files can be uploaded: {', '.join(kinds)}." if is_wrong else None


def _text_error(element: Json, value: str) -> str | None:
    most = element.get("max_length", MOST["plain_text_input.max_length_max"])
    if len(value) > most:
        return f"Must be less than {most + 1} characters."
    least = element.get("min_length", 0)
    return f"Must be at least {least} characters." if len(value) < least else None


def _email_error(_element: Json, value: str) -> str | None:
    return None if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) else "Please enter a valid email."


def _url_error(_element: Json, value: str) -> str | None:
    return None if re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*://\S+", value) else "Please enter a valid URL."


def _number_error(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a number." if element["is_decimal_allowed"] else "Please enter a whole number."
    is_low = "min_value" in element and float(value) < float(element["min_value"])
    is_high = "max_value" in element and float(value) > float(element["max_value"])
    return "The number is out of range." if is_low or is_high else None


_TEXT_CHECKS = {
    "plain_text_input": _text_error,
    "email_text_input": _email_error,
    "url_text_input": _url_error,
    "number_input": _number_error,
}
