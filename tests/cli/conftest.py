"""A world to run the command in."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(200.0, database_url=f"sqlite:///{tmp_path / 'linkdomain.db'}") as there:
        yield there


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
