"""A database of its own for each test, copied from one that was migrated once."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.core.rules import Rules
from storage.database import Database
from tests.workers.support import World, make_world


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workers") / "template.db"
    database = Database(f"sqlite:///{path}", [], Rules())
    database.migrate()
    database.close()
    return path


@pytest.fixture
def new_world(template: Path, tmp_path: Path) -> Iterator[Callable[[], World]]:
    """Makes worlds, each on a database of its own."""
    made: list[World] = []

    def make() -> World:
        path = shutil.copy(template, tmp_path / f"{len(made)}.db")
        made.append(make_world(f"sqlite:///{path}"))
        return made[-1]

    yield make
    for world in made:
        world.database.close()


@pytest.fixture
def world(new_world: Callable[[], World]) -> World:
    return new_world()
