"""Many live domains due at once, as after a provider's outage: how long whole looks take to get through them, and what
people wait meanwhile. One process, the real checker and looker, SQLite, an authoritative server on loopback."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bot.core.commands import Actor
from bot.core.rules import Rules
from bot.core.twilio import CertificateReport
from bot.gateways.dns import DnsSettings, Looker, Server
from bot.services.ports import Twilio
from bot.workers.checker import Checker
from storage.database import Database
from tests.bench.authority import installed, serve
from tests.bench.seed import NOW, TEAM
from tests.bench.steady import acks, everybody, fill

DUE = 10_000
BOT = Actor(TEAM, "", frozenset())


class NoTwilio:
    """Nobody has a Domain SID, so that nothing is asked of Twilio."""

    async def certificate(self, _account: object, _sid: str) -> CertificateReport | None:
        return None


async def drain(url: str, port: int, count: int) -> tuple[float, float, float, int]:
    """(seconds, seconds of CPU, ms within which 99 % of people's transactions are done, looks that were settled)."""
    database = Database(url, [], Rules())
    await database.start()
    settings = DnsSettings((), (Server("127.0.0.1", port),), port)
    tally: list[str] = []
    over = asyncio.Event()

    def tell(outcome: str) -> None:
        tally.append(outcome)
        if len(tally) >= count:
            over.set()

    checker = Checker(database.run, Looker(settings, None), _twilio(), lambda: NOW, BOT, Rules(), tally=tell)
    wall, cpu = time.perf_counter(), time.process_time()
    await checker.start()
    checker.wake()

    late = await acks(database, over.wait())
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    await checker.stop()
    await database.stop()
    return wall, cpu, late, tally.count("settled")


def _twilio() -> Twilio:
    return NoTwilio()  # type: ignore[return-value]


def report(count: int = DUE) -> Iterator[str]:
    program = installed()
    if program is None:
        yield "Due at once: skipped, no authoritative server is installed (Debian: knot or nsd)"
        return
    with serve(program, everybody(), 0) as port, tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        fill(url, port, count, due_at=NOW)
        wall, cpu, late, settled = asyncio.run(drain(url, port, count))
    yield f"Due at once: {settled:,} of {count:,} whole looks in {wall:.0f} s, {cpu / count * 1000:.1f} ms of CPU each;"
    yield f"  99 % of people's small transactions take {late:.0f} ms at most meanwhile"


if __name__ == "__main__":
    import sys

    for line in report(int(sys.argv[1]) if sys.argv[1:] else DUE):
        sys.stdout.write(line + "\n")
