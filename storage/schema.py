"""The schema's version: bringing a database to the newest one, and asking whether it is there. No alembic.ini needed,
so that it works from an installed package."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Runs what is missing on this connection, inside its transaction."""
    command.upgrade(_config(connection), "head")


def is_at_head(connection: Connection) -> bool:
    """Whether nothing is missing."""
    current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
