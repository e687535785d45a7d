"""A live domain that a campaign sends through loses its record: who hears of it, and when it is over."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.bot import Bot
from bot.sandbox.slack.messages import Message
from bot.sandbox.story import CAMPAIGN, Silent, Story
from bot.sandbox.world import Person, World
from tests.stories.conftest import SPEED, until

ALERTS = "C0ALERTS"


class AlertedWorld(World):
    """With a channel for alarms, and somebody who is called."""

    def settings(self, mode: str = "socket") -> dict[str, str]:
        return {**super().settings("socket"), "ALERT_CHANNEL": ALERTS, "ALERT_MENTION": Person.VERA.value}


@pytest.fixture
async def alerted(tmp_path: Path) -> AsyncIterator[Story]:
    async with AlertedWorld(SPEED, database_url=f"sqlite:///{tmp_path / 'linkdomain.db'}") as world:
        world.slack.add_channel(ALERTS, "alerts", [*Person])
        bot = Bot(world, "socket")
        await bot.start()
        try:
            yield Story(world, bot, Silent())
        finally:
            await bot.stop()
        assert world.slack.problems == []


def alarms(story: Story) -> list[Message]:
    return [message for message in story.world.slack.messages(ALERTS) if not message.is_reply]


async def test_a_lost_record_is_an_alarm_at_once_and_its_end_is_told_there(alerted: Story) -> None:
    story, acting = alerted, alerted.acting
    await story.play()
    story.world.panel.remove("ls", "CNAME")
    degraded = await acting.thread_says(story.host, "is degraded")
    assert degraded.is_broadcast
    await until(lambda: bool(alarms(story)), "the alarm")
    (alarm,) = alarms(story)
    told = acting.read(alarm)
    assert all(part in told for part in (story.host, "is degraded", CAMPAIGN, "What to do", "@vera"))
    story.world.panel.add("ls", "CNAME", "lsct.ashburn.us1.twilio.com.")
    await acting.thread_says(story.host, "all right again")
    await until(lambda: "all right again" in acting.read(alarm), "the alarm to say that it is over")
    await until(lambda: bool(story.world.slack.messages(ALERTS, alarm.ts)[1:]), "the end in the alarm's thread")
    assert len(alarms(story)) == 1
