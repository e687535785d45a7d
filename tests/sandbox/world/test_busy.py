"""A world in full swing, and days that pass in it."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

from bot.core.cards import Stage
from bot.core.commands import Actor
from bot.core.people import Role
from bot.core.stage import stage_of
from bot.sandbox.scene import BUSY, Sandbox, Scene
from bot.sandbox.world import Person, Place, World
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
        await _changes_only_what_is_on_its_way(scene)
    finally:
        await sandbox.end()


async def _changes_only_what_is_on_its_way(scene: Scene) -> None:
    """As if played: every domain is looked at again, and nobody finds anything new but the certificate that Twilio is
    making, and that the removal of one takes long, which is counted by the sandbox's speed. Of cards only the time of
    the last look may differ, and that they were edited."""
    world, moving = scene.world, ("link.northwind.test", "sms.kestrel.test", " domains ")
    before = _shown(world)
    await scene.keeper.leap(timedelta(minutes=10))
    after = _shown(world)
    changed = {after[ts] for ts in after if after[ts] != before.get(ts)}
    assert [text for text in changed if not any(words in text for words in moving)] == []
    assert any("is live" in text for text in changed)
    assert world.slack.problems == []


def _shown(world: World) -> dict[str, str]:
    slack = world.slack
    roots = slack.messages(Place.CLIENT_DOMAINS)
    every = [message for root in roots for message in slack.messages(Place.CLIENT_DOMAINS, root.ts)]
    return {one.ts: re.sub(r"looked [^│]*| · edited", "", slack.render_text(one)) for one in (*roots, *every)}
