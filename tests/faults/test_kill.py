"""The process dies without a word, again and again; another one goes on with the same database."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox.bot import Bot
from bot.sandbox.story import Silent, Story
from bot.sandbox.world import World
from tests.cli.support import Process, ready
from tests.stories.conftest import SPEED
from tests.stories.test_whole_job import assert_done_once


class Mortal:
    """`linkdomain run` as a process of its own, in Socket Mode."""

    def __init__(self, world: World, port: int, folder: Path) -> None:
        self._world, self._port, self._folder = world, port, folder
        self._process: Process | None = None
        self.logged = ""

    async def start(self) -> None:
        address = {"WEB_PORT": str(self._port), "PUBLIC_URL": f"http://127.0.0.1:{self._port}"}
        settings = {**self._world.settings(), **address}
        self._process = Process(["run"], settings, self._folder)
        await self._process.__aenter__()
        await ready(self._port)

    async def die(self) -> None:
        if self._process is not None:
            self._process.send(signal.SIGKILL)
            self.logged += (await self._process.ended()).err
            self._process = None

    async def reborn(self) -> None:
        await self.die()
        await self.start()


@asynccontextmanager
async def mortal(world: World, port: int, folder: Path) -> AsyncIterator[Mortal]:
    process = Mortal(world, port, folder)
    await process.start()
    try:
        yield process
    finally:
        await process.die()


async def test_killed_after_every_step_it_loses_nothing_and_does_nothing_twice(
    sqlite_url: str, port: int, tmp_path: Path
) -> None:
    async with World(SPEED, database_url=sqlite_url) as world, mortal(world, port, tmp_path) as process:
        story = Story(world, Bot(world), Silent())
        await story.play(between=process.reborn)
        assert_done_once(story)


async def test_two_bots_on_one_database_do_nothing_twice(postgres_url: str) -> None:
    async with World(SPEED, database_url=postgres_url) as world:
        bots = [Bot(world), Bot(world, WEB_PORT="0")]
        try:
            for bot in bots:
                await bot.start()
            story = Story(world, bots[0], Silent())
            await story.play()
            assert_done_once(story)
        finally:
            for bot in bots:
                await bot.stop()
