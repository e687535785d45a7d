"""App Home as people use it: everything from there, nothing typed."""

from bot.sandbox.slack.views import View
from bot.sandbox.story import Story
from bot.sandbox.world import Person


async def home_shows(story: Story, who: Person, *words: str) -> View:
    """App Home of this person, as soon as it shows all the words."""

    def look() -> View | None:
        home = story.world.slack.home(who)
        return home if home and all(word in story.acting.read(home) for word in words) else None

    return await story.acting.wait(look, f"the Home of {who} to show {words}")


async def opened(story: Story, who: Person, *words: str) -> View:
    await story.world.slack.open_home(who)
    return await home_shows(story, who, *words)


async def test_each_person_does_their_part_from_home_and_home_follows(story: Story) -> None:
    acting = story.acting
    await story.admin_adds_client()
    await story.admin_adds_campaign()
    await story.manager_adds_domain()
    home = await opened(story, Person.OTTO, "Waits for me: 1", story.host)
    console = story.console = story.world.add_to_console(story.host)
    form = await acting.opened(await acting.press(Person.OTTO, home, "Enter Twilio details"))
    values = {"domain_sid": console.sid, "verification": console.verification}
    await acting.submit(Person.OTTO, form, values)
    await home_shows(story, Person.OTTO, "Waits for me: 0")
    await story.client_gets_mail()

    await story.client_adds_it_wrongly()
    await story.client_corrects_it()
    await acting.card_shows(story.host, "Request SSL")
    home = await opened(story, Person.ANA, "Waits for me: 1", "Ready for the SSL request", "My domains: 1")
    await acting.press(Person.ANA, home, "Request SSL")
    await home_shows(story, Person.ANA, "Waits for me: 0", "Waiting for approval")

    home = await opened(story, Person.PETRA, "Waits for me: 1")
    await acting.press(Person.PETRA, home, "Approve")
    await home_shows(story, Person.PETRA, "Waits for me: 0")
    await story.domain_goes_live()

    home = await opened(story, Person.ANA, "1 live", "How long each step takes")
    found = (await story.world.slack.suggest(Person.ANA, home, "home_search", "acme"))[0]["value"]
    await story.world.slack.click(Person.ANA, home, "home_search", found)
    home = await home_shows(story, Person.ANA, "Show its history")
    form = await acting.opened(await acting.press(Person.ANA, home, "Attach campaigns"))
    campaign = await acting.choose(Person.ANA, form, "campaigns", "spring")
    await acting.submit(Person.ANA, form, {"campaigns": [campaign], "fallback_url": "https://www.acme.test/"})
    await home_shows(story, Person.ANA, "Campaign Spring sale")


async def test_admins_reach_the_registries_from_home(story: Story) -> None:
    await story.admin_adds_client()
    home = await opened(story, Person.ADAM, "For admins", "1 client")
    notice = await story.acting.opened(await story.acting.press(Person.ADAM, home, "Clients"))
    assert "Acme Corp" in story.acting.read(notice)
    assert "For admins" not in story.acting.read(await opened(story, Person.ANA, "Waits for me"))
