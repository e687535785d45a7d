"""What a page of the API's list costs: the service in one transaction, and its JSON."""

import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bot.core.commands import Actor
from bot.core.rules import Rules
from bot.core.tokens import ApiToken
from bot.services import systems
from bot.services.systems import MOST_LISTED, ListStatuses
from storage.database import Database
from tests.bench.seed import NOW, PERSON, TEAM, fill

TURNS = 15
BOT = Actor(TEAM, "", frozenset())


def report() -> Iterator[str]:
    """One line: milliseconds for each domain of a full page."""
    token = ApiToken("t1", TEAM, "bench", PERSON.user_id, NOW)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}", [], Rules())
        database.migrate()
        fill(database, MOST_LISTED)
        times = [_once(database, ListStatuses(token, limit=MOST_LISTED)) for _ in range(TURNS)]
        database.close()
    each = 1000 / MOST_LISTED
    yield "Listing by the API, a full page on SQLite, milliseconds a domain"
    yield f"{statistics.median(times) * each:>8.2f} median {max(times) * each:>8.2f} slowest"
    yield ""


def _once(database: Database, query: ListStatuses) -> float:
    begin = time.perf_counter()
    page = database.run_now(systems.statuses, query, BOT, NOW)
    json.dumps([one.as_data() for one in page.statuses])
    return time.perf_counter() - begin
