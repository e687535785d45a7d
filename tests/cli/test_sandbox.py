"""`linkdomain sandbox`: the whole bot on loopback, played through or kept up."""

import asyncio
import signal
from pathlib import Path

from aiohttp import ClientSession

from tests.cli.support import Process, run


async def test_play_goes_live_and_attaches_and_ends_with_0(tmp_path: Path) -> None:
    ran = await run("sandbox", "--play", "--speed", "200", settings={"APPROVERS": "not an id"}, folder=tmp_path)
    assert ran.code == 0, ran.out[-2000:] + ran.err
    for words in ("added to its end", "ls.acme.test is live", "Spring sale · attached", "Summary", "queries answered"):
        assert words in ran.out
    assert ran.err == ""


async def say(address: str, person: str, line: str) -> str:
    async with ClientSession() as session, session.post(f"{address}/{person}", data=line) as response:
        return await response.text()


async def test_kept_up_it_takes_commands_from_a_terminal(port: int, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{port}"
    async with Process(["sandbox", "--port", str(port)], {}, tmp_path) as process:
        async with ClientSession() as session, asyncio.timeout(90):
            while True:
                try:
                    async with session.get(address) as response:
                        assert "Nothing was posted yet" in await response.text()
                        break
                except OSError:
                    await asyncio.sleep(0.1)
        assert "/linkdomain add" in await say(address, "ana", "/linkdomain help")
        assert "Add client" in await say(address, "adam", "/linkdomain clients")
        await say(address, "adam", "press Add client")
        await say(address, "adam", "submit name=Acme Corp")
        assert "Domain SID" in await say(address, "console", "add ls.acme.test")
        assert "lsct.ashburn" in await say(address, "panel", "add ls CNAME lsct.ashburn.us1.twilio.com.")
        await say(address, "ana", "/linkdomain add")
        who = "setup=The client adds the records; email=it@acme.test"
        await say(address, "ana", f"submit client=Acme; host=acme.test; {who}")
        async with ClientSession() as session, session.get(address) as response:
            assert "ls.acme.test" in await response.text()
        assert "cannot be done" in await say(address, "ana", "press Nothing")
        assert "nobody called" in await say(address, "zoe", "/linkdomain help")
        process.send(signal.SIGTERM)
        ran = await process.ended()
        assert ran.code == 0, ran.err
        assert address in ran.out
