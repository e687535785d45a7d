"""Every contract test runs on SQLite and on PostgreSQL, on a database of its own that is at the newest schema."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.rules import Rules
from storage.database import Database
from tests.postgres import fresh_database
from tests.storage.support import KEY, migrated


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "linkdomain.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    with fresh_database(postgres_server) as url:
        migrated(url)
        yield url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'linkdomain.db')}"


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    with fresh_database(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """Not started: `run_now` works in the test's own thread."""
    made = Database(url, [KEY], Rules())
    yield made
    made.close()


@pytest.fixture
def other(url: str) -> Iterator[Database]:
    """A second process's view of the same database."""
    made = Database(url, [KEY], Rules())
    yield made
    made.close()
