"""A process that is killed, or a statement that fails, leaves either all of a transaction or nothing of it."""

import itertools
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from bot.core.effects import EffectState
from bot.core.events import Event, EventKind
from bot.services.ports import Transaction
from storage.database import Database
from tests.storage.support import KEY, NOW, TEAM, add_client, do, effect, full_domain, later

HOME = Path(__file__).parents[2]
SCRIPT = """
import sys, time
from bot.core.rules import Rules
from storage.database import Database
from tests.storage.support import KEY, BOT, NOW, add_client, do, effect, link_domain

database = Database(sys.argv[1], [sys.argv[2]], Rules())

def half(tx):
    add_client(tx)
    tx.domains.add(link_domain())
    tx.outbox.put(effect())
    print("half done", flush=True)
    time.sleep(60)

def claimed(tx):
    tx.outbox.put(effect())
    return tx.outbox.claim(NOW, 1, 30, "victim")

if sys.argv[3] == "half":
    do(database, half)
do(database, claimed)
print("claimed", flush=True)
time.sleep(60)
"""


def killed(url: str, way: str) -> str:
    """Runs the script until it says something, then kills it as kill -9 does; what it said."""
    command = [sys.executable, "-c", SCRIPT, url, KEY, way]
    with subprocess.Popen(command, cwd=HOME, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        process.kill()
    return said


def test_killed_within_a_transaction_nothing_is_left_and_nobody_is_held_up(database: Database, url: str) -> None:
    assert killed(url, "half") == "half done"
    assert do(database, lambda tx: tx.clients.count(TEAM)) == 0
    do(database, add_client)
    assert do(database, lambda tx: tx.outbox.claim(NOW, 9, 30, "me")) == []


def test_killed_while_sending_the_effect_is_unknown_once_the_lease_is_over(database: Database, url: str) -> None:
    assert killed(url, "claimed") == "claimed"
    assert do(database, lambda tx: tx.outbox.claim(later(29), 9, 30, "me")) == []
    (found,) = do(database, lambda tx: tx.outbox.claim(later(30), 9, 30, "me"))
    assert (found.effect, found.state, found.attempt) == (effect(), EffectState.UNKNOWN, 1)


class Broken(Exception):
    """A statement that fails."""


@contextmanager
def failing(number: int) -> Iterator[list[str]]:
    """The statement of that number, counted from 1, fails; gives what was executed so far."""
    executed: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        executed.append(statement)
        if len(executed) == number:
            raise Broken

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield executed
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def test_whatever_statement_fails_nothing_of_the_transaction_is_left(database: Database) -> None:
    told: list[int] = []
    database.subscribe(lambda: told.append(1))

    def work(tx: Transaction) -> None:
        tx.deliveries.record("trigger.1", NOW)
        add_client(tx)
        tx.domains.add(full_domain())
        tx.events.append(Event("d1", EventKind.ADDED, NOW))
        tx.outbox.put(effect())

    def left(tx: Transaction) -> tuple[object, ...]:
        return tx.clients.count(TEAM), tx.domains.get("d1"), tx.events.of_domain("d1"), tx.outbox.of_domain("d1")

    for number in itertools.count(1):
        with failing(number) as executed:
            try:
                do(database, work)
            except Broken:
                assert executed
            else:
                break
        assert do(database, left) == (0, None, [], [])
        assert told == []
    assert number > 8
    assert told == [1]
    with pytest.raises(Broken), failing(1):
        do(database, left)
    assert do(database, left)[1] == full_domain()
