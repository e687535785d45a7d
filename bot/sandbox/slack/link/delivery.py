"""One payload on its way to the app, and what came back."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import uuid4

from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Workspace

Kind = Literal["slash_commands", "interactive", "events_api"]
OPERATION_TIMEOUT = "operation_timeout"
DISPATCH_FAILED = "dispatch_failed"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """``takes_answer``: the acknowledgement may carry a payload. ``retry`` counts repeated events, from 1.

    ``at`` is when it left, in seconds since the epoch: a copy carries the same time, so the same signature.
    """

    kind: Kind
    payload: Json
    takes_answer: bool
    at: int
    retry: int = 0
    retry_reason: str | None = None
    id: str = field(default_factory=lambda: str(uuid4()))


@dataclass(frozen=True, slots=True)
class Reply:
    """``error`` is what the person is shown: the app was late (`OPERATION_TIMEOUT`) or failed (`DISPATCH_FAILED`)."""

    payload: Json | None = None
    error: str | None = None


class Courier(Protocol):
    async def carry(self, delivery: Delivery) -> Reply:
        """Hands it over and waits for the acknowledgement, as long as Slack does. Never raises."""


class Dispatch:
    """The way to the app. ``courier`` is set by whoever chooses between sockets and pushes."""

    def __init__(self, space: Workspace, courier: Courier) -> None:
        self._space = space
        self._doubled = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.courier = courier
        self.sent: list[Delivery] = []

    def deliver_twice(self, times: int) -> None:
        """The next payloads arrive twice each, the second one after the first was answered."""
        self._doubled += times

    async def send(self, delivery: Delivery) -> Reply:
        """The app's answer to the (first) copy."""
        self.sent.append(delivery)
        reply = await self.courier.carry(delivery)
        if self._doubled:
            self._doubled -= 1
            self.sent.append(delivery)
            await self.courier.carry(delivery)
        self._space.changes.tell()
        return reply

    def in_background(self, work: Coroutine[None, None, None]) -> None:
        """Runs until done, or until `close`."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            _LOG.error("a delivery in the background failed", exc_info=task.exception())

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
