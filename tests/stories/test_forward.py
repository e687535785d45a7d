"""The client's link: sent, opened, sent again, revoked, asked for anew."""

from pathlib import Path

import aiohttp

from bot.sandbox.story import CONTACT, WITH_DOT, Story
from bot.sandbox.world import CLIENT_ZONE, HOUSE_ZONE, Person, Place
from tests.cli.support import run
from tests.stories.conftest import until


async def test_forward_waits_for_the_details_then_goes_by_itself_and_is_seen_opened(
    story: Story, tmp_path: Path
) -> None:
    old = f"old@{CLIENT_ZONE}"
    story.world.mail.refuse(old)
    await story.admin_adds_client()
    acting = story.acting
    form = await acting.opened(await acting.type(Person.ANA, "add"))
    client = await acting.choose(Person.ANA, form, "client", "acme")
    await acting.submit(Person.ANA, form, {"client": client, "host": "acme.test", "setup": "ours"})
    await acting.thread_says(story.host, WITH_DOT)
    card = await acting.card_shows(story.host, "Have it written", "Forward")
    form = await acting.opened(await acting.press(Person.ANA, card, "Forward"))
    assert "Twilio's details are not here yet" in acting.read(form)
    answer = await acting.submit(Person.ANA, form, {"email": f"Acme IT <{CONTACT}>\n{old}", "sending": "wait"})
    told = acting.read(await acting.opened(answer))
    assert "goes by itself" in told
    assert "/setup/" in told
    assert story.world.mail.to(CONTACT) == []
    await acting.card_shows(story.host, "not sent yet")
    await story.operator_gives_details()
    (mail,) = story.world.mail.to(CONTACT)
    assert str(mail.message["From"]) == "Ana at Sandbox Messaging <links@sandbox.test>"
    assert str(mail.message["Reply-To"]) == f"ana@{HOUSE_ZONE}"
    await acting.thread_says(story.host, "did not go out", "One of the 2 addresses")
    card = await acting.card_shows(story.host, f"{old} takes no e-mail", "not opened yet")
    assert WITH_DOT in await story.visitor.fetch(story.link_in_mail())
    answers = [await acting.press(Person.ANA, card, "Remind client") for _ in range(2)]
    assert all(["No reminder was sent" in await acting.told(one) for one in answers])
    assert "not opened yet" in acting.read(await acting.card_shows(story.host))
    assert WITH_DOT in await story.visitor.open(story.link_in_mail())
    await acting.card_shows(story.host, ", opened")
    assert len(story.world.mail.to(CONTACT)) == 1
    ran = await run("forget", old, settings=story.world.settings(), folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    shown = story.world.slack.messages
    await until(lambda: not any(old in acting.read(one) for one in shown(Place.CLIENT_DOMAINS)), "nothing to show it")
    told = await acting.type(Person.ANA, f"status {story.host}")
    await acting.told(told, "a contact was forgotten for good")


async def test_a_mail_that_comes_back_is_told_once_and_another_address_helps(story: Story) -> None:
    mail, acting, better = story.world.mail, story.acting, f"new@{CLIENT_ZONE}"
    mail.take_and_return(CONTACT)
    await story.admin_adds_client()
    await story.manager_adds_domain()
    await story.operator_fills_in_the_form()
    await acting.thread_says(story.host, "came back", "the card names it", "[Forward again]")
    card = await acting.card_shows(story.host, f"{CONTACT} takes no e-mail", "no e-mail reaches the client")
    assert "Remind client" not in acting.read(card)
    await until(lambda: story.world.mailbox.unread == [], "the report is marked as read")
    form = await acting.opened(await acting.press(Person.ANA, card, "Forward again"))
    await acting.submit(Person.ANA, form, {"email": better})
    await until(lambda: len(mail.to(better)) == 1, "the mail to another address")
    shown = acting.read(await acting.card_shows(story.host, "Remind client", "the client adds the DNS records"))
    assert CONTACT not in shown
    texts = [acting.read(reply) for reply in acting.thread(story.host)]
    assert sum("came back" in text for text in texts) == 1
    told = await acting.type(Person.ANA, f"status {story.host}")
    await acting.told(told, "the e-mail bounced")


async def test_a_revoked_link_opens_nothing_and_the_owner_hears_once_that_another_is_wanted(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    await story.operator_gives_details()
    address, acting = story.link_in_mail(), story.acting
    card = await acting.card_shows(story.host, "Revoke link")
    form = await acting.opened(await acting.press(Person.ANA, card, "Revoke link"))
    answer = await acting.submit(Person.ANA, form, {})
    assert "opens nothing" in acting.read(await acting.opened(answer))
    await acting.card_shows(story.host, "revoked", "forwards the steps again")
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
    asked = await acting.thread_says(story.host, "asks for a new link")
    form = await acting.opened(await acting.press(Person.ANA, asked, "Forward again"))
    await acting.submit(Person.ANA, form, {})
    await until(lambda: len(story.world.mail.to(CONTACT)) == 2, "another mail")
    assert story.link_in_mail() != address
    assert WITH_DOT in await story.visitor.open(story.link_in_mail())
    texts = [acting.read(reply) for reply in acting.thread(story.host)]
    assert sum("asks for a new link" in text for text in texts) == 1
