"""The migrations make what the tables say, on both databases."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, Index, UniqueConstraint, create_engine, event, inspect, text

from bot.core.rules import Rules
from storage.columns import Table
from storage.database import Database
from storage.dialects import dialect_of
from tests.postgres import fresh_database
from tests.storage.support import KEY, NOW, add_client, do

HOME = Path(__file__).parents[2]


@pytest.fixture
def empty_url(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, of the kind of ``url``."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with fresh_database(request.getfixturevalue("postgres_server")) as made:
        yield made


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = create_engine(url)
    yield made
    made.dispose()


def test_the_migrated_schema_is_what_the_tables_say(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_checks_and_conditions_of_indexes_are_what_the_tables_say(engine: Engine, empty_url: str) -> None:
    made = create_engine(empty_url)
    Table.metadata.create_all(made)
    assert described(engine) == described(made)
    made.dispose()


def described(engine: Engine) -> dict[str, object]:
    """What `compare_metadata` leaves out: checks, and what indexes are restricted to."""
    inspector = inspect(engine)
    tables = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    checks = {
        (table, str(check["name"])): " ".join(check["sqltext"].split())
        for table in tables
        for check in inspector.get_check_constraints(table)
    }
    indexes = {
        (table, str(index["name"])): (index["column_names"], index["unique"], condition_of(index))
        for table in tables
        for index in inspector.get_indexes(table)
    }
    return {"checks": checks, "indexes": indexes, "tables": tables}


def condition_of(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where")))


def test_every_constraint_has_a_name() -> None:
    nameless = [
        f"{table.name}: {constraint}"
        for table in Table.metadata.tables.values()
        for constraint in table.constraints
        if not constraint.name
    ]
    assert nameless == []


def test_what_people_name_is_unique_within_the_team() -> None:
    """Rows below a domain are keyed by its id, which is opaque and belongs to one team."""
    unique = {
        (table.name, tuple(column.name for column in index.columns))
        for table in Table.metadata.tables.values()
        for index in [*table.indexes, *table.constraints]
        if isinstance(index, UniqueConstraint) or (isinstance(index, Index) and index.unique)
    }
    assert {key for key in unique if not {"team_id", "domain_id"} & set(key[1])} == set()
    assert len(unique) >= 10


def test_migrating_makes_an_empty_database_usable_and_can_be_repeated(empty_url: str) -> None:
    database = Database(empty_url, [KEY], Rules())
    assert database.is_at_head() is False
    for _ in range(2):
        database.migrate()
        assert database.is_at_head() is True
    do(database, add_client)
    database.close()


def test_replicas_that_start_together_migrate_once(empty_url: str) -> None:
    replicas = [Database(empty_url, [KEY], Rules()) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(Database.migrate, replicas))
    assert all(replica.is_at_head() for replica in replicas)
    for replica in replicas:
        replica.close()


def test_asking_for_the_version_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    assert Database(f"sqlite:///{path}", [], Rules()).is_at_head() is False
    assert not path.exists()


def test_migrating_needs_no_project_around_it(tmp_path: Path) -> None:
    script = (
        "from bot.core.rules import Rules; from storage.database import Database;"
        "database = Database('sqlite:///here.db', [], Rules()); database.migrate();"
        "assert database.is_at_head(); database.close()"
    )
    command = [sys.executable, "-W", "error", "-c", script]
    subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(HOME)}, check=True, timeout=60)
    assert (tmp_path / "here.db").exists()


def test_sqlite_is_opened_for_durability(sqlite_url: str) -> None:
    made = dialect_of(sqlite_url).engine()
    with made.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    made.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_migration_on_sqlite_runs_without_foreign_keys_and_checks_them_afterwards(sqlite_url: str) -> None:
    dialect = dialect_of(sqlite_url)
    made = dialect.migration_engine()
    with made.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
        connection.execute(
            text("INSERT INTO campaigns (id, team_id, client_id, name, name_key) VALUES ('p', 'T1', 'none', 'P', 'p')")
        )
        with pytest.raises(RuntimeError, match="1 rows refer to nothing after the migration, first in campaigns"):
            dialect.after_migration(connection)
    made.dispose()


def test_claims_read_only_what_is_due_or_open(sqlite_url: str) -> None:
    """On SQLite, whose planner takes such an index only where it reads the index's own condition in the statement."""
    asked: list[tuple[str, object]] = []

    def listen(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    database = Database(sqlite_url, [KEY], Rules())
    event.listen(Engine, "before_cursor_execute", listen)
    do(database, lambda tx: tx.domains.claim_due(NOW, 9, 30, "me"))
    do(database, lambda tx: tx.outbox.claim(NOW, 9, 30, "me"))
    do(database, lambda tx: tx.outbox.mail_of("<1@linkdomain>"))
    event.remove(Engine, "before_cursor_execute", listen)
    database.close()
    plans = [plan_of(sqlite_url, *claim) for claim in asked if claim[0].lstrip().startswith("WITH")]
    assert len(plans) == 2
    assert "SEARCH domains USING INDEX ix_domains_due (team_id=? AND next_check_at<?)" in plans[0]
    assert "SEARCH outbox USING INDEX ix_outbox_open (team_id=?)" in plans[1]
    assert "SEARCH outbox_1 USING INDEX ix_outbox_unresolved (team_id=? AND destination=? AND domain_id=?)" in plans[1]
    (mail,) = [plan_of(sqlite_url, *query) for query in asked if "outbox.external_id = ?" in query[0]]
    assert "SEARCH outbox USING INDEX ix_outbox_mails (external_id=?)" in mail


def plan_of(url: str, statement: str, parameters: Any) -> str:
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    engine.dispose()
    return "\n".join(str(row[-1]) for row in rows)
