"""The client's link: sent, opened, sent again, revoked, asked for anew."""

import aiohttp

from bot.sandbox.story import CONTACT, WITH_DOT, Story
from bot.sandbox.world import Person
from tests.stories.conftest import until


async def test_forward_waits_for_the_details_then_goes_by_itself_and_is_seen_opened(story: Story) -> None:
    await story.admin_adds_client()
    acting = story.acting
    form = await acting.opened(await acting.type(Person.ANA, "add"))
    client = await acting.choose(Person.ANA, form, "client", "acme")
    await acting.submit(Person.ANA, form, {"client": client, "host": "acme.test", "setup": "ours"})
    await acting.thread_says(story.host, WITH_DOT)
    told = await acting.told(await acting.type(Person.ANA, f"forward {story.host} {CONTACT}"))
    assert "goes by itself" in told
    assert "/setup/" in told
    assert story.world.mail.to(CONTACT) == []
    await acting.card_shows(story.host, "not sent yet")
    await story.operator_gives_details()
    assert len(story.world.mail.to(CONTACT)) == 1
    assert WITH_DOT in await story.visitor.open(story.link_in_mail())
    await acting.card_shows(story.host, ", opened")


async def test_a_revoked_link_opens_nothing_and_the_owner_hears_once_that_another_is_wanted(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    await story.operator_gives_details()
    address, acting = story.link_in_mail(), story.acting
    assert "opens nothing" in await acting.told(await acting.type(Person.ANA, f"forward {story.host} revoke"))
    answers = []
    async with aiohttp.ClientSession() as session:
        for url in (address, address[:-3] + "abc", address.rsplit("/", 1)[0] + "/never"):
            async with session.get(url) as answer:
                body = await answer.text()
                answers.append((answer.status, body[: body.index('name="mark"')]))
    assert answers[0][0] == 404
    assert answers[0] == answers[1] == answers[2]
    for _ in range(2):
        assert "Thank you" in await story.visitor.press_ask(address)
    await acting.thread_says(story.host, "asks for a new link")
    await acting.type(Person.ANA, f"forward {story.host}")
    await until(lambda: len(story.world.mail.to(CONTACT)) == 2, "another mail")
    assert story.link_in_mail() != address
    assert WITH_DOT in await story.visitor.open(story.link_in_mail())
    texts = [acting.read(reply) for reply in acting.thread(story.host)]
    assert sum("asks for a new link" in text for text in texts) == 1
