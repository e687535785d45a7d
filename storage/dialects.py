"""SQLite and PostgreSQL: how each is opened, where its SQL differs, and what its errors mean. Nowhere else."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert

from storage.columns import Table
from storage.scope import Hooks

READ_ONLY = "is_read_only"
"""Execution option of a connection that will not write."""
_BUSY_MS = 5000
_POOL = 4


class Dialect(Protocol):
    """What `storage.database` needs to know of the database behind the URL."""

    threads: int
    """How many may write at the same time."""
    hooks: Hooks
    lock_path: Path | None
    """Where the lock stands that lets only one bot use it; None: several may."""

    def engine(self) -> Engine: ...

    def migration_engine(self) -> Engine: ...

    def is_there(self) -> bool:
        """False where connecting would make an empty database."""

    def before_migration(self, connection: Connection) -> None: ...

    def after_migration(self, connection: Connection) -> None: ...

    def tidy(self, engine: Engine) -> bool:
        """Takes what was deleted out of the files as well; False: others are at it, later."""

    def is_duplicate(self, error: DBAPIError) -> bool:
        """A unique index refused it."""

    def is_outage(self, error: DBAPIError) -> bool:
        """The database, not the statement, is at fault."""

    def is_worth_another_try(self, error: DBAPIError, /) -> bool:
        """The same transaction may well succeed at once: a deadlock, a lost connection."""

    def reference(self, error: DBAPIError) -> str:
        """The database's own short word for the error; never a value."""

    def rule(self, error: DBAPIError) -> str:
        """What was broken, such as a constraint's name; never a value."""


def dialect_of(address: str) -> Dialect:
    """Raises ValueError for another kind of database, without showing the URL: it may hold a password."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise ValueError("DATABASE_URL must be sqlite:///FILE or postgresql+psycopg://…; this is no URL") from None
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database not in (None, "", ":memory:"):
        return _Sqlite(url)
    if kind == "postgresql":
        return _Postgres(url.set(drivername="postgresql+psycopg"))
    raise ValueError(f"DATABASE_URL must be sqlite:///FILE or postgresql+psycopg://…, not {kind}")


class _Sqlite:
    """One writer: free connections starve each other, the busy handler is not fair.

    Settings per connection follow sqlite.org/pragma.html; FULL, as NORMAL may lose the last commits on power loss.
    """

    threads = 1

    def __init__(self, url: URL) -> None:
        self._url = url
        self.hooks = Hooks(_sqlite_insert, lambda _session, _name: None, _without_triggers)
        self.lock_path: Path | None = Path(f"{url.database}-lock")

    def engine(self) -> Engine:
        return self._engine(has_foreign_keys=True)

    def migration_engine(self) -> Engine:
        # Rebuilding a table with foreign keys on would delete its children (alembic, batch migrations).
        return self._engine(has_foreign_keys=False)

    def is_there(self) -> bool:
        return Path(self._url.database or "").exists()

    def before_migration(self, connection: Connection) -> None:
        """Nothing: BEGIN IMMEDIATE holds everybody else off."""

    def after_migration(self, connection: Connection) -> None:
        """Raises RuntimeError where a row refers to nothing."""
        if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RuntimeError(f"{len(lost)} rows refer to nothing after the migration, first in {lost[0][0]}")

    def tidy(self, engine: Engine) -> bool:
        """Writes the file anew and empties the write-ahead log, which holds former pages (sqlite.org/lang_vacuum.html,
        sqlite.org/pragma.html#pragma_wal_checkpoint). Beside a running bot both wait for their turn."""
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            (is_busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not is_busy
        except sqlite3.OperationalError:
            return False
        finally:
            connection.close()

    def is_duplicate(self, error: DBAPIError) -> bool:
        return self.reference(error) in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")

    def is_outage(self, error: DBAPIError) -> bool:
        return isinstance(error, OperationalError) and self.reference(error) != "SQLITE_ERROR"

    def is_worth_another_try(self, _error: DBAPIError) -> bool:
        """Never: it has waited for the lock already."""
        return False

    def reference(self, error: DBAPIError) -> str:
        return str(getattr(error.orig, "sqlite_errorname", type(error.orig).__name__))

    def rule(self, error: DBAPIError) -> str:
        return str(error.orig)  # SQLite names columns and constraints only

    def _engine(self, *, has_foreign_keys: bool) -> Engine:
        engine = create_engine(self._url, hide_parameters=True, poolclass=None if has_foreign_keys else NullPool)
        pragmas = (
            f"busy_timeout={_BUSY_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            f"foreign_keys={'ON' if has_foreign_keys else 'OFF'}",
        )

        def on_connect(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None  # BEGIN is ours: the driver's own would be a deferred one
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}")

        event.listen(engine, "connect", on_connect)
        event.listen(engine, "begin", _begin)
        return engine


class _Postgres:
    """A small pool. Waits are bounded, so that a person waiting for three seconds hears of the trouble."""

    threads = _POOL

    def __init__(self, url: URL) -> None:
        self._url = url
        self.hooks = Hooks(_postgres_insert, _advisory_lock, _triggers_off)
        self.lock_path: Path | None = None

    def engine(self) -> Engine:
        engine = create_engine(
            self._url,
            hide_parameters=True,
            pool_size=_POOL,
            pool_timeout=5,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",  # who waited for a lock must read what the other one wrote
            connect_args={"connect_timeout": 5},
        )
        event.listen(engine, "connect", _bound_waits)
        return engine

    def migration_engine(self) -> Engine:
        return create_engine(self._url, hide_parameters=True, poolclass=NullPool, connect_args={"connect_timeout": 5})

    def is_there(self) -> bool:
        return True

    def before_migration(self, connection: Connection) -> None:
        """Replicas that start together migrate one after the other."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _number("migrate")})

    def after_migration(self, connection: Connection) -> None:
        """Nothing: foreign keys are on all the time."""

    def tidy(self, _engine: Engine) -> bool:
        """Nothing: what no statement sees any more, autovacuum takes away."""
        return True

    def is_duplicate(self, error: DBAPIError) -> bool:
        return self.reference(error) == "23505"

    def is_outage(self, error: DBAPIError) -> bool:
        return isinstance(error, OperationalError | InterfaceError)

    def is_worth_another_try(self, error: DBAPIError) -> bool:
        """Serialization failure, deadlock (PostgreSQL, appendix A, class 40), lost connection."""
        return error.connection_invalidated or self.reference(error) in ("40001", "40P01")

    def reference(self, error: DBAPIError) -> str:
        return str(getattr(error.orig, "sqlstate", None) or type(error.orig).__name__)

    def rule(self, error: DBAPIError) -> str:
        diagnostic = error.orig.diag if isinstance(error.orig, psycopg.Error) else None
        named = diagnostic and (diagnostic.constraint_name or diagnostic.column_name or diagnostic.message_primary)
        return f"{self.reference(error)} {named or ''}".rstrip()


def _begin(connection: Connection) -> None:
    """Who may write takes the lock at once: a transaction that reads first cannot wait for it later. Who says that it
    only reads holds nobody up."""
    is_reading = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _sqlite_insert(table: type[Table]) -> Insert:
    return sqlite.insert(table).on_conflict_do_nothing()


def _postgres_insert(table: type[Table]) -> Insert:
    return postgresql.insert(table).on_conflict_do_nothing()


def _bound_waits(connection: psycopg.Connection, _record: object) -> None:
    connection.autocommit = True  # inside a transaction, a rollback would undo the settings
    connection.execute("SET lock_timeout = '5s'")
    connection.execute("SET statement_timeout = '15s'")
    connection.autocommit = False


def _advisory_lock(session: Session, name: str) -> None:
    session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _number(name)})


def _number(name: str) -> int:
    return zlib.crc32(f"linkdomain.{name}".encode())


@contextmanager
def _without_triggers(session: Session, table: str) -> Iterator[None]:
    """SQLite cannot switch triggers off: they are taken away and made again, within the transaction."""
    found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    triggers = session.execute(text(found), {"table": table}).all()
    for name, _ in triggers:
        session.execute(text(f'DROP TRIGGER "{name}"'))
    yield
    for _, statement in triggers:
        session.connection().exec_driver_sql(statement)


@contextmanager
def _triggers_off(session: Session, table: str) -> Iterator[None]:
    session.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))
    yield
    session.execute(text(f'ALTER TABLE "{table}" ENABLE TRIGGER USER'))
