"""Clients with Twilio accounts of their own: credentials by a page that works once."""

import re

from bot.sandbox.slack.views import View
from bot.sandbox.story import CLIENT, Story
from bot.sandbox.world import Person
from tests.stories.conftest import until

LINK = re.compile(r"<(http[^|>]+/credentials/[^|>]+)\|")


async def client_form(story: Story, name: str = CLIENT) -> View:
    """What Adam sees of the client."""
    acting = story.acting
    answer = await acting.type(Person.ADAM, f"clients {name}")
    await acting.told(answer, name)
    return await acting.opened(await acting.press(Person.ADAM, answer.messages[0], "Edit"))


async def page_of(story: Story, form: View) -> str:
    """The address of the page for credentials."""
    shown = await story.acting.opened(await story.acting.press(Person.ADAM, form, "Set Twilio account"))
    found = LINK.search(str(shown.blocks))
    assert found is not None
    return found[1]


def direct_messages(story: Story, person: Person) -> list[str]:
    return [story.acting.read(message) for message in story.world.slack.messages(story.world.slack.dm(person))]


async def test_a_client_gets_its_own_account_and_everything_is_read_there(story: Story) -> None:
    await story.admin_adds_client()
    world, acting, visitor = story.world, story.acting, story.visitor
    own = world.sub_account
    key = world.twilio.add_key(own)
    address = await page_of(story, await client_form(story))
    wrong = await visitor.type_credentials(address, own.sid, key.sid, "wrong")
    assert "the SID or the secret is wrong" in wrong
    other = await visitor.type_credentials(address, world.account.sid, key.sid, key.secret)
    assert "belongs to another account" in other
    done = await visitor.type_credentials(address, own.sid, key.sid, key.secret)
    assert "stored encrypted" in done
    assert key.secret not in wrong + other + done
    await until(lambda: any(own.sid[-2:] in text for text in direct_messages(story, Person.ADAM)), "Adam to be told")
    assert f"AC{own.sid[2:4]}" in acting.read(await client_form(story))
    form = await acting.opened(
        await acting.press(Person.ADAM, (await acting.type(Person.ADAM, "campaigns")).messages[0], "Add campaign")
    )
    client = await acting.choose(Person.ADAM, form, "client", CLIENT)
    values = {"client": client, "name": "News", "service_sid": world.spring_sale.sid}
    refused = await acting.slack.submit(Person.ADAM, form, values)
    assert "no such Messaging Service" in refused.errors["service_sid"]
    await acting.submit(Person.ADAM, form, {**values, "service_sid": world.sub_service.sid})
    assert world.twilio.calls[-1].user == key.sid


async def test_what_twilio_has_is_imported_and_a_missing_service_chosen(story: Story) -> None:
    """The default account is set with an API key, which may not read subaccounts; a client's Auth Token may."""
    await story.admin_adds_client()
    world, acting = story.world, story.acting
    answer = await acting.type(Person.ADAM, "clients")
    await acting.told(answer, CLIENT)
    form = await acting.opened(await acting.press(Person.ADAM, answer.messages[0], "Import from Twilio"))
    await acting.wait(lambda: "not to an API key" in acting.read(form), "the reason")
    address = await page_of(story, await client_form(story))
    assert "Done" in await story.visitor.type_credentials(address, world.account.sid, "", world.account.token)
    form = await acting.opened(await acting.press(Person.ADAM, await client_form(story), "Import subaccounts"))
    await acting.wait(lambda: "1 subaccount" in acting.read(form), "the subaccount")
    await acting.submit(Person.ADAM, form, {"imported": [world.sub_account.sid]})
    assert "Globex" in await acting.told(await acting.type(Person.ADAM, "clients glob"), "Globex")

    answer = await acting.type(Person.ADAM, "campaigns")
    await acting.told(answer)
    form = await acting.opened(await acting.press(Person.ADAM, answer.messages[0], "Import from Twilio"))
    client = await acting.choose(Person.ADAM, form, "import_of", CLIENT)
    await acting.slack.click(Person.ADAM, form, "import_of", client)
    await acting.wait(lambda: "3 Messaging Services" in acting.read(form), "the services")
    await acting.submit(Person.ADAM, form, {"imported": [world.empty_service.sid, world.toll_free_only.sid]})
    told = await acting.told(await acting.type(Person.ADAM, "campaigns"), "Toll-free only")
    assert "Empty" in told

    form = await acting.opened(
        await acting.press(Person.ADAM, (await acting.type(Person.ADAM, "campaigns")).messages[0], "Add campaign")
    )
    client = await acting.choose(Person.ADAM, form, "client", CLIENT)
    await acting.submit(Person.ADAM, form, {"client": client, "name": "Summer"})
    await story.manager_fills_in_the_form()
    await acting.card_shows(story.host)
    attach = await acting.opened(await acting.type(Person.ADAM, f"attach {story.host}"))
    form = await acting.opened(await acting.press(Person.ADAM, attach, "Choose a service"))
    await acting.wait(lambda: "Summer" in acting.read(form), "the services")
    await acting.submit(Person.ADAM, form, {"service_sid": world.spring_sale.sid})
    await acting.wait(lambda: "Choose a service" not in acting.read(attach), "the form behind to follow")
    campaign = await acting.choose(Person.ADAM, attach, "campaigns", "summer")
    values = {"campaigns": [campaign], "fallback_url": "https://www.acme.test/"}
    await acting.submit(Person.ADAM, attach, values)
    await acting.card_shows(story.host, "Summer")


async def test_a_missing_client_is_asked_for_and_the_form_comes_back(story: Story) -> None:
    acting, slack = story.acting, story.world.slack
    form = await acting.opened(await acting.type(Person.ANA, "add acme.test"))
    ask = await acting.opened(await acting.press(Person.ANA, form, "Ask an admin"))
    await acting.submit(Person.ANA, ask, {"name": CLIENT})
    wish = await acting.wait(lambda: next(iter(slack.messages(slack.dm(Person.ADAM))), None), "Adam to be asked")
    assert f"<@{Person.ANA}>" in str(wish.blocks)
    add = await acting.opened(await acting.press(Person.ADAM, wish, "Add client"))
    await acting.submit(Person.ADAM, add, {})
    told = await acting.wait(lambda: next(iter(slack.messages(slack.dm(Person.ANA))), None), "Ana to be told")
    (over,) = slack.messages(slack.dm(Person.ADAM))
    await acting.wait(lambda: "Add client" not in str(over.blocks) or None, "Adam's message to say that it is done")
    assert f"added by <@{Person.ADAM}>" in str(over.blocks)
    again = await acting.press(Person.ADAM, wish, "Add client", stale=True)
    assert "added already" in await acting.told(again)
    form = await acting.opened(await acting.press(Person.ANA, told, "Continue"))
    assert "acme.test" in str(form.blocks)
    await acting.submit(Person.ANA, form, {"setup": "ours"})
    await acting.card_shows(story.host, CLIENT)
