"""The main job, end to end, as people act it."""

from collections import Counter

from bot.sandbox.story import CONTACT, Story
from bot.sandbox.world import Person
from tests.stories.conftest import Mode, played_in


def assert_done_once(story: Story) -> None:
    """The domain is live, the campaign attached, and nothing was said or done twice."""
    world, acting = story.world, story.acting
    domain = world.spring_sale.domain
    assert domain is not None
    assert domain.host == story.host
    changes = Counter(
        (call.method, call.path) for call in world.twilio.calls if call.method == "POST" and call.status in (200, 201)
    )
    assert {
        path: count
        for (_, path), count in changes.items()
        if "RequestManagedCert" in path or "MessagingServices" in path
    }
    # The settings may be written again: the same again changes nothing.
    assert [path for (_, path), count in changes.items() if count > 1 and not path.endswith("/Config")] == []
    texts = [acting.read(reply) for reply in acting.thread(story.host)]
    for words in ("lsct.ashburn", "Your subdomain is configured", "SSL approved for", "is live"):
        assert sum(words in text for text in texts) <= 1, words
    assert len(texts) == 4, "\n".join(texts)
    roots = [message for message in world.slack.messages(acting.channel) if not message.is_reply]
    assert len(roots) == 1


async def test_the_whole_job_on_sqlite(mode: Mode, sqlite_url: str) -> None:
    async with played_in(mode, sqlite_url) as story:
        await story.play()
        assert_done_once(story)


async def test_the_whole_job_on_postgresql(postgres_url: str) -> None:
    async with played_in("socket", postgres_url) as story:
        await story.play()
        assert_done_once(story)


async def test_the_bot_restarted_between_every_two_steps_goes_on_where_it_was(mode: Mode, sqlite_url: str) -> None:
    async with played_in(mode, sqlite_url) as story:
        await story.play(between=story.bot.restart)
        assert_done_once(story)


async def test_every_payload_delivered_twice_has_one_effect(mode: Mode, sqlite_url: str) -> None:
    async with played_in(mode, sqlite_url) as story:
        story.world.slack.deliver_twice(10_000)
        await story.play()
        assert_done_once(story)


async def test_the_client_gets_one_mail_with_both_records(story: Story) -> None:
    await story.play()
    mails = story.world.mail.to(CONTACT)
    assert len(mails) == 1
    console = story.console
    assert console is not None
    for part in (mails[0].text, mails[0].html):
        assert part.count("/setup/") == 1
        assert console.verification not in part
    page = await story.visitor.open(story.link_in_mail())
    for record in ("lsct.ashburn.us1.twilio.com.", console.verification):
        assert record in page
    assert "Everything is done" in page


async def test_live_is_told_in_the_channel_and_to_the_owner(story: Story) -> None:
    await story.play()
    live = await story.acting.thread_says(story.host, "is live")
    assert live.is_broadcast
    assert f"<@{Person.ANA}>" in str(live.blocks)
    assert live.text


async def test_a_client_who_mistypes_the_record_is_told_what_is_wrong_with_it(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    story.world.panel.add("ls", "CNAME", "lsct.ashbum.us1.twilio.com.")
    await story.manager_presses_check_now()
    card = await story.acting.card_shows(story.host, "lsct.ashbum.us1.twilio.com")
    assert "lsct.ashburn.us1.twilio.com." in story.acting.read(card)
    story.world.panel.change("ls", "CNAME", "lsct.ashburn.us1.twilio.com.")
    await story.acting.thread_says(story.host, "Your subdomain is configured")
