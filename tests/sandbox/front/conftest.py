"""A lab CA and an HTTPS front."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.front import HttpsFront
from bot.sandbox.lab_ca import LabCa


@pytest.fixture
async def ca() -> AsyncIterator[LabCa]:
    lab = LabCa()
    await lab.start()
    yield lab
    await lab.stop()


@pytest.fixture
async def front() -> AsyncIterator[HttpsFront]:
    standing = HttpsFront("127.0.4.10")
    await standing.start()
    yield standing
    await standing.stop()
