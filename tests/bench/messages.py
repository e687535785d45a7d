"""How many messages people get, and how many calls it takes to bring them into one channel. Counts, not timings."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.core.commands import AddClient
from bot.core.messages import Content, SlackPost
from bot.sandbox.slack.api.limits import Limits
from bot.sandbox.slack.errors import ApiError
from bot.services.clients import add_client
from storage.database import Database
from tests.services.life import measure
from tests.services.support import ADMIN, RULES
from tests.workers.support import Messenger, World, limited

_STEP = 0.25
_LONGEST = 120.0


@dataclass
class Strict(Messenger):
    """Refuses as Slack's stand-in does, by a clock that is moved by hand."""

    world: World | None = None
    calls: int = 0
    limits: Limits = field(init=False)

    def __post_init__(self) -> None:
        self.limits = Limits(self._seconds)

    def _seconds(self) -> float:
        return self.world.clock().timestamp() if self.world else 0.0

    async def post(self, post: SlackPost) -> str:
        self.calls += 1
        self._take(lambda: self.limits.take_post(post.channel))
        return await super().post(post)

    async def update(self, channel: str, ts: str, content: Content) -> None:
        self._take(lambda: self.limits.take("chat.update"))
        await super().update(channel, ts, content)

    def _take(self, take: object) -> None:
        try:
            take()  # type: ignore[operator]
        except ApiError as error:
            raise limited(error.retry_after or 1) from None


@dataclass(frozen=True)
class Brought:
    """What it took to bring all of them into the channel; ``seconds`` by the clock that Slack counts by."""

    calls: int
    posts: int
    seconds: float


async def bring(folder: Path, cards: int, pace: float = 1.0, relays: int = 2) -> Brought:
    """So many cards, and one message more as their digest is, put at once, into one channel."""
    database = Database(f"sqlite:///{folder}/b.db", [], RULES)
    database.migrate()
    messenger = Strict()
    world = World(database, messenger=messenger)
    messenger.world = world
    database.run_now(add_client, AddClient("c1", "Acme Corp"), ADMIN, world.clock())
    for number in range(cards + 1):
        world.add(f"ls.client{number}.com")
    running = [world.relay(pace=pace) for _ in range(relays)]
    begin = world.clock()
    while len(messenger.posts) < cards + 1 and world.clock() - begin < timedelta(seconds=_LONGEST):
        await asyncio.gather(*(relay.tick() for relay in running))
        await asyncio.gather(*(relay.idle() for relay in running))
        if len(messenger.posts) <= cards:
            world.clock.pass_(_STEP)
    seconds = (world.clock() - begin).total_seconds()
    database.close()
    return Brought(messenger.calls, len(messenger.posts), seconds)


def tables() -> Iterator[str]:
    """The lines to print."""
    yield "Messages of one domain, from add to live to degraded to recovered"
    yield f"{'flow':<38} {'posts':>6} {'updates':>8}   posts by kind; updates by kind"
    with tempfile.TemporaryDirectory() as folder:
        for name, channel in measure(Path(folder)).items():
            told = "; ".join(
                ", ".join(f"{kind.value.removeprefix('slack.')} {number}" for kind, number in sorted(counted.items()))
                for counted in (channel.posts, channel.updates)
            )
            yield f"{name:<38} {channel.of_the_domain:>6} {channel.updates.total():>8}   {told}"
    yield ""
    yield "Calls of chat.postMessage for cards and a digest put at once, two relays, one message a second and channel"
    yield f"{'cards':>8} {'calls':>8} {'seconds':>8}   without a pace of our own"
    for cards in (12, 40):
        paced, unpaced = (_brought(cards, pace) for pace in (1.0, 0.0))
        yield f"{cards:>8} {paced.calls:>8} {paced.seconds:>8.1f}   {unpaced.calls} calls, {unpaced.seconds:.1f} s"


def _brought(cards: int, pace: float) -> Brought:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(bring(Path(folder), cards, pace))
