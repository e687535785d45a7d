"""A world to run the command in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.ports import lasting_port
from bot.sandbox.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(200.0, database_url=f"sqlite:///{tmp_path / 'linkdomain.db'}") as there:
        yield there


@pytest.fixture
def port() -> int:
    """A port for the command to listen at."""
    return lasting_port()
