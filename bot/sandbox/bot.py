"""The real bot, in this process, against a world: started, stopped, started again on the same database."""

import asyncio
from datetime import datetime
from typing import Literal

from aiohttp import ClientError, ClientSession

from bot.core.commands import Actor
from bot.sandbox.world import World
from bot.services.effects import next_due
from bot.services.ports import Clock
from bot.settings import Mode, load
from bot.wiring import Application, make_database, rules_of, wire

_READY_WITHIN, _GLANCE = 60.0, 0.003  # seconds
_WORK = ("checker", "relay")


class Bot:
    """Slack reaches it as ``mode`` says; ``clock`` is the world's, and ``given`` are settings in place of its own.

    The world must have been started, with a DATABASE_URL.
    """

    def __init__(
        self, world: World, mode: Literal["socket", "http"] = "socket", clock: Clock | None = None, **given: str
    ) -> None:
        self._world, self._mode, self._clock = world, Mode(mode), clock or world.clock
        self._settings = load(self._mode, given={**world.settings(mode), **given})
        self.application: Application | None = None
        self.speed = world.speed
        """Divides its cadence from its next start on."""

    @property
    def address(self) -> str:
        """Where its web side listens. Only while it runs."""
        if self.application is None:
            raise RuntimeError("the bot does not run")
        return self.application.web.address

    async def start(self) -> None:
        """Returns when `readyz` says that all is well. Raises TimeoutError."""
        await asyncio.to_thread(make_database(self._settings, rules_of(self._settings)).migrate)
        self.application = wire(self._settings, self._mode, clock=self._clock, speed=self.speed)
        await self.application.start()
        if self._mode is Mode.HTTP:
            self._world.slack.push_to(f"{self.address}/slack/events")
        async with asyncio.timeout(_READY_WITHIN), ClientSession() as session:
            while not await self._is_ready(session):  # noqa: ASYNC110 - readiness is asked for as any monitor asks
                await asyncio.sleep(0.05)

    async def _is_ready(self, session: ClientSession) -> bool:
        """Raises what kept it from beginning to work."""
        if self.application is not None and (greeting := self.application.greeting) is not None and greeting.done():
            greeting.result()
        try:
            async with session.get(f"{self.address}/readyz") as response:
                return response.status == 200
        except ClientError:
            return False

    @property
    def under_way(self) -> int:
        """How many looks and outside actions are under way."""
        return self.application.under_way() if self.application else 0

    def strike(self, *beats: str) -> None:
        """It looks at its clock at once: that has leapt. ``beats`` are those of its metronome, else all."""
        if self.application and self.application.metronome:
            self.application.metronome.strike(*beats)

    async def settle(self, *beats: str) -> None:
        """Until it has nothing to do at what the clock shows; ``beats`` are those of its metronome, else all."""
        while self.application and self.application.metronome:
            await self.application.metronome.round(*beats)
            if not self.under_way:
                return
            while self.under_way:  # noqa: ASYNC110 - its own workers tell nobody but their pumps
                await asyncio.sleep(_GLANCE)
            beats = _WORK

    async def next_due(self) -> datetime | None:
        """When it tries the next outside action that waits; None: it has none."""
        if self.application is None:
            return None
        actor = Actor(self._world.slack.app.team_id, "", frozenset())
        return await self.application.database.run(next_due, None, actor, self._clock())

    async def stop(self) -> None:
        """A clean stop; the database stays."""
        application, self.application = self.application, None
        if application is not None:
            await application.stop()

    async def restart(self) -> None:
        """Stops and starts again on the same database, with everything in memory forgotten."""
        await self.stop()
        await self.start()
