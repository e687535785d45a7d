"""Time that passes quicker: what is due on the way happens, in order, and no alarm that a real day would not bring."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.clock import WorldClock
from bot.sandbox.page.mistakes import commit
from bot.sandbox.scene import Sandbox
from bot.sandbox.story import HOST, Silent, Story
from bot.sandbox.timekeeper import Hand
from bot.sandbox.world import CLIENT_ZONE, Person

DAY = timedelta(days=1)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(20.0, net="127.0.12")
    await sandbox.begin()
    try:
        yield sandbox
    finally:
        await sandbox.end()


async def approved(sandbox: Sandbox) -> Story:
    """The moment after the approver has pressed."""
    assert sandbox.scene.bot
    story = Story(sandbox.world, sandbox.scene.bot, Silent())
    await story.admin_adds_client()
    await story.manager_adds_domain()
    await story.operator_gives_details()
    for deed in ("cname", "txt"):
        commit(sandbox.world, deed, CLIENT_ZONE)
    (domain,) = sandbox.world.twilio.console.domains(sandbox.world.organisation)
    await sandbox.world.twilio.console.verify(domain.sid)
    await story.acting.press(Person.ANA, await story.acting.card_shows(HOST, "Check now"), "Check now")
    await story.acting.press(Person.ANA, await story.acting.card_shows(HOST, "Request SSL"), "Request SSL")
    await story.acting.press(Person.PETRA, await story.acting.thread_says(HOST, "Approve"), "Approve")
    return story


def told(story: Story) -> list[str]:
    return [story.acting.read(reply) for reply in story.acting.thread(HOST)]


async def test_a_day_after_the_approval_the_certificate_came_in_its_time_and_nothing_was_overdue(
    sandbox: Sandbox,
) -> None:
    story, world = await approved(sandbox), sandbox.world
    before = world.clock()
    await sandbox.scene.keeper.leap(DAY)
    assert DAY <= world.clock() - before < DAY + timedelta(minutes=5)
    live = [reply for reply in story.acting.thread(HOST) if "is live" in story.acting.read(reply)]
    assert len(live) == 1
    assert float(live[0].ts) < before.timestamp() + 6 * 3600
    assert not [text for text in told(story) if "no certificate" in text.lower() or "Ask again" in text]
    assert "Live" in story.acting.read(story.acting.card(HOST) or pytest.fail("no card"))
    assert world.slack.problems == []


async def test_where_twilio_issues_nothing_all_day_that_is_told_once_and_no_button_is_left_when_it_came(
    sandbox: Sandbox,
) -> None:
    story, world = await approved(sandbox), sandbox.world
    world.twilio.issuer.is_stuck = True
    await sandbox.scene.keeper.leap(timedelta(hours=1))
    late = [reply for reply in story.acting.thread(HOST) if "Ask again" in story.acting.read(reply)]
    assert len(late) == 1
    world.twilio.issuer.is_stuck = False
    await sandbox.scene.keeper.leap(timedelta(hours=1))
    assert [text for text in told(story) if "It has come since" in text]
    assert not [text for text in told(story) if "Ask again" in text]
    assert [text for text in told(story) if "is live" in text]


async def test_time_that_runs_waits_for_twilio(sandbox: Sandbox) -> None:
    keeper, clock = sandbox.scene.keeper, sandbox.world.clock
    keeper.set(Hand.FAST)
    for _ in range(600):
        if clock.rate == 60:
            break
        await asyncio.sleep(0.05)
    assert clock.rate == 60
    sandbox.world.twilio.issuer.at_work += 1
    keeper.look()
    assert clock.rate == 1


def test_fast_time_stands_still_while_nobody_looks_after_it() -> None:
    real = [0.0]
    clock = WorldClock(datetime(2026, 11, 2, tzinfo=UTC), lambda: real[0])
    began = clock()
    clock.run(60.0, 0.5)
    real[0] = 0.25
    assert clock() - began == timedelta(seconds=15)
    real[0] = 100.0
    assert clock() - began == timedelta(seconds=30)
    clock.run(60.0, 0.5)
    real[0] = 100.25
    assert clock() - began == timedelta(seconds=45)
    clock.run(1.0)
    real[0] = 110.25
    assert clock() - began == timedelta(seconds=55)


async def test_it_is_known_when_the_first_of_those_who_sleep_wakes() -> None:
    clock = WorldClock(datetime(2026, 11, 2, tzinfo=UTC), lambda: 0.0)
    assert clock.next_waking() is None
    sleeping = [asyncio.create_task(clock.sleep(seconds)) for seconds in (60.0, 30.0)]
    await asyncio.sleep(0)
    assert clock.next_waking() == clock() + timedelta(seconds=30)
    clock.leap(timedelta(seconds=40))
    await asyncio.wait(sleeping[1:], timeout=10)
    assert clock.next_waking() == clock() + timedelta(seconds=20)
    clock.leap(timedelta(seconds=20))
    await asyncio.wait(sleeping, timeout=10)
    assert clock.next_waking() is None
