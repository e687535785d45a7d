"""Cursors. Source: docs.slack.dev/apis/web-api/pagination."""

import base64
import binascii
from typing import TypeVar

from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.shapes import Json

ItemT = TypeVar("ItemT")
_MOST = 1000


def page_of(items: list[ItemT], args: Json, default: int = 100) -> tuple[list[ItemT], str]:
    """One page of the items, and the cursor of the next one (empty at the end). Raises ApiError for a bad cursor."""
    start, size = _start(args.get("cursor", "")), min(args.get("limit") or default, _MOST)
    if size < 1:
        raise ApiError("invalid_limit")
    following = start + size
    return items[start:following], _cursor(following) if following < len(items) else ""


def _cursor(place: int) -> str:
    return base64.b64encode(f"next:{place}".encode()).decode()


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise ApiError("invalid_cursor") from None
