"""`linkdomain sandbox`: the world and the bot on loopback, played through or kept up to be tried."""

import asyncio
import logging
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NoReturn

from bot.core.errors import LinkdomainError
from bot.logs import set_up_logs
from bot.sandbox.bot import Bot
from bot.sandbox.narrator import Narrator
from bot.sandbox.scene import Sandbox
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.story import HOST, Story
from bot.sandbox.terminal import Terminal
from bot.sandbox.world import World

_END_WITHIN = 0.5
"""Seconds for a clean end."""


def run(*, is_play: bool, port: int, speed: float, database_url: str | None) -> int:
    """Plays the story, or keeps the world up until it is interrupted. Gives the exit code."""
    set_up_logs("text", level=logging.WARNING)
    for name in ("apscheduler", "bot.workers.relay"):  # what a leap of the clock makes them say is no news here
        logging.getLogger(name).setLevel(logging.ERROR)
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
    """Until a signal comes; then at once. Everything that is only for now stands in one folder."""
    home = tempfile.tempdir = tempfile.mkdtemp(prefix="linkdomain-sandbox-")
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    staying = asyncio.create_task(_keep_up(port, speed, database_url, stopping))
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait((staying, stopped), return_when=asyncio.FIRST_COMPLETED)
    if stopping.is_set():
        staying.cancel()
        await asyncio.wait((staying,), timeout=_END_WITHIN)
        _leave(home)
    stopped.cancel()
    try:
        return await staying
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def _keep_up(port: int, speed: float, database_url: str | None, stopping: asyncio.Event) -> int:
    sandbox = Sandbox(speed, database_url)
    try:
        async with Terminal(sandbox, port) as terminal:
            sandbox.public_url = terminal.address
            await sandbox.begin()
            sys.stdout.write(terminal.welcome())
            sys.stdout.flush()
            await stopping.wait()
    finally:
        await sandbox.end()
    return 0


def _leave(folder: str) -> NoReturn:
    """Whoever presses Ctrl-C wants the prompt back: what has not ended by now ends with the process."""
    shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.flush()
    os._exit(0)
