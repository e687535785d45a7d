"""What is forgotten once a day."""

from datetime import datetime, timedelta

import pytest

from bot.core.commands import Actor
from bot.core.domain import Client, Contact, LinkDomain, Setup
from bot.services.ports import AnswerT, CommandT, Run, Service
from bot.workers.upkeep import Upkeep
from tests.workers.support import BOT, TEAM, Unsteady, World


class Counting:
    """What was asked of a database."""

    def __init__(self, inner: Run) -> None:
        self.inner, self.names = inner, list[str]()

    async def __call__(
        self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, now: datetime
    ) -> AnswerT:
        self.names.append(getattr(service, "__name__", ""))
        return await self.inner(service, command, actor, now)


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


@pytest.mark.parametrize("failing", ["purge_deliveries", "purge_links", "purge_asks"])
async def test_what_cannot_be_forgotten_today_keeps_nothing_else_from_being_forgotten(
    world: World, failing: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked = Counting(Unsteady(world.run, {failing: 1}))
    await Upkeep(asked, world.clock, BOT, KEPT).tick()
    assert asked.names[-1] == "purge_removed"
    assert [record.message for record in caplog.records if record.exc_info] == ["purge_failed"]
