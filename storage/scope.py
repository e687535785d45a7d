"""What the repositories of one transaction share: the session, the vault, whose team it is, and the instant."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import CursorResult, Executable, Integer, literal_column
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert

from bot.core.errors import Conflict
from storage.columns import Table
from storage.vault import Vault

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Hooks:
    """Where the two databases differ inside a transaction. Made in `storage.database`.

    insert_if_absent  an INSERT that stores nothing where a unique index already has the row
    serialise         lets only one transaction at a time past this point, per name
    unlocked          within it, the rows of a table may be changed that are otherwise only added to
    """

    insert_if_absent: Callable[[type[Table]], Insert]
    serialise: Callable[[Session, str], None]
    unlocked: Callable[[Session, str], AbstractContextManager[None]]


@dataclass(slots=True)
class Scope:
    """One transaction's surroundings. ``has_news``: after the commit somebody has something to do at once."""

    session: Session
    hooks: Hooks
    vault: Vault
    team_id: str
    now: datetime
    has_news: bool = False

    def insert(self, table: type[Table], columns: Mapping[str, object]) -> bool:
        """Stores a row unless a unique index already has it; whether it was stored."""
        insertion = self.hooks.insert_if_absent(table).values(**columns)
        return self.session.scalar(insertion.returning(literal_column("1", Integer))) is not None

    def insert_or_conflict(self, table: type[Table], columns: Mapping[str, object]) -> None:
        """Stores a row; raises Conflict where a unique index already has it. The transaction stays usable."""
        if not self.insert(table, columns):
            raise Conflict(f"{table.__tablename__}: there already")

    def changed(self, statement: Executable) -> int:
        """Executes a statement; how many rows it changed."""
        result = self.session.execute(statement, execution_options={"synchronize_session": False})
        return result.rowcount if isinstance(result, CursorResult) else 0


def assign(row: Table, columns: Mapping[str, object]) -> None:
    """Sets columns on a loaded row; a value that is the same already is not written again."""
    for name, value in columns.items():
        setattr(row, name, value)


def in_chunks(items: Sequence[ItemT], size: int = 500) -> Iterator[Sequence[ItemT]]:
    """Slices that fit into the parameters of one statement."""
    return (items[start : start + size] for start in range(0, len(items), size))
