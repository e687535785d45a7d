"""`linkdomain sandbox` as a process: it ends at once, whoever is looking, and leaves nothing behind."""

import asyncio
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
from aiohttp import ClientError, ClientSession

ROOT = Path(__file__).parents[3]


class Started(NamedTuple):
    """Where its page is, and how many seconds this machine took to show it."""

    process: asyncio.subprocess.Process
    page: str
    took: float


@pytest.fixture
async def started(tmp_path: Path) -> AsyncIterator[Started]:
    """A sandbox whose wanted port is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port, began = str(taken.getsockname()[1]), time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "sandbox", "--port", port),
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)},
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout
        lines = [(await process.stdout.readline()).decode() for _ in range(2)]
        assert f"(port {port} is taken)" in lines[1]
        yield Started(process, lines[1].split()[1], time.monotonic() - began)
    if process.returncode is None:
        process.kill()
        await process.wait()


async def test_ctrl_c_ends_everything_at_once_also_while_a_browser_looks(started: Started, tmp_path: Path) -> None:
    process, page, took = started
    async with ClientSession() as session:
        async with session.get(f"{page}page/state?me=ana") as response:
            mark = (await response.json())["mark"]
        looking = [asyncio.create_task(_look(session, f"{page}page/state?me=ana&seen={mark}")) for _ in range(3)]
        await asyncio.sleep(0.3)
        pressed = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 60) == 0
        # A second on a machine that has nothing else to do; one that is slow to start is slow to end.
        assert time.monotonic() - pressed < 3 + took
        await asyncio.gather(*looking)
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []


async def _look(session: ClientSession, url: str) -> None:
    try:
        async with session.get(url) as response:
            await response.read()
    except ClientError:
        pass
