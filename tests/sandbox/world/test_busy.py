"""A world in full swing, and days that pass in it."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from bot.core.cards import Stage
from bot.core.commands import Actor
from bot.core.people import Role
from bot.core.stage import stage_of
from bot.sandbox.scene import BUSY, Sandbox
from bot.sandbox.world import Person
from bot.services.exporting import exported
from bot.services.reading import find_domain


async def test_forty_domains_are_at_all_stages_by_the_products_own_doors_and_their_cards_stand_in_slack() -> None:
    sandbox = Sandbox(20.0, net="127.0.11")
    try:
        scene = await sandbox.begin(BUSY)
        assert scene.bot
        assert scene.bot.application
        world, run = scene.world, scene.bot.application.database.run
        actor, now = Actor(world.slack.app.team_id, Person.ANA, frozenset(Role)), world.clock()
        hosts = [row.host for row in await run(exported, None, actor, now)]
        found = [await run(find_domain, host, actor, now) for host in hosts]
        stages = Counter(stage_of(domain) for domain in found if domain)
        assert stages[Stage.LIVE] >= 12
        assert stages[Stage.WAITING_FOR_TWILIO_DETAILS] == 6
        assert stages[Stage.WAITING_FOR_RECORDS] == 8
        assert stages[Stage.WAITING_FOR_APPROVAL] == 4
        assert stages[Stage.DEGRADED] >= 2
        assert stages[Stage.WAITING_FOR_REQUEST] == 1
        assert len(hosts) >= 38
        assert all(domain and domain.card_ts for domain in found)
        assert abs(datetime.now(UTC) - world.clock()) < timedelta(minutes=30)
        assert min(domain.created_at for domain in found if domain) < now - timedelta(days=20)
        assert len(world.mail.mails) == 8
        assert world.slack.problems == []
    finally:
        await sandbox.end()
