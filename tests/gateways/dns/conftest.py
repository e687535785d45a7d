"""One DNS tree for each test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.gateways.dns.support import Lab


@pytest_asyncio.fixture
async def lab() -> AsyncIterator[Lab]:
    """To be furnished first, then started."""
    async with Lab() as made:
        yield made
