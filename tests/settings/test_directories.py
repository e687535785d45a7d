"""One directory for each workspace, whoever asks."""

import asyncio
from pathlib import Path

from bot.settings import Mode, load
from bot.wiring import wire
from tests.settings.test_settings import SOCKET


def test_desk_workers_and_pages_ask_one_directory_of_a_workspace(tmp_path: Path) -> None:
    """Else who has left would be in and out at once: each directory remembers for itself."""

    async def made() -> None:
        settings = load(given={**SOCKET, "DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}"})
        app = wire(settings, Mode.SOCKET)
        assert app.directory("T1") is app.directory("T1")
        assert app.directory("T1") is not app.directory("T2")

    asyncio.run(made())
