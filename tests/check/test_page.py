"""What people see: the page, its width, its colours, and the line that moves while a look is on its way."""

import asyncio
import io
import os
import pty
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.check import look
from bot.check.page import as_text, printable, span
from bot.check.paint import Paint, paint_for
from bot.check.progress import Progress
from bot.check.report import Result
from bot.core.facts import Code, Finding
from bot.gateways.dns import Server
from tests.gateways.dns.support import NS1, NS2, RIGHT, TARGET, Lab, Zone, scripted, silent, unsigned

PLAIN = Paint()
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
Lead = Callable[[Lab], None]


async def page(lab: Lab, paint: Paint = PLAIN) -> str:
    await lab.start()
    given = {
        "DNS_ROOTS": f"{lab.root.address}#{lab.port}",
        "DNS_PORT": str(lab.port),
        "DNS_RESOLVERS": ",".join(f"{made.address}#{lab.port}" for made in lab.resolvers) or "127.0.0.1#1",
    }
    result = await asyncio.to_thread(look, "ls.acme.test", given, is_quick=True, verification=None, previous=None)
    return as_text(result, paint)


def rows(text: str, title: str) -> list[str]:
    """The lines beside a title."""
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if line.startswith(f"  {title} ")), None)
    if start is None:
        return []
    end = next((at for at in range(start + 1, len(lines)) if lines[at][2:12].strip() or not lines[at]), len(lines))
    return [line[14:] for line in lines[start:end]]


async def test_each_server_is_shown_with_what_it_says(lab: Lab) -> None:
    lab.delegate("acme.test.", NS1, NS2, "ns3.dns-host.test.")
    lab.server(NS1, Zone("acme.test.", RIGHT, serial=2))
    lab.server(NS2, Zone("acme.test.", "www A 192.0.2.1"))
    lab.server("ns3.dns-host.test.", quirks=[silent])
    text = await page(lab)
    said = rows(text, "Servers")
    assert f"✓ ns1.dns-host.test  CNAME {TARGET}   TTL 600" in said
    assert "✗ ns2.dns-host.test  no such name" in said
    assert "? ns3.dns-host.test  no answer" in said


async def test_what_stands_there_instead_is_shown(lab: Lab) -> None:
    lab.acme("ls A 192.0.2.33")
    assert rows(await page(lab), "Servers") == ["✗ ns1.dns-host.test  A 192.0.2.33   TTL 600"]


async def test_a_missing_record_says_how_long_networks_may_not_see_it(lab: Lab) -> None:
    lab.acme("www A 192.0.2.1")
    assert " ".join(rows(await page(lab), "Caches")).startswith("Once it is mended, networks that have asked before")


async def test_caches_have_a_timeline(lab: Lab) -> None:
    lab.acme(RIGHT)
    lab.resolver(scripted("ls.acme.test.", "ls.acme.test. 2400 CNAME old.shortener.example."))
    lab.resolver()
    text = await page(lab)
    old, fresh = (f"{made.address}#{lab.port}" for made in lab.resolvers)
    assert f"✗ {old}  CNAME old.shortener.example.   TTL 2400" in " ".join(rows(text, "Resolvers"))
    assert f"✓ {fresh}  CNAME {TARGET}" in " ".join(rows(text, "Resolvers"))
    right, forgets, visible = rows(text, "Caches")
    assert right.endswith("UTC  right at the name servers")
    assert f"{old} forgets the old answer, in 40 min" in forgets
    assert "visible everywhere by then" in visible


async def test_nothing_is_wider_than_the_paper_and_colour_changes_no_word(lab: Lab) -> None:
    lab.acme("ls CNAME lsct.ashburn.us1.twilio.com", '@ CAA 0 issue "digicert.com"')
    given = await page(lab, Paint(is_coloured=True, width=60))
    plain = COLOURS.sub("", given)
    assert given != plain
    assert max(len(line) for line in plain.splitlines()) <= 60
    assert plain.startswith(" ✗  ls.acme.test: the value was saved with acme.test added")


def test_a_name_that_cannot_be_has_a_short_page() -> None:
    finding = Finding(Code.BAD_NAME_SYNTAX, {"text": "a b", "why": "no", "suggestion": "ls.acme.com"})
    assert as_text(Result("a b", (finding,), None), PLAIN).splitlines()[-1].strip() == "BAD_NAME_SYNTAX"


def test_what_a_terminal_would_obey_is_not_shown() -> None:
    assert printable("a\x1b[31mb\x9bc\td") == "a\ufffd[31mb\ufffdc\ufffdd"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (-3, "0 s"), (89, "89 s"), (90, "2 min"), (3600, "60 min"), (7200, "2 h"), (604_800, "7 days")],
)
def test_lengths_of_time_are_short(seconds: float, words: str) -> None:
    assert span(seconds) == words


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_that_want_them() -> None:
    assert paint_for(Terminal(), {}).is_coloured
    assert not paint_for(Terminal(), {"NO_COLOR": "1"}).is_coloured
    assert not paint_for(Terminal(), {"TERM": "dumb"}).is_coloured
    assert not paint_for(io.StringIO(), {}).is_coloured


def test_the_moving_line_is_gone_at_the_end() -> None:
    stream = Terminal()
    progress = Progress(stream, "ls.acme\x1b.test")
    progress.asking(Server("192.0.2.1", name="ns1.dns-host.test"))
    progress.done()
    said = stream.getvalue().split("\r\x1b[K")
    assert said == ["", "Looking at ls.acme.test …", "Looking at ls.acme.test … question 1, to ns1.dns-host.test", ""]


async def test_a_terminal_gets_colours_and_a_moving_line(lab: Lab, lead_to: Lead) -> None:
    lab.acme(RIGHT)
    lab.resolver()
    await lab.start()
    lead_to(lab)
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "check", "ls.acme.test", "--quick",
        cwd=Path(__file__).parents[2], env=environment, stdout=theirs, stderr=theirs, stdin=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await process.wait() == 0
    os.close(theirs)
    said = os.read(ours, 65_536).decode()
    os.close(ours)
    assert "\r\x1b[KLooking at ls.acme.test …" in said
    assert "\x1b[1;30;42m ✓ \x1b[0m" in said
    shown = COLOURS.sub("", said.split("\x1b[K")[-1])
    assert max(len(line) for line in shown.splitlines()) <= 80


async def test_the_headline_says_what_it_is_about(lab: Lab) -> None:
    lab.acme(RIGHT)
    await lab.start()
    given = {"DNS_ROOTS": f"{lab.root.address}#{lab.port}", "DNS_PORT": str(lab.port), "DNS_RESOLVERS": "127.0.0.1#1"}
    result = await asyncio.to_thread(look, "ls.acme.test", given, is_quick=True, verification="x=1", previous=None)
    assert as_text(result, PLAIN).startswith("✗ ls.acme.test: verification TXT not there yet")
    assert as_text(replace(result, last_good="yesterday"), PLAIN).startswith(
        "✗ ls.acme.test: the verification TXT has disappeared"
    )


async def test_a_resolver_is_shown_once_and_checked(lab: Lab) -> None:
    lab.acme(RIGHT)
    lab.resolver(unsigned)
    said = rows(await page(lab), "Resolvers")
    assert said == [f"? {lab.resolvers[0].address}#{lab.port}  fails to answer"]


async def test_the_server_that_nobody_asks_is_marked(lab: Lab) -> None:
    lab.delegate("acme.test.", NS1)
    lab.server(NS1, Zone("acme.test.", "www A 192.0.2.1", ns=("ns1.new-home.test.",)))
    lab.server("ns1.new-home.test.", Zone("acme.test.", RIGHT))
    said = " ".join(" ".join(rows(await page(lab), "Servers")).split())
    assert f"✗ ns1.new-home.test CNAME {TARGET} TTL 600, but is not in charge" in said
