"""A client that may have its records written by its DNS provider."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.connect.support import Crossing, crossing


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Crossing]:
    """The consent page was found."""
    async with crossing(tmp_path) as made:
        assert await made.look()
        yield made


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Crossing]:
    """Nobody has looked for it yet."""
    async with crossing(tmp_path) as made:
        yield made
