"""A world and the real bot in it, over real sockets, in both of Slack's modes; the clock of waiting runs fast."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest

from bot.sandbox.bot import Bot
from bot.sandbox.story import Silent, Story
from bot.sandbox.world import World
from tests.postgres import fresh_database

SPEED = 200.0
Mode = Literal["socket", "http"]


@asynccontextmanager
async def played_in(mode: Mode, database_url: str, speed: float = SPEED) -> AsyncIterator[Story]:
    """A story with its world and bot running; at the end nothing may have gone wrong unseen."""
    async with World(speed, database_url=database_url) as world:
        bot = Bot(world, mode)
        await bot.start()
        try:
            yield Story(world, bot, Silent())
        finally:
            await bot.stop()
        assert world.slack.problems == []


@pytest.fixture(params=["socket", "http"])
def mode(request: pytest.FixtureRequest) -> Mode:
    return "socket" if request.param == "socket" else "http"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'linkdomain.db'}"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture
async def story(sqlite_url: str) -> AsyncIterator[Story]:
    """In Socket Mode, on SQLite."""
    async with played_in("socket", sqlite_url) as playing:
        yield playing


async def until(holds: Callable[[], bool], what: str, patience: float = 90.0) -> None:
    """Waits for what no stand-in tells of."""
    for _ in itertools.takewhile(lambda turn: turn * 0.05 < patience, itertools.count()):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError(f"waited {patience} s for {what}")
