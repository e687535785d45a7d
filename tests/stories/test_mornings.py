"""The next work day begins: one message to each for whom something waits, and none to the others."""

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.hours import morning, read_hours
from bot.sandbox.bot import Bot
from bot.sandbox.slack.messages import Message
from bot.sandbox.story import HOST, Silent, Story
from bot.sandbox.world import Person, World
from tests.stories.conftest import SPEED, until

NEW_YORK = ZoneInfo("America/New_York")  # where everybody of the stand-in is
USUAL = read_hours("mon-fri 09:00-17:00")


class Clock:
    """Real time, and ahead of it by what a test says."""

    ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def go_to_the_next_morning(self) -> None:
        """Half an hour after work begins on a day that has not begun yet."""
        now = self()
        hours = itertools.count(1)
        tomorrow = now.astimezone(NEW_YORK).date() + timedelta(days=1)
        later = (now + timedelta(minutes=30 * number) for number in hours)
        began = next(at for one in later if (at := morning(USUAL, one, NEW_YORK)) and one.date() >= tomorrow)
        self.ahead += began + timedelta(minutes=30) - now


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[tuple[Story, Clock]]:
    clock = Clock()
    async with World(SPEED, database_url=f"sqlite:///{tmp_path / 'linkdomain.db'}") as world:
        bot = Bot(world, "socket", clock)
        await bot.start()
        try:
            yield Story(world, bot, Silent()), clock
        finally:
            await bot.stop()
        assert world.slack.problems == []


def greetings(story: Story, who: Person) -> list[Message]:
    sent = story.world.slack.messages(story.world.slack.dm(who))
    return [message for message in sent if "Good morning" in message.content.text]


async def test_a_domain_that_waits_is_in_the_morning_message_of_who_must_act_once(told: tuple[Story, Clock]) -> None:
    story, clock = told
    await story.admin_adds_client()
    await story.manager_adds_domain()
    assert greetings(story, Person.OTTO) == []
    clock.go_to_the_next_morning()
    await until(lambda: bool(greetings(story, Person.OTTO)), "Otto's message")
    (greeting,) = greetings(story, Person.OTTO)
    assert "1 waits for you" in greeting.content.text
    assert HOST in story.acting.read(greeting)
    answer = await story.acting.press(Person.OTTO, greeting, "Show")
    assert HOST in await story.acting.told(answer)
    asked = story.world.slack.calls["users.info"]
    await story.bot.restart()
    clock.ahead += timedelta(minutes=20)
    await until(lambda: story.world.slack.calls["users.info"] > asked, "a round after the restart")
    await story.acting.type(Person.ANA, "list")
    assert len(greetings(story, Person.OTTO)) == 1
    assert greetings(story, Person.PETRA) == []
