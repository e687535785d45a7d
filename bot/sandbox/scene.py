"""A sandbox that can begin anew: one world with its bot at a time, in a database of its own that goes with it."""

import asyncio
import secrets
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox.bot import Bot
from bot.sandbox.busy import build_busy, long_ago
from bot.sandbox.clock import WorldClock
from bot.sandbox.faults import Switchboard
from bot.sandbox.timekeeper import Timekeeper
from bot.sandbox.world import World

FRESH, BUSY = "fresh", "busy"
KINDS = (FRESH, BUSY)


@dataclass(slots=True, eq=False)
class Scene:
    """One world with all that stands around it; ``mark`` is another one for each. ``bot`` None: nobody acts in it."""

    world: World
    bot: Bot | None
    keeper: Timekeeper
    switches: Switchboard
    kind: str = FRESH
    mark: str = field(default_factory=lambda: secrets.token_hex(4))


class Sandbox:
    """`begin` before anything else. ``database_url`` is the user's own, and stays; each world is another workspace in
    it. ``public_url`` is where the client's links lead: the page, which hands on to the bot."""

    def __init__(self, speed: float, database_url: str | None = None, *, net: str = "127.0.3") -> None:
        self.speed, self._database_url, self._net = speed, database_url, net
        self.public_url: str | None = None
        self.building: str | None = None
        """What kind of world is being built just now."""
        self.built = 0
        """How many domains of it are there."""
        self.begun = asyncio.Event()
        self._scene: Scene | None = None
        self._stack = AsyncExitStack()
        self._going: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    @property
    def scene(self) -> Scene:
        """The one that is on. Raises RuntimeError before the first."""
        if self._scene is None:
            raise RuntimeError("the sandbox has not begun")
        return self._scene

    @property
    def world(self) -> World:
        return self.scene.world

    def show(self, world: World, bot: Bot | None = None) -> Scene:
        """Somebody else's world, which they start and stop themselves."""
        keeper = Timekeeper(world, bot)
        self._scene = Scene(world, bot, keeper, Switchboard(world))
        self.begun.set()
        return self._scene

    async def begin(self, kind: str = FRESH) -> Scene:
        """A world of that kind in place of the one that is on, which ends behind it. Raises TimeoutError and what
        `World.start` raises; then the old one goes on."""
        async with self._turn:
            self.building, self.built = kind, 0
            stack = AsyncExitStack()
            try:
                scene = await self._raised(stack, kind)
            except BaseException:
                await stack.aclose()
                raise
            finally:
                self.building = None
            old, self._stack, self._scene = self._stack, stack, scene
            self.begun.set()
        ending = asyncio.create_task(old.aclose(), name="the world before")
        self._going.add(ending)
        ending.add_done_callback(self._going.discard)
        return scene

    async def end(self) -> None:
        """Everything is closed, and what was only for now is gone."""
        await asyncio.gather(self._stack.aclose(), *self._going)

    def _tell(self, built: int) -> None:
        self.built = built

    async def _raised(self, stack: AsyncExitStack, kind: str) -> Scene:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="linkdomain-"))
        url = self._database_url or f"sqlite:///{Path(folder) / 'sandbox.db'}"
        team, clock = f"T{secrets.token_hex(5).upper()}", long_ago() if kind == BUSY else WorldClock()
        world = World(
            self.speed, database_url=url, team_id=team, net=self._net, clock=clock, public_url=self.public_url
        )
        await stack.enter_async_context(world)
        bot = Bot(world)
        stack.push_async_callback(bot.stop)
        await (build_busy(world, bot, self._tell) if kind == BUSY else bot.start())
        keeper = Timekeeper(world, bot)
        await keeper.start()
        stack.push_async_callback(keeper.stop)
        return Scene(world, bot, keeper, Switchboard(world), kind)
