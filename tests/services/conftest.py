"""A house per test."""

from pathlib import Path

import pytest

from tests.services.support import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)
