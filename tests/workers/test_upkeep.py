"""What is forgotten once a day."""

from datetime import timedelta

from bot.core.domain import Client, Contact, LinkDomain, Setup
from bot.workers.upkeep import Upkeep
from tests.workers.support import BOT, TEAM, World

KEPT = timedelta(days=90)


async def test_old_deliveries_are_forgotten_and_fresh_ones_kept(world: World) -> None:
    world.ask(lambda tx: tx.deliveries.record("old", world.clock()))
    world.clock.pass_(timedelta(days=2, seconds=1).total_seconds())
    world.ask(lambda tx: tx.deliveries.record("fresh", world.clock()))
    await Upkeep(world.run, world.clock, BOT, KEPT).tick()
    assert world.ask(lambda tx: tx.deliveries.record("old", world.clock())) is True
    assert world.ask(lambda tx: tx.deliveries.record("fresh", world.clock())) is False


async def test_people_of_a_removed_domain_are_forgotten_after_the_retention(world: World) -> None:
    world.ask(lambda tx: tx.clients.add(Client("c9", TEAM, "Globex")))
    world.ask(lambda tx: tx.contacts.add(Contact("k9", TEAM, "c9", "it@globex.test")))
    gone = LinkDomain(
        *("d9", TEAM, "ls.globex.test", "globex.test", "c9", "U1", Setup.FORWARD, "C1", world.clock(), None),
        contact_ids=("k9",),
        removed_at=world.clock(),
    )
    world.ask(lambda tx: tx.domains.add(gone))
    upkeep = Upkeep(world.run, world.clock, BOT, KEPT)
    for days, is_known in ((90, True), (1, False)):
        world.clock.pass_(timedelta(days=days).total_seconds())
        await upkeep.tick()
        assert (world.ask(lambda tx: tx.contacts.get("k9")) is not None) is is_known
