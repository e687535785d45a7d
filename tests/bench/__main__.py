"""Prints what App Home, messages, the bulk sweep and the steady state cost: `python -m tests.bench`. Only figures.

App Home: the time from the event to the view that would be published: one service in one transaction, the view, and
its JSON.
"""

import json
import statistics
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path

from bot.core.overview import HomeQuery
from bot.core.rules import Rules
from bot.services.overview import overview
from handlers.views.home import home_view
from storage.database import Database
from tests.bench import due, listing, messages, steady, surveys, sweep
from tests.bench.seed import NOW, PERSON, fill

SIZES = (0, 50, 500)
TURNS = 15


def once(database: Database) -> tuple[float, int, int]:
    """(milliseconds, blocks, bytes) of one App Home."""
    begin = time.perf_counter()
    view = home_view(database.run_now(overview, HomeQuery(), PERSON, NOW), NOW)
    sent = json.dumps(view.to_dict())
    return (time.perf_counter() - begin) * 1000, len(view.blocks or ()), len(sent)


def measured(size: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}", [], Rules(approvers=("UAPP",)))
        database.migrate()
        fill(database, size)
        found = [once(database) for _ in range(TURNS)]
        database.close()
    times = [milliseconds for milliseconds, _, _ in found]
    _, blocks, octets = found[-1]
    return f"{size:>8} {statistics.median(times):>10.1f} {max(times):>10.1f} {blocks:>8} {octets:>8}"


def main() -> None:
    print = sys.stdout.write
    print("App Home on SQLite, our own time in milliseconds\n")
    print(f"{'domains':>8} {'median':>10} {'slowest':>10} {'blocks':>8} {'bytes':>8}\n")
    for size in SIZES:
        print(measured(size) + "\n")
    for line in ("", *messages.tables(), ""):
        print(line + "\n")
    for line in chain(listing.report(), surveys.report(), sweep.report(), steady.report(), due.report()):
        print(line + "\n")


if __name__ == "__main__":
    main()
