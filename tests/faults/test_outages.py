"""Slack, Twilio, DNS and mail fail; the bot stays up, says so, and catches up."""

import asyncio

from aiohttp import ClientSession

from bot.sandbox.dns.standin import PROVIDER_SERVERS
from bot.sandbox.story import CONTACT, WITH_DOT, Story
from bot.sandbox.world import Person
from tests.stories.conftest import until
from tests.stories.test_approval import certificate_requests, requested
from tests.stories.test_whole_job import assert_done_once


async def test_an_answer_of_slack_that_is_lost_makes_no_second_card(story: Story) -> None:
    await story.admin_adds_client()
    story.world.slack.break_next("chat.postMessage", "reset_after")
    await story.manager_adds_domain()
    roots = [message for message in story.world.slack.messages(story.acting.channel) if not message.is_reply]
    assert len(roots) == 1


async def test_slack_down_for_a_while_is_told_by_readyz_and_caught_up_with(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_fills_in_the_form()
    await story.world.slack.down()
    async with ClientSession() as session:

        async def slack_state() -> str:
            async with session.get(f"{story.bot.address}/readyz") as response:
                return str((await response.json())["slack"])

        async with asyncio.timeout(90):
            while await slack_state() != "fails":  # noqa: ASYNC110 it is to be asked for
                await asyncio.sleep(0.1)
        await story.world.slack.up()
        await story.acting.card_shows(story.host)
        await story.acting.thread_says(story.host, WITH_DOT)
        await until(lambda: story.world.slack.connections == 1, "the socket to be open again")
    assert len([m for m in story.world.slack.messages(story.acting.channel) if not m.is_reply]) == 1


async def test_a_certificate_call_whose_answer_is_lost_is_looked_up_not_repeated(story: Story) -> None:
    await requested(story)
    story.world.twilio.break_next("reset_after", path="RequestManagedCert")
    await story.approver_approves()
    await story.domain_goes_live()
    assert certificate_requests(story) == 1


async def test_twilio_being_down_at_approval_is_waited_out(story: Story) -> None:
    await requested(story)
    await story.world.twilio.down()
    await story.approver_approves()
    await asyncio.sleep(1.0)
    await story.world.twilio.up()
    await story.domain_goes_live()
    assert certificate_requests(story) == 1


async def test_a_sid_that_twilio_cannot_judge_in_time_is_taken_as_not_yet_proven(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    story.world.twilio.slow(8.0)
    await story.operator_gives_details()
    card = await story.acting.card_shows(story.host, "Twilio details")
    assert "✓ Twilio details" in story.acting.read(card)


async def test_name_servers_that_do_not_answer_are_no_news_about_a_live_domain(story: Story) -> None:
    await story.play()
    before = len(story.acting.thread(story.host))
    for name in PROVIDER_SERVERS:
        story.world.dns.server(name).fail("drop")
    card = story.acting.card(story.host)
    assert card is not None
    await story.acting.press(Person.ANA, card, "Check now")
    await asyncio.sleep(3.0)
    assert len(story.acting.thread(story.host)) == before
    assert "Degraded" not in story.acting.read(card)


async def test_a_mail_server_that_is_down_or_loses_its_last_word_sends_at_most_one_copy_more(story: Story) -> None:
    await story.admin_adds_client()
    await story.world.mail.down()
    await story.manager_adds_domain()
    story.world.mail.drop_after_data()
    details = asyncio.create_task(story.operator_gives_details())
    await asyncio.sleep(1.0)
    await story.world.mail.up()
    await details
    assert 1 <= len(story.world.mail.to(CONTACT)) <= 2
    assert len({mail.message_id for mail in story.world.mail.to(CONTACT)}) == 1


async def test_a_lost_record_degrades_a_live_domain_once_and_its_return_recovers_it(story: Story) -> None:
    await story.play()
    story.world.panel.remove("ls", "CNAME")
    told = await story.acting.thread_says(story.host, "is degraded")
    assert story.acting.read(told)
    story.world.panel.add("ls", "CNAME", WITH_DOT)
    await story.acting.card_shows(story.host, "Live")
    texts = [story.acting.read(reply) for reply in story.acting.thread(story.host)]
    assert sum("is degraded" in text for text in texts) == 1


async def test_socket_mode_reconnects_when_slack_asks_for_it(story: Story) -> None:
    await story.admin_adds_client()
    await story.world.slack.disconnect()
    await until(lambda: story.world.slack.connections == 1, "the connection to be renewed")
    await story.admin_adds_campaign()
    await story.manager_adds_domain()


async def test_the_whole_job_with_every_party_stumbling_now_and_then(story: Story) -> None:
    slack, twilio = story.world.slack, story.world.twilio
    slack.break_next("chat.postMessage", "500")
    slack.break_next("chat.update", "reset_after", 2)
    twilio.break_next("429:1", path="RequestManagedCert")
    twilio.break_next("500", path="MessagingServices", method="POST")
    await story.play()
    assert_done_once(story)
