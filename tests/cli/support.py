"""The command as other programs run it: a process of its own, with nothing but the given settings around it."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession

BARE = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str


class Process:
    """A running ``linkdomain``. Killed at the latest when its block ends."""

    def __init__(self, arguments: Sequence[str], settings: Mapping[str, str], folder: Path) -> None:
        self._arguments, self._settings, self._folder = arguments, settings, folder
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[tuple[bytes, bytes]] | None = None
        self._began = 0.0

    async def __aenter__(self) -> "Process":
        self._began = time.monotonic()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *self._arguments,
            cwd=self._folder,
            env={**BARE, "PYTHONPATH": str(Path(__file__).parents[2]), **self._settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.create_task(self._process.communicate())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        await self.ended()

    def send(self, number: signal.Signals) -> None:
        """Sends it a signal."""
        if self._process is not None:
            self._process.send_signal(number)

    async def stopped(self, number: signal.Signals, within: float) -> Ran:
        """Sends it a signal that it ends upon, so many seconds later at most; a machine that was slow to start it may
        be as slow to end it. Raises TimeoutError."""
        patience = within + time.monotonic() - self._began
        self.send(number)
        return await self.ended(patience)

    async def ended(self, within: float = 90.0) -> Ran:
        """Waits for its end. Raises TimeoutError."""
        if self._process is None or self._reading is None:
            raise RuntimeError("not started")
        out, err = await asyncio.wait_for(asyncio.shield(self._reading), within)
        return Ran(self._process.returncode or 0, out.decode(), err.decode())


async def run(*arguments: str, settings: Mapping[str, str], folder: Path) -> Ran:
    """Runs it to its end."""
    async with Process(arguments, settings, folder) as process:
        return await process.ended(120.0)


async def ready(port: int, path: str = "/readyz", status: int = 200, patience: float = 90.0) -> str:
    """What the bot's web side answers, as soon as it answers with that status."""
    async with asyncio.timeout(patience), ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}{path}") as response:
                    if response.status == status:
                        return await response.text()
            except ClientError:
                pass
            await asyncio.sleep(0.05)
