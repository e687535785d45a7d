"""What it costs to watch over a million live domains: `python -m tests.bench.steady [DOMAINS]`, on both databases.

A sixteenth of all buckets is swept by a process of its own, the real sweeper over a real database against a real server
(a wildcard answers for everybody), and the rest is multiplication: every domain takes its turn once in 15 minutes. The
share of a core is that process's; PostgreSQL's own work comes on top of it, SQLite's is in it.
"""

import asyncio
import contextlib
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, String, Table, cast, create_engine, insert, literal, null, select
from sqlmodel import SQLModel

from bot.core.domain import TWILIO_TARGET, Client
from bot.core.facts import Evidence, Fact, FactName, FactState
from bot.core.rules import Rules
from bot.core.sweep import BUCKETS, SweepVerdict, pause
from bot.gateways.dns.bulk import Sweep
from bot.gateways.dns.bulk_pace import Limits
from bot.services.ports import Transaction
from bot.workers.sweeper import Sweeper
from storage.database import Database
from storage.mapping import domain_columns, fact_columns
from storage.tables import DomainRow, FactRow
from tests.bench.authority import ZONE, Name, installed, serve
from tests.bench.seed import NOW, PERSON, domain
from tests.bench.sweep import WatchedLoop
from tests.postgres import Unavailable, fresh_database
from tests.postgres import serve as serve_postgres

DOMAINS = 1_000_000
SAMPLE = BUCKETS // 16
TOMORROW = NOW + timedelta(days=1)


def fill(url: str, port: int, count: int, due_at: datetime = TOMORROW) -> None:
    """Live domains, made inside the database: by hand it would take minutes."""
    database = Database(url, [], Rules())
    database.migrate()
    database.run_now(_add_client, None, PERSON, NOW)
    database.close()
    evidence = Evidence(f"127.0.0.1#{port}", "ls CNAME", "NOERROR", (TWILIO_TARGET,), 600, NOW)
    sample = replace(domain(3), client_id="c1", facts={}, details=None, next_check_at=due_at)
    numbers = select(literal(1).label("n")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < count))
    number = cast(numbers.c.n, String)
    own = {
        "id": "d" + number,
        "host": "ls.client" + number + f".{ZONE}",
        "zone": "client" + number + f".{ZONE}",
        "bucket": numbers.c.n % BUCKETS,
    }
    fact = fact_columns("", FactName.RECORD, Fact(FactState.HOLDS, NOW, NOW, evidence=evidence))
    engine = create_engine(url)
    with engine.begin() as connection:
        for table, columns, changes in (
            (_table(DomainRow), domain_columns(sample), own),
            (_table(FactRow), fact, {"domain_id": own["id"]}),
        ):
            values = _values(table, columns, changes)
            connection.execute(insert(table).from_select(list(values), select(*values.values()).select_from(numbers)))
    engine.dispose()


def _add_client(tx: Transaction, _command: None, _actor: object, _now: datetime) -> None:
    tx.clients.add(Client("c1", PERSON.team_id, "Acme"))


def _table(row: type[SQLModel]) -> Table:
    return row.__table__  # type: ignore[attr-defined,no-any-return]


def _values(
    table: Table, columns: Mapping[str, object], changes: Mapping[str, ColumnElement[object]]
) -> dict[str, ColumnElement[object]]:
    plain = {
        name: null() if value is None else literal(value, table.c[name].type)
        for name, value in columns.items()
        if name not in changes
    }
    return {**plain, **changes}  # type: ignore[dict-item]


async def watch(url: str) -> dict[str, float]:
    """Sweeps the sample; seconds of CPU and of the clock, looks, and the most memory that was resident (MB)."""
    database = Database(url, [], Rules())
    await database.start()
    limits = Limits(in_flight=200, per_server=200, rate=float("inf"))
    verdicts: list[SweepVerdict] = []
    sweep, at = Sweep(limits), NOW

    async def counted(questions: object) -> list[SweepVerdict]:
        found = await sweep(questions)  # type: ignore[arg-type]
        verdicts.extend(found)
        return found

    sweeper = Sweeper(database.run, counted, lambda: at, PERSON, Rules())
    await sweeper.tick()  # lays the buckets out
    verdicts.clear()
    at = NOW + pause(0, 1) * (SAMPLE / BUCKETS)
    wall, cpu = time.perf_counter(), time.process_time()
    await sweeper.tick()
    wall, cpu, looks = time.perf_counter() - wall, time.process_time() - cpu, len(verdicts)
    calm = await acks(database, asyncio.sleep(2))
    at = NOW + 2 * pause(0, 1) * (SAMPLE / BUCKETS)
    meanwhile = await acks(database, sweeper.tick())
    await database.stop()
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    strays = len(verdicts) - verdicts.count(SweepVerdict.AS_EXPECTED)
    found = {"looks": looks, "wall": wall, "cpu": cpu, "resident": resident, "strays": strays}
    return {**found, "calm": calm, "meanwhile": meanwhile}


async def acks(database: Database, work: Awaitable[object]) -> float:
    """Milliseconds within which 99 of 100 people's small transactions are done while that goes on."""
    task = asyncio.ensure_future(work)
    found: list[float] = []
    while not task.done():
        begin = time.perf_counter()
        await database.run(_ack, f"bench-{begin}", PERSON, NOW)
        found.append((time.perf_counter() - begin) * 1000)
        await asyncio.sleep(0.01)
    await task
    return sorted(found)[int(0.99 * len(found))]


def _ack(tx: Transaction, delivery: str, _actor: object, now: datetime) -> None:
    tx.deliveries.record(delivery, now)


def measured(name: str, url: str, port: int, count: int) -> Iterator[str]:
    begin = time.perf_counter()
    fill(url, port, count)
    yield f"  {name}: {count:,} live domains made in {time.perf_counter() - begin:.0f} s"
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.steady", "--watch", url], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    each = found["cpu"] / found["looks"]
    yield (
        f"  {name}: {found['looks']:,} looks in {found['wall']:.1f} s, {each * 1e6:.0f} µs of CPU each, "
        f"{found['strays']} strays, {found['resident']:.0f} MB resident, longest turn {found['stall']:.0f} ms"
    )
    yield (
        f"  {name}: of people's small transactions 99 % take {found['meanwhile']:.0f} ms at most during a sweep "
        f"at full speed, {found['calm']:.0f} ms without"
    )
    for domains, minutes in ((1_000_000, 15), (100_000, 5)):
        yield f"  {name}: {domains:,} every {minutes} min take {each * domains / minutes / 60:.1%} of one core"


def everybody() -> list[Name]:
    """One wildcard is right for all of them."""
    return [Name(ZONE, f"* CNAME {TWILIO_TARGET}", SweepVerdict.AS_EXPECTED)]


def report(count: int = DOMAINS) -> Iterator[str]:
    program = installed()
    if program is None:
        yield "Steady state: skipped, no authoritative server is installed (Debian: knot or nsd)"
        return
    yield f"Steady state: every live domain swept, {SAMPLE} of {BUCKETS} buckets measured"
    with serve(program, everybody(), 0) as port:
        with tempfile.TemporaryDirectory() as folder:
            yield from measured("SQLite", f"sqlite:///{Path(folder) / 'bench.db'}", port, count)
        try:
            with serve_postgres() as server, fresh_database(server) as url:
                yield from measured("PostgreSQL", url, port, count)
        except Unavailable as error:
            yield f"  PostgreSQL: skipped, {error}"


def main() -> None:
    if sys.argv[1:2] == ["--watch"]:
        gc.collect()
        gc.freeze()
        with asyncio.Runner(loop_factory=WatchedLoop) as runner:
            found = runner.run(watch(sys.argv[2]))
            loop = runner.get_loop()
        assert isinstance(loop, WatchedLoop)
        sys.stdout.write(json.dumps({**found, "stall": loop.longest * 1000}))
        return
    with contextlib.suppress(BrokenPipeError):
        for line in report(int(sys.argv[1]) if sys.argv[1:] else DOMAINS):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
