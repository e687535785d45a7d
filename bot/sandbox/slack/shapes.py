"""JSON as it comes from outside. Its shape is what the stand-in is there to judge, so it is the one untyped thing."""

import copy
import json
from typing import Any

Json = dict[str, Any]
"""A JSON object."""


def copied(value: Json) -> Json:
    """A deep copy, so that nothing given to or taken from the stand-in changes what it remembers."""
    return copy.deepcopy(value)


def objects(value: object) -> list[Json]:
    """The objects of a JSON array; an empty list where it is none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def size_of(value: object) -> int:
    """Bytes of the value as compact JSON in UTF-8."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
