"""What the tables are made of: one base with named constraints, text that every database takes, and short checks."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, MetaData, Text, text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

# Every constraint is named, else a later batch migration on SQLite loses it (alembic, "Dropping Unnamed Constraints").
_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Table(SQLModel):
    """Base of all rows."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=_NAMES)


class Words(TypeDecorator[str]):
    """Text without what PostgreSQL cannot hold: NUL goes, a lone surrogate becomes a question mark.

    A look-up passes the same way as a stored value, so both still meet.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """What is handed to the driver."""
        return None if value is None else storable(value)


def storable(value: str) -> str:
    """The text as it comes back from the database."""
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The column holds one of the enumeration's values (a row is not validated by SQLModel)."""
    values = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({values})", name=column)


def at_most(**lengths: int) -> Iterable[CheckConstraint]:
    """Longest text of each column, in characters; SQLite ignores the length of a VARCHAR."""
    return [CheckConstraint(f"length({column}) <= {most}", name=f"{column}_length") for column, most in lengths.items()]


def all_or_none(name: str, *columns: str) -> CheckConstraint:
    """Columns that make one value together."""
    none, every = (" AND ".join(f"{column} IS {word}" for column in columns) for word in ("NULL", "NOT NULL"))
    return CheckConstraint(f"({none}) OR ({every})", name=name)


def unique_where(name: str, where: str, *columns: str) -> Index:
    """Unique among the rows that the condition names."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


def index_where(name: str, where: str, *columns: str) -> Index:
    """An index of the rows that are looked for, which stays small while history grows."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
