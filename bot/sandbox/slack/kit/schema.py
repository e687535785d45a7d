"""A small language for shapes of JSON. A check looks at one value and yields what is wrong with it, and where."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.sandbox.slack.shapes import Json


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a payload, in the shape of Slack's ``blocks.validate``.

    ``pointer`` is a JSON pointer from the root of the request's argument; ``kind`` and ``expected`` are the rule.
    """

    code: str
    message: str
    pointer: str
    kind: str = "rule"
    expected: object = None

    @property
    def line(self) -> str:
        """As Slack writes it into ``errors`` of a refused call."""
        return f"{self.message} [json-pointer:{self.pointer}]"

    def as_json(self) -> Json:
        constraint = {"type": self.kind, "expected": self.expected}
        return {"code": self.code, "message": self.message, "pointer": self.pointer, "constraint": constraint}


Faults = Iterator[Fault]
Check = Callable[[object, str], Faults]
Rule = Callable[[Json, str], Faults]
"""A check of a whole object whose parts are already right."""

URL = r"(https?://|mailto:|tel:|slack:)\S+"


def string(most: int | None = None, least: int = 1, pattern: str | None = None) -> Check:
    """Text of ``least`` to ``most`` characters that matches ``pattern`` as a whole."""

    def check(value: object, at: str) -> Faults:
        if not isinstance(value, str):
            yield Fault("invalid_type", "must provide a string", at, "type", "string")
        elif len(value) < least:
            yield Fault("too_short", f"must be more than {least - 1} characters", at, "minLength", least)
        elif most is not None and len(value) > most:
            yield Fault("too_long", f"must be less than {most + 1} characters", at, "maxLength", most)
        elif pattern is not None and not re.fullmatch(pattern, value):
            yield Fault("invalid_format", "does not match the expected format", at, "pattern", pattern)

    return check


def url(most: int = 3000) -> Check:
    return string(most, pattern=URL)


def integer(least: int | None = None, most: int | None = None) -> Check:
    def check(value: object, at: str) -> Faults:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Fault("invalid_type", "must provide an integer", at, "type", "integer")
        elif least is not None and value < least:
            yield Fault("too_small", f"must be greater than or equal to {least}", at, "minimum", least)
        elif most is not None and value > most:
            yield Fault("too_large", f"must be less than or equal to {most}", at, "maximum", most)

    return check


def number(above: float | None = None) -> Check:
    def check(value: object, at: str) -> Faults:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield Fault("invalid_type", "must provide a number", at, "type", "number")
        elif above is not None and value <= above:
            yield Fault("too_small", f"must be greater than {above}", at, "exclusiveMinimum", above)

    return check


def boolean(value: object, at: str) -> Faults:
    if not isinstance(value, bool):
        yield Fault("invalid_type", "must provide a boolean", at, "type", "boolean")


def anything(_value: object, _at: str) -> Faults:
    """Accepts every value."""
    yield from ()


def one_of(*values: str | int) -> Check:
    def check(value: object, at: str) -> Faults:
        if value not in values:
            names = ", ".join(str(known) for known in values)
            yield Fault("invalid_value", f"must be one of: {names}", at, "enum", list(values))

    return check


def items(check_item: Check, least: int = 1, most: int | None = None, is_unique: bool = False) -> Check:
    """An array of ``least`` to ``most`` items, each of which passes ``check_item``."""

    def check(value: object, at: str) -> Faults:
        if not isinstance(value, list):
            yield Fault("invalid_type", "must provide an array", at, "type", "array")
            return
        if len(value) < least:
            yield Fault("too_few_items", f"no less than {least} items allowed", at, "minItems", least)
        if most is not None and len(value) > most:
            yield Fault("too_many_items", f"no more than {most} items allowed", at, "maxItems", most)
        if is_unique and len(value) != len({str(item) for item in value}):
            yield Fault("duplicate_items", "must not repeat an item", at, "uniqueItems", True)
        for place, item in enumerate(value):
            yield from check_item(item, f"{at}/{place}")

    return check


def record(
    required: Mapping[str, Check] | None = None, optional: Mapping[str, Check] | None = None, *rules: Rule
) -> Check:
    """An object with these fields and no other (see `tagged` for ``type``). ``rules`` run once all fields are right."""
    needed, known = required or {}, {**(required or {}), **(optional or {})}

    def check(value: object, at: str) -> Faults:
        if not isinstance(value, dict):
            yield Fault("invalid_type", "must provide an object", at, "type", "object")
            return
        faults = list(_field_faults(value, at, needed, known))
        yield from faults
        if not faults:
            for rule in rules:
                yield from rule(value, at)

    return check


def _field_faults(value: Json, at: str, needed: Mapping[str, Check], known: Mapping[str, Check]) -> Faults:
    for name in needed:
        if name not in value:
            yield Fault("missing_field", f"missing required field: {name}", at, "required", name)
    for name, part in value.items():
        if name not in known:
            yield Fault("unknown_field", f"invalid additional property: {name}", at, "additionalProperties", False)
        else:
            yield from known[name](part, f"{at}/{name}")


def tagged(kinds: Mapping[str, Check]) -> Check:
    """An object whose ``type`` chooses how its other fields are checked."""

    def check(value: object, at: str) -> Faults:
        if not isinstance(value, dict):
            yield Fault("invalid_type", "must provide an object", at, "type", "object")
        elif "type" not in value:
            yield Fault("missing_field", "missing required field: type", at, "required", "type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            kind = value["type"]
            yield Fault("unsupported_type", f"unsupported type: {kind}", f"{at}/type", "enum", sorted(kinds))
        else:
            fields = {name: part for name, part in value.items() if name != "type"}
            yield from kinds[value["type"]](fields, at)

    return check


def exactly_one(*names: str) -> Rule:
    def rule(value: Json, at: str) -> Faults:
        given = [name for name in names if name in value]
        if len(given) != 1:
            choice = " or ".join(f"`{name}`" for name in names)
            yield Fault("one_required", f"must define exactly one of {choice}", at, "oneOf", list(names))

    return rule


def at_least_one(*names: str) -> Rule:
    def rule(value: Json, at: str) -> Faults:
        if not any(name in value for name in names):
            choice = " or ".join(f"`{name}`" for name in names)
            yield Fault("one_required", f"must define either {choice}", at, "anyOf", list(names))

    return rule
