"""Finding what a person points at: the button, menu or field with an action id."""

from collections.abc import Iterator, Mapping

from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.form import filled, stateful, value_key
from bot.sandbox.slack.kit.blocks import elements_in, nested
from bot.sandbox.slack.kit.elements import options_of
from bot.sandbox.slack.shapes import Json, objects
from bot.sandbox.slack.views import View

_PRESSED = ("button", "workflow_button", "icon_button", "feedback_buttons")


def actable(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """(block, element) of everything that has an action id."""
    for _, block in nested(blocks, ""):
        for _, element in elements_in(block):
            if "action_id" in element:
                yield block, element


def found(blocks: list[Json], action_id: str, value: object) -> tuple[Json, Json] | None:
    """The element with that action id; of several buttons, the one with that value."""
    same = [(block, element) for block, element in actable(blocks) if element["action_id"] == action_id]
    exact = [(block, element) for block, element in same if element.get("value") == value]
    return next(iter((exact if value is not None else []) or same), None)


def pressed(element: Json, value: object, offered: list[Json]) -> Json:
    """The value part of an action on the element. Raises CannotAct for what cannot be chosen."""
    if element["type"] in _PRESSED:
        return {"value": element["value"]} if "value" in element else {}
    if element["type"] == "overflow":
        for option in options_of(element):
            if value in (option["value"], option["text"]["text"]):
                return {"selected_option": option}
        raise CannotAct(f"the menu has no entry {value!r}")
    key = value_key(element)
    return {key: filled(element, value, offered)[key]}


def fill(view: View, values: Mapping[str, object]) -> None:
    """Enters values into the fields of a view, by block id. Raises CannotAct for what has no such field."""
    fields = dict(stateful(view.blocks))
    for block_id, value in values.items():
        if block_id not in fields:
            known = ", ".join(fields) or "none"
            raise CannotAct(f"{view.title!r} has no field {block_id!r}; its fields: {known}")
        element = fields[block_id]
        held = view.values[block_id][element["action_id"]]
        offered = view.offered.get(element["action_id"], []) + _options_held(held)
        view.values[block_id][element["action_id"]] = filled(element, value, offered)


def changes(view: View, values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """(action id, value) of what is chosen anew in fields that tell the app at once."""
    for block in view.blocks:
        wanted, element = values.get(block["block_id"]), block.get("element", {})
        if not block.get("dispatch_action") or wanted is None or "options" not in element:
            continue
        held = view.values[block["block_id"]][element["action_id"]].get("selected_option") or {}
        if wanted not in (held, held.get("value"), held.get("text", {}).get("text")):
            yield element["action_id"], wanted


def _options_held(value: Json) -> list[Json]:
    """What is chosen already can be chosen again, whatever was searched for since."""
    return [*objects(value.get("selected_options")), *objects([value.get("selected_option")])]
