"""The database as the bot uses it: one service, one transaction, on the database's own threads."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlmodel import col

from bot.core.commands import Actor
from bot.core.errors import Conflict, GatewayError, LinkdomainError
from bot.core.rules import Rules
from bot.services.ports import AnswerT, CommandT, Service
from storage import keys as key_change
from storage import schema
from storage.alone import Lock, free_leases
from storage.dialects import READ_ONLY, Dialect, dialect_of
from storage.executor import PEOPLE, SWEEPS, Executor
from storage.scope import Scope
from storage.tables import ClientRow
from storage.transaction import SqlTransaction
from storage.vault import Vault

_log = logging.getLogger(__name__)
_RECONNECT_PAUSE = 0.3
"""Seconds before the second try after a lost connection."""
_TIDY_TRIES = 3


class DatabaseFault(LinkdomainError):
    """The database refused a statement: a fault of ours. Names the broken rule, never a value."""


class _CommitLost(Exception):
    """The connection went while the commit was on its way."""


class Database:
    """``url``: ``sqlite:///FILE`` or ``postgresql+psycopg://…``; ``keys``: Fernet keys, newest first.

    Raises ValueError for another kind of database, WrongKey for what is no Fernet key. A database that cannot be
    reached, or does not answer in time, is GatewayError(party="database", transient=True) wherever it is used.
    """

    def __init__(self, url: str, keys: Sequence[str], rules: Rules) -> None:
        self._dialect: Dialect = dialect_of(url)
        self._engine = self._dialect.engine()
        self._vault, self._rules = Vault(keys), rules
        self._subscribers: list[Callable[[], None]] = []
        self._executor: Executor | None = None
        self._lock = Lock(self._dialect.lock_path) if self._dialect.lock_path else None

    def take_over(self) -> None:
        """For the one process that works for the bot: on SQLite, keeps others out until `stop` and frees what a dead
        one had claimed. On PostgreSQL, where several may work, leases end by themselves. Raises Conflict."""
        if self._lock is None:
            return
        self._lock.take()
        with self._translated(), self._transaction("", datetime.now(UTC)) as scope:
            count = free_leases(scope)
        _log.info("took_over", extra={"leases": count})

    async def start(self) -> None:
        """Starts the threads. Raises WrongKey where the keys do not open what is stored."""
        if self._executor is None:
            await asyncio.to_thread(self.verify_keys)
            self._executor = Executor(self._dialect.threads, "database")

    async def stop(self) -> None:
        """Finishes what is queued and closes the connections."""
        executor, self._executor = self._executor, None
        if executor is not None:
            await asyncio.to_thread(executor.stop)
        self.close()

    def close(self) -> None:
        """Closes the connections of a database that was not started."""
        self._engine.dispose()
        if self._lock:
            self._lock.free()

    async def run(self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, now: datetime) -> AnswerT:
        """Runs a service in one transaction; people go before sweeps. What it raises undoes everything."""
        if self._executor is None:
            raise RuntimeError("the database is not started")
        work = self._work(service, command, actor, now)
        return await asyncio.wrap_future(self._executor.submit(work, _order(actor)))

    def run_now(self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, now: datetime) -> AnswerT:
        """The same, waiting for it; for command line and tests. Works without `start` as well."""
        work = self._work(service, command, actor, now)
        if self._executor is None:
            return work()
        if self._executor.is_own_thread:
            raise RuntimeError("a service cannot run another one: it is one transaction")
        return self._executor.submit(work, _order(actor)).result()

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Called on a database thread after each commit that stored or settled an effect or made a domain due."""
        self._subscribers.append(callback)

    def migrate(self) -> None:
        """Brings the schema to the newest version; does nothing where it is there."""
        engine = self._dialect.migration_engine()
        try:
            with self._translated(), engine.begin() as connection:
                self._dialect.before_migration(connection)
                schema.upgrade(connection)
                self._dialect.after_migration(connection)
        finally:
            engine.dispose()

    def is_at_head(self) -> bool:
        """Whether the schema is the newest."""
        if not self._dialect.is_there():
            return False
        with self._translated(), self._engine.connect() as connection:
            return schema.is_at_head(connection.execution_options(**{READ_ONLY: True}))

    def teams(self) -> list[str]:
        """The workspaces that have clients here."""
        with self._translated(), self._transaction("", datetime.now(UTC)) as scope:
            return list(scope.session.scalars(select(col(ClientRow.team_id)).distinct()))

    def verify_keys(self) -> None:
        """Raises WrongKey where the keys do not open what is stored."""
        if self.is_at_head():
            with self._translated(), self._transaction("", datetime.now(UTC)) as scope:
                key_change.verify(scope)

    def rotate_secrets(self) -> int:
        """Seals anew by the newest key every secret and address that an older one sealed; how many. Then the older
        keys may be dropped, as far as this database goes: client links they signed end with them."""
        with self._translated(), self._transaction("", datetime.now(UTC)) as scope:
            return key_change.rotate(scope)

    def tidy(self, tries: int = _TIDY_TRIES) -> bool:
        """Takes what was deleted out of the files as well; False where others keep it busy: later again."""
        return any(self._dialect.tidy(self._engine) for _ in range(tries))

    def _work(
        self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, now: datetime
    ) -> Callable[[], AnswerT]:
        def once() -> AnswerT:
            with self._transaction(actor.team_id, now) as scope:
                return service(SqlTransaction(scope, self._rules), command, actor, now)

        return lambda: self._carefully(once, has_key=actor.delivery is not None)

    def _carefully(self, once: Callable[[], AnswerT], *, has_key: bool) -> AnswerT:
        """Tries a second time where the database, not the service, spoilt the first try."""
        with self._translated():
            try:
                return once()
            except (DBAPIError, _CommitLost) as error:
                if not self._may_repeat(error, has_key=has_key):
                    raise
            time.sleep(_RECONNECT_PAUSE)
            return once()

    def _may_repeat(self, error: DBAPIError | _CommitLost, *, has_key: bool) -> bool:
        """A commit whose answer was lost may have happened: only a delivery's key makes a repetition harmless."""
        return has_key if isinstance(error, _CommitLost) else self._dialect.is_worth_another_try(error)

    @contextmanager
    def _transaction(self, team_id: str, now: datetime) -> Iterator[Scope]:
        with Session(self._engine, expire_on_commit=False) as session:
            scope = Scope(session, self._dialect.hooks, self._vault, team_id, now)
            yield scope
            session.flush()
            _commit(session)
        if scope.has_news:
            self._tell()

    def _tell(self) -> None:
        for callback in self._subscribers:
            try:
                callback()
            except Exception:
                _log.exception("a subscriber of the database failed")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """From the driver's errors to ours. What the database says of a refused row may hold the row: it stops here."""
        try:
            yield
        except _CommitLost as error:
            raise GatewayError("database", "commit_lost", transient=True, sent=None) from error.__cause__
        except PoolTimeout as error:
            raise GatewayError("database", "pool_timeout", transient=True) from error
        except DBAPIError as error:
            reference = self._dialect.reference(error)
            if self._dialect.is_outage(error):
                raise GatewayError("database", reference, transient=True) from error
            is_duplicate = self._dialect.is_duplicate(error)
            fault = Conflict("somebody was first") if is_duplicate else DatabaseFault(self._dialect.rule(error))
            raise fault.with_traceback(error.__traceback__) from None


def _commit(session: Session) -> None:
    try:
        session.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise _CommitLost from error
        raise


def _order(actor: Actor) -> int:
    return PEOPLE if actor.user_id else SWEEPS
