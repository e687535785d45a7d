"""`linkdomain sandbox`: the world and the bot on loopback, played through or kept up to be tried."""

import asyncio
import logging
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.core.errors import LinkdomainError
from bot.logs import set_up_logs
from bot.sandbox.bot import Bot
from bot.sandbox.narrator import Narrator
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.story import HOST, Story
from bot.sandbox.terminal import Terminal
from bot.sandbox.world import World


def run(*, is_play: bool, port: int, speed: float, database_url: str | None) -> int:
    """Plays the story, or keeps the world up until it is interrupted. Gives the exit code."""
    set_up_logs("text", level=logging.WARNING)
    try:
        return asyncio.run(_play(speed, database_url) if is_play else _stay(port, speed, database_url))
    except (OSError, LinkdomainError) as error:
        sys.stderr.write(f"The sandbox cannot start: {error}\n")
        return 1


@asynccontextmanager
async def _sandbox(speed: float, database_url: str | None) -> AsyncIterator[tuple[World, Bot]]:
    """World and bot, running. Without a database of one's own, SQLite in a folder that goes away."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="linkdomain-"))
        url = database_url or f"sqlite:///{Path(folder) / 'sandbox.db'}"
        world = World(speed, database_url=url, team_id=f"T{secrets.token_hex(5).upper()}")
        await stack.enter_async_context(world)
        bot = Bot(world)
        stack.push_async_callback(bot.stop)
        await bot.start()
        yield world, bot


async def _play(speed: float, database_url: str | None) -> int:
    async with _sandbox(speed, database_url) as (world, bot):
        narrator = Narrator(world, HOST)
        try:
            await Story(world, bot, narrator).play()
        except (TimeoutError, CannotAct) as error:
            sys.stdout.write(f"\nThe story halts: {error}\n")
            return 1
        narrator.summary()
        return 0


async def _stay(port: int, speed: float, database_url: str | None) -> int:
    async with _sandbox(speed, database_url) as (world, bot):
        stopping = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        async with Terminal(world, port) as terminal:
            sys.stdout.write(terminal.welcome(bot.address))
            sys.stdout.flush()
            await stopping.wait()
        return 0
