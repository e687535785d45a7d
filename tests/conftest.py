"""What several rooms share, and the order they go in."""

from pathlib import Path

import pytest

from tests.postgres import postgres_server

__all__ = ["postgres_server"]
_LONG = ("browser", "faults", "stories", "cli", "sandbox", "handlers")
"""Rooms with files that take long begin, so that at the end nobody is left alone with one of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {room: place for place, room in enumerate(_LONG)}
    rooms = Path(__file__).parent
    items.sort(key=lambda item: places.get(item.path.relative_to(rooms).parts[0], len(places)))
