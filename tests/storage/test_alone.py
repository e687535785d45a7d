"""An embedded database serves one bot at a time, and the next one need not wait for the leases of a dead one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.commands import Actor, ClaimDue
from bot.core.effects import Effect, EffectKind, EffectState
from bot.core.errors import Conflict
from bot.core.rules import Rules
from bot.services.ports import Transaction
from storage.database import Database
from tests.storage.support import KEY

BOT = Actor("T1", "", frozenset())
LEASE = 3600.0


def opened(url: str) -> Database:
    return Database(url, [KEY], Rules())


def put(tx: Transaction, key: str, _actor: Actor, _now: datetime) -> None:
    tx.outbox.put(Effect(key, EffectKind.CARD, "T1", "d1", "", "slack:C1"))


def claim(tx: Transaction, command: ClaimDue, _actor: Actor, now: datetime) -> list[EffectState]:
    return [claimed.state for claimed in tx.outbox.claim(now, command.limit, command.lease, command.owner)]


def test_a_second_bot_on_the_same_file_is_refused_until_the_first_has_gone(sqlite_url: str) -> None:
    first, second = opened(sqlite_url), opened(sqlite_url)
    first.take_over()
    with pytest.raises(Conflict, match="another linkdomain"):
        second.take_over()
    first.close()
    second.take_over()
    second.close()


def test_what_a_dead_process_was_sending_is_looked_into_at_once(sqlite_url: str) -> None:
    dead, heir = opened(sqlite_url), opened(sqlite_url)
    now = datetime.now(UTC)
    dead.run_now(put, "k1", BOT, now)
    assert dead.run_now(claim, ClaimDue("dead", 5, LEASE), BOT, now) == [EffectState.SENDING]
    dead.close()
    later = now + timedelta(seconds=LEASE / 2)
    assert heir.run_now(claim, ClaimDue("heir", 5, LEASE), BOT, later) == []
    heir.take_over()
    assert heir.run_now(claim, ClaimDue("heir", 5, LEASE), BOT, later) == [EffectState.UNKNOWN]
    heir.close()


def test_what_a_dead_process_was_looking_for_is_looked_for_at_once(sqlite_url: str) -> None:
    dead, heir = opened(sqlite_url), opened(sqlite_url)
    now = datetime.now(UTC)
    dead.run_now(put, "k1", BOT, now)
    dead.run_now(claim, ClaimDue("dead", 5, 1.0), BOT, now)
    later = now + timedelta(seconds=2)
    assert dead.run_now(claim, ClaimDue("dead", 5, LEASE), BOT, later) == [EffectState.UNKNOWN]
    dead.close()
    heir.take_over()
    assert heir.run_now(claim, ClaimDue("heir", 5, LEASE), BOT, later) == [EffectState.UNKNOWN]
    heir.close()


def test_several_bots_share_postgresql(postgres_url: str) -> None:
    bots = [opened(postgres_url) for _ in range(2)]
    for bot in bots:
        bot.take_over()
    for bot in bots:
        bot.close()


def test_the_lock_file_stands_beside_the_database(sqlite_url: str) -> None:
    bot = opened(sqlite_url)
    bot.take_over()
    assert Path(f"{sqlite_url.removeprefix('sqlite:///')}-lock").exists()
    bot.close()
