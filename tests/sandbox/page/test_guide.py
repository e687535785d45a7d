"""The guide follows the domain that the visitor added last or works with, by what is really outstanding."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.bot import Bot
from bot.sandbox.page.guide import guide
from bot.sandbox.page.mistakes import commit
from bot.sandbox.page.outside import heard
from bot.sandbox.page.tale import followed, notice, tale_of
from bot.sandbox.scene import BUSY, Sandbox
from bot.sandbox.story import HOST, Silent, Story
from bot.sandbox.world import SECOND_ZONE, Person, World

OTHER = f"ls.{SECOND_ZONE}"
Json = dict[str, Any]


class Stage:
    """A world with its bot, what people do in it, and what the guide makes of it."""

    def __init__(self, world: World, bot: Bot) -> None:
        self.world, self.sandbox = world, Sandbox(world.speed)
        self.scene = self.sandbox.show(world, bot)
        self.story = Story(world, bot, Silent())

    async def guide(self) -> Json:
        found: Json = guide(await tale_of(self.sandbox), is_busy=self.scene.kind == BUSY)
        return found

    async def until(self, holds: Callable[[Json], object]) -> Json:
        for _ in range(300):
            if holds(found := await self.guide()):
                return found
            await asyncio.sleep(0.1)
        raise TimeoutError(f"the guide says: {found}")

    async def adds(self, domain: str, setup: str, **more: str) -> None:
        acting = self.story.acting
        form = await acting.opened(await acting.type(Person.ANA, "add"))
        client = await acting.choose(Person.ANA, form, "client", "acme")
        values = {"client": client, "host": domain, "setup": setup, **more}
        heard(self.world, {"do": "submit", "values": values})
        await acting.submit(Person.ANA, form, values)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    url = f"sqlite:///{tmp_path / 'guide.db'}"
    async with World(speed=200.0, net="127.0.12", database_url=url) as world:
        bot = Bot(world)
        await bot.start()
        yield Stage(world, bot)
        await bot.stop()


def says(found: Json) -> str:
    return " ".join((found["say"], *(hint["say"] for hint in found["hints"])))


def at(found: Json) -> str:
    return next(step["name"] for step in found["steps"] if step["is"] == "at")


async def test_another_domain_that_is_set_up_another_way_is_followed(stage: Stage) -> None:
    assert (at(await stage.guide()), (await stage.guide())["who"]) == ("The client is known", "adam")
    await stage.story.admin_adds_client()
    assert at(await stage.guide()) == "A campaign is known"
    await stage.adds(SECOND_ZONE, "ours")
    found = await stage.until(lambda one: one["host"] == OTHER)
    assert (at(found), found["who"]) == ("Twilio knows the domain", "otto")
    assert OTHER in says(found)
    assert "The client has the steps" not in {step["name"] for step in found["steps"]}, "nobody is forwarded to"
    domain = stage.world.add_to_console(OTHER)
    assert at(await stage.guide()) == "The bot has Twilio's details"
    await stage.story.acting.type(Person.OTTO, f"sid {OTHER} {domain.sid} {domain.verification}")
    found = await stage.until(lambda one: at(one) == "The records are right")
    assert "press “right TXT”, or “Have it written”" in says(found)
    assert found["who"] == "ana"
    for deed in ("txt", "cname"):
        commit(stage.world, deed, SECOND_ZONE, followed(stage.world))
    found = await stage.until(lambda one: at(one) == "SSL is asked for")
    assert f"/linkdomain ssl {OTHER}" in says(found)
    await stage.story.acting.type(Person.PETRA, f"ssl {OTHER}")
    found = await stage.until(lambda one: at(one) == "SSL is approved")
    assert found["who"] == "vera", "not whoever asked"


async def test_a_campaign_that_cannot_send_yet_is_no_campaign(stage: Stage) -> None:
    await stage.story.admin_adds_client()
    acting = stage.story.acting
    answer = await acting.type(Person.ADAM, "campaigns")
    form = await acting.opened(await acting.press(Person.ADAM, answer.messages[0], "Add campaign"))
    client = await acting.choose(Person.ADAM, form, "client", "acme")
    await acting.submit(Person.ADAM, form, {"client": client, "name": "Spring sale"})
    found = await stage.until(lambda one: "Messaging Service" in says(one))
    assert at(found) == "A campaign is known"


async def test_whoever_works_with_an_earlier_domain_is_followed_there(stage: Stage) -> None:
    await stage.story.admin_adds_client()
    await stage.story.manager_adds_domain()
    await stage.until(lambda one: one["host"] == HOST)
    await stage.adds(SECOND_ZONE, "ours")
    await stage.until(lambda one: one["host"] == OTHER)
    assert stage.world.registrar.at_hand == SECOND_ZONE
    notice(stage.world, {"do": "say", "text": f"/linkdomain status {HOST}"})
    assert (await stage.guide())["host"] == HOST
    assert stage.world.registrar.at_hand == "acme.test"
    card = await stage.story.acting.card_shows(OTHER, "Cancel domain")
    button = next(one for one in card.blocks[-1]["elements"] if one["action_id"] == "check_now")
    notice(stage.world, {"do": "click", "action": "check_now", "value": button["value"]})
    assert (await stage.guide())["host"] == OTHER


async def test_what_works_already_is_not_asked_for(stage: Stage) -> None:
    await stage.story.admin_adds_client()
    domain = await stage.world.set_up_by_hand(HOST)
    await stage.adds("acme.test", "ours", domain_sid=domain.sid)
    found = await stage.until(lambda one: one["host"] == HOST and one["name"] == "A campaign is known")
    passed = {step["name"] for step in found["steps"] if step["is"] in ("done", "skipped")}
    assert {"The bot has Twilio's details", "The records are right", "SSL is approved", "The domain is live"} <= passed
    assert "has no campaign yet" in found["say"]


async def test_a_busy_world_offers_what_waits_and_follows_whoever_chooses(stage: Stage) -> None:
    await stage.story.admin_adds_client()
    await stage.adds(SECOND_ZONE, "ours")
    await stage.story.acting.card_shows(OTHER)
    stage.scene.kind = BUSY
    found = await stage.guide()
    assert (found["host"], at(found)) == ("", "See what is stuck")
    notice(stage.world, {"do": "say", "text": "/linkdomain list stuck"})
    assert at(await stage.guide()) == "Let a day pass"
    notice(stage.world, {"do": "say", "text": f"/linkdomain status {OTHER}"})
    assert (await stage.guide())["host"] == OTHER
