"""What rounds, lists and App Home take from SQLite's one writer, while everybody's clicks wait: milliseconds of CPU."""

import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bot.core.commands import Actor
from bot.core.overview import HomeQuery
from bot.core.rules import Rules
from bot.services import followups, lists, mornings
from bot.services.overview import overview
from storage.database import Database
from tests.bench.seed import NOW, PERSON, TEAM, fill

DOMAINS, TURNS = 10_000, 5
BOT = Actor(TEAM, "", frozenset())


def readings(database: Database) -> dict[str, Callable[[], object]]:
    live, stuck = (lists.ListQuery(kind) for kind in (lists.ListKind.LIVE, lists.ListKind.STUCK))
    run = partial(partial, database.run_now)
    return {
        "owners": run(mornings.owners, None, BOT, NOW),
        "follow-ups": run(followups.undecided, None, BOT, NOW),
        "a morning": run(mornings.morning, mornings.MorningQuery(PERSON, NOW), BOT, NOW),
        "App Home": run(overview, HomeQuery(), PERSON, NOW),
        "list live": run(lists.list_domains, live, PERSON, NOW),
        "list stuck": run(lists.list_domains, stuck, PERSON, NOW),
        "a typo": run(lists.nearest_host, "ls.client-77.exampel", PERSON, NOW),
    }


def report() -> Iterator[str]:
    """One line."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}", [], Rules(approvers=("UAPP",)))
        database.migrate()
        fill(database, DOMAINS)
        found = {name: min(_once(read) for _ in range(TURNS)) for name, read in readings(database).items()}
        database.close()
    yield f"Of {DOMAINS:,} domains, two thirds of them open, milliseconds of CPU on SQLite"
    yield " · ".join(f"{name} {milliseconds:.0f}" for name, milliseconds in found.items())
    yield ""


def _once(read: Callable[[], object]) -> float:
    begin = time.process_time()
    read()
    return (time.process_time() - begin) * 1000
