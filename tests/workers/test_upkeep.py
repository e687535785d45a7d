"""What is forgotten once a day."""

from datetime import timedelta

from bot.workers.upkeep import Upkeep
from tests.workers.support import BOT, World


async def test_old_deliveries_are_forgotten_and_fresh_ones_kept(world: World) -> None:
    world.ask(lambda tx: tx.deliveries.record("old", world.clock()))
    world.clock.pass_(timedelta(days=2, seconds=1).total_seconds())
    world.ask(lambda tx: tx.deliveries.record("fresh", world.clock()))
    await Upkeep(world.run, world.clock, BOT).tick()
    assert world.ask(lambda tx: tx.deliveries.record("old", world.clock())) is True
    assert world.ask(lambda tx: tx.deliveries.record("fresh", world.clock())) is False
