"""The desk: everything a listener may reach for. Made by the composition root, put into Bolt's context."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field

from bot.core.rules import Rules
from bot.services.ports import Clock, Directory, NewId, Run, Twilio
from bot.services.ports_files import Files
from bot.services.ports_links import Links
from bot.services.ports_looks import Look

_log = logging.getLogger(__name__)


class Background:
    """Tasks that go on after the answer to Slack. They are few, short and lost at a restart by design."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None], name: str) -> None:
        """Runs ``work``; what it raises goes to the log."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("background_task_failed", exc_info=error, extra={"task": task.get_name()})

    async def settle(self) -> None:
        """Waits until nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        """Cancels what is under way."""
        for task in self._tasks:
            task.cancel()
        await self.settle()


@dataclass(frozen=True, slots=True)
class Desk:
    """Ports and rules. ``team_id`` is the one workspace that is served."""

    run: Run
    look: Look
    twilio: Twilio
    directory: Directory
    clock: Clock
    new_id: NewId
    rules: Rules
    team_id: str
    links: Links | None = None
    files: Files | None = None
    background: Background = field(default_factory=Background)
