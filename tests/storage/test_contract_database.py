"""What the bot may rely on: one service is one transaction, people go first, faults of the database are named."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import text

from bot.core.commands import Actor, EffectOutcome
from bot.core.domain import Client
from bot.core.errors import AlreadyDelivered, Conflict, GatewayError, Reason, Refused
from bot.core.rules import Rules
from bot.services.ports import Transaction
from storage.database import Database, DatabaseFault
from storage.dialects import dialect_of
from tests.storage.support import (
    BOT,
    KEY,
    NOW,
    PERSON,
    TEAM,
    add_client,
    add_domains,
    do,
    do_all,
    effect,
    later,
    link_domain,
)


def count_clients(database: Database) -> int:
    return do(database, lambda tx: tx.clients.count(TEAM))


def add_named(tx: Transaction, name: str, _actor: Actor, _now: datetime) -> str:
    tx.clients.add(Client(f"id-{name}", TEAM, name))
    return name


def test_what_a_service_gives_comes_back_and_what_it_stored_stays(database: Database) -> None:
    assert database.run_now(add_named, "Acme", PERSON, NOW) == "Acme"
    assert count_clients(database) == 1


def test_a_service_gets_the_command_the_actor_the_instant_and_the_rules(url: str) -> None:
    rules = Rules(approvers=("U7",))
    database = Database(url, [KEY], rules)
    seen = database.run_now(lambda tx, *rest: (tx.rules, *rest), "command", PERSON, NOW)
    database.close()
    assert seen == (rules, "command", PERSON, NOW)


@pytest.mark.parametrize("error", [Refused(Reason.STALE), Conflict("x"), ZeroDivisionError()])
def test_what_a_service_raises_undoes_everything(database: Database, error: Exception) -> None:
    def work(tx: Transaction) -> None:
        add_client(tx)
        tx.domains.add(link_domain())
        tx.outbox.put(effect())
        raise error

    with pytest.raises(type(error)):
        do(database, work)
    assert count_clients(database) == 0
    assert do(database, lambda tx: tx.outbox.claim(NOW, 9, 30, "me")) == []


async def test_started_it_runs_services_on_its_own_threads(database: Database) -> None:
    await database.start()
    await database.run(add_named, "Acme", PERSON, NOW)
    names = {await database.run(lambda *_: threading.current_thread().name, None, BOT, NOW) for _ in range(9)}
    assert all(name.startswith("database-") for name in names)
    assert count_clients(database) == 1
    await database.stop()


async def test_an_error_reaches_who_waits_for_it(database: Database) -> None:
    await database.start()
    with pytest.raises(ZeroDivisionError):
        await database.run(lambda *_: 1 // 0, None, BOT, NOW)
    await database.stop()


async def test_who_gives_up_waiting_leaves_the_transaction_whole_and_the_database_usable(database: Database) -> None:
    await database.start()
    begun, gate = threading.Event(), threading.Event()

    def slow(tx: Transaction, _command: None, _actor: Actor, _now: datetime) -> None:
        add_client(tx)
        begun.set()
        gate.wait()

    waiting = asyncio.ensure_future(database.run(slow, None, PERSON, NOW))
    await asyncio.to_thread(begun.wait)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.set()
    await database.stop()
    assert count_clients(database) == 1


async def test_stopping_finishes_what_is_queued(database: Database) -> None:
    await database.start()
    waiting = [asyncio.ensure_future(database.run(add_named, f"n{number}", BOT, NOW)) for number in range(20)]
    await asyncio.sleep(0)
    await database.stop()
    assert await asyncio.gather(*waiting) == [f"n{number}" for number in range(20)]
    assert count_clients(database) == 20


async def test_a_database_that_is_not_started_says_so(database: Database) -> None:
    with pytest.raises(RuntimeError, match="not started"):
        await database.run(add_named, "Acme", PERSON, NOW)


async def test_it_can_be_started_again(database: Database) -> None:
    for number in range(2):
        await database.start()
        await database.run(add_named, f"n{number}", PERSON, NOW)
        await database.stop()
    assert count_clients(database) == 2


async def test_people_go_before_sweeps(sqlite_url: str) -> None:
    database = Database(sqlite_url, [KEY], Rules())
    await database.start()
    gate, order = threading.Event(), []
    busy = asyncio.ensure_future(database.run(lambda *_: gate.wait(), None, BOT, NOW))
    await asyncio.sleep(0)

    def note(_tx: Transaction, name: str, _actor: Actor, _now: datetime) -> None:
        order.append(name)

    queued = [
        asyncio.ensure_future(database.run(note, name, actor, NOW))
        for name, actor in (("sweep 1", BOT), ("sweep 2", BOT), ("person 1", PERSON), ("person 2", PERSON))
    ]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(busy, *queued)
    await database.stop()
    assert order == ["person 1", "person 2", "sweep 1", "sweep 2"]


async def test_a_service_cannot_run_another_one(database: Database) -> None:
    await database.start()
    with pytest.raises(RuntimeError, match="one transaction"):
        await database.run(lambda *_: database.run_now(add_named, "Acme", BOT, NOW), None, BOT, NOW)
    await database.stop()


@pytest.fixture
def news(database: Database) -> list[int]:
    """Gets an entry, the number of effects one can see by then, each time the database tells of news."""
    add_domains(database, link_domain(next_check_at=later(60)))
    told: list[int] = []
    database.subscribe(lambda: told.append(len(do(database, lambda tx: tx.outbox.of_domain("d1")))))
    return told


def test_a_stored_effect_is_told_after_the_commit(database: Database, news: list[int]) -> None:
    do_all(database, lambda tx: tx.outbox.put(effect(1)), lambda tx: tx.outbox.put(effect(2)))
    assert news == [2]


def test_a_settled_effect_is_told_as_the_next_may_go(database: Database, news: list[int]) -> None:
    do(database, lambda tx: tx.outbox.put(effect()))
    (claimed,) = do(database, lambda tx: tx.outbox.claim(NOW, 1, 30, "me"))
    assert news == [1]
    do(database, lambda tx: tx.outbox.settle(EffectOutcome(claimed.id, claimed.generation, is_done=True)))
    assert news == [1, 1]


def test_a_domain_that_becomes_due_is_told(database: Database, news: list[int]) -> None:
    do(database, lambda tx: tx.domains.save(link_domain(next_check_at=NOW, generation=1)))
    assert news == [0]
    do(database, lambda tx: tx.domains.add(link_domain(2)))
    assert news == [0, 0]


def test_nothing_is_told_without_news(database: Database, news: list[int]) -> None:
    do(database, lambda tx: tx.domains.save(link_domain(next_check_at=later(90))))
    do(database, lambda tx: tx.domains.of_team(TEAM))
    assert news == []


def test_nothing_is_told_of_what_was_undone(database: Database, news: list[int]) -> None:
    with pytest.raises(ZeroDivisionError):
        do_all(database, lambda tx: tx.outbox.put(effect()), lambda _: 1 // 0)
    assert news == []


def test_a_subscriber_that_fails_spoils_nothing(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    add_domains(database, link_domain())
    told: list[int] = []
    database.subscribe(lambda: told.append(1 // 0))
    database.subscribe(lambda: told.append(1))
    do(database, lambda tx: tx.outbox.put(effect()))
    assert told == [1]
    assert "subscriber" in caplog.text


def test_asking_for_the_schema_waits_for_nobody(database: Database, other: Database) -> None:
    def work(tx: Transaction) -> bool:
        add_client(tx)
        return other.is_at_head()

    assert do(database, work) is True


def test_a_broken_rule_is_named_without_the_row(database: Database) -> None:
    with pytest.raises(DatabaseFault, match="ck_clients_name_length") as caught:
        do(database, lambda tx: tx.clients.add(Client("c1", TEAM, "x" * 256)))
    assert "xxx" not in str(caught.value)


def test_a_domain_needs_its_client(database: Database) -> None:
    with pytest.raises(DatabaseFault):
        do(database, lambda tx: tx.domains.add(link_domain()))


@pytest.mark.parametrize(
    "bad", ["mysql://u:hush@h/d", "sqlite://", "sqlite:///:memory:", "hush", "postgresql://h:hush/d"]
)
def test_another_kind_of_database_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL must be") as caught:
        Database(bad, [], Rules())
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("down", ["postgresql+psycopg://u:hush@127.0.0.1:1/none", "sqlite:////nowhere/at/all.db"])
def test_a_database_that_is_down_is_a_passing_fault_of_the_database(down: str) -> None:
    database = Database(down, [KEY], Rules())
    with pytest.raises(GatewayError) as caught:
        do(database, add_client)
    database.close()
    assert (caught.value.party, caught.value.transient, caught.value.sent) == ("database", True, False)
    assert "hush" not in str(caught.value)


def test_a_database_without_tables_is_no_passing_fault(sqlite_url: str) -> None:
    database = Database(sqlite_url.replace("linkdomain.db", "empty.db"), [KEY], Rules())
    with pytest.raises(DatabaseFault, match="no such table"):
        do(database, add_client)
    database.close()


def execute(url: str, *statements: str) -> None:
    engine = dialect_of(url).migration_engine()
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def lost_commit(postgres_url: str) -> Iterator[Database]:
    """The first commit that stores a client loses its connection. (A sequence remembers through a rollback.)"""
    execute(
        postgres_url,
        "CREATE SEQUENCE commits",
        "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF nextval('commits') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$",
        "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON clients DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION cut()",
    )
    database = Database(postgres_url, [KEY], Rules())
    yield database
    database.close()


def test_a_commit_whose_answer_was_lost_is_repeated_where_the_delivery_guards_it(lost_commit: Database) -> None:
    def work(tx: Transaction, _command: None, actor: Actor, now: datetime) -> None:
        if not tx.deliveries.record(actor.delivery or "", now):
            raise AlreadyDelivered
        add_client(tx)

    person = Actor(TEAM, "U1", frozenset(), "trigger.1")
    lost_commit.run_now(work, None, person, NOW)
    assert count_clients(lost_commit) == 1
    with pytest.raises(AlreadyDelivered):
        lost_commit.run_now(work, None, person, NOW)


def test_a_commit_whose_answer_was_lost_is_told_where_nothing_guards_it(lost_commit: Database) -> None:
    with pytest.raises(GatewayError) as caught:
        do(lost_commit, add_client)
    assert (caught.value.party, caught.value.transient, caught.value.sent) == ("database", True, None)
