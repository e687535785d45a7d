"""Alembic's entry: runs migrations on the connection it is given, in that connection's transaction.

From the command line (``alembic revision --autogenerate``) there is none: then DATABASE_URL says where.
"""

import os

from alembic import context
from sqlalchemy import Connection

from storage import tables
from storage.dialects import dialect_of


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=tables.DomainRow.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


def _main() -> None:
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    engine = dialect_of(os.environ["DATABASE_URL"]).migration_engine()
    with engine.begin() as connection:
        _run(connection)


_main()
