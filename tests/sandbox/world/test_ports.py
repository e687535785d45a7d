"""Ports of worlds that stand side by side."""

import asyncio
import sys

from bot.sandbox.ports import lasting_port

_TEN = "from bot.sandbox.ports import lasting_port; print(*(lasting_port() for _ in range(10)))"


async def _of_another() -> set[int]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", _TEN, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return {int(port) for port in out.split()}


async def test_a_port_that_nobody_listens_at_yet_is_given_to_nobody_else() -> None:
    ours = [lasting_port() for _ in range(200)]
    assert len(set(ours)) == 200
    first, second = [await _of_another() for _ in range(2)]
    assert len(first) == len(second) == 10
    assert first & second == set()
