"""What becomes of campaigns once the domain is there."""

from bot.sandbox.acting import Acting
from bot.sandbox.slack.views import View
from bot.sandbox.story import CAMPAIGN, CLIENT, Story
from bot.sandbox.twilio import OrganisationDomain
from bot.sandbox.world import TEST_PHONE, Person, World
from tests.stories.conftest import until


async def set_up_by_hand(story: Story) -> OrganisationDomain:
    """Ana adds a domain that works already."""
    console = await story.world.set_up_by_hand(story.host)
    acting = story.acting
    form = await acting.opened(await acting.type(Person.ANA, f"add {story.host}"))
    client = await acting.choose(Person.ANA, form, "client", CLIENT)
    values = {"client": client, "domain_sid": console.sid, "setup": "ours"}
    await acting.submit(Person.ANA, form, values)
    await acting.card_shows(story.host, "Live")
    return console


async def attached(story: Story) -> None:
    await story.admin_adds_client()
    await story.admin_adds_campaign()
    await set_up_by_hand(story)
    await story.manager_attaches_campaign()
    await story.acting.card_shows(story.host, f"Campaign {CAMPAIGN} · attached")


def option_of(form: View, label: str) -> str:
    """The value of the entry of that label."""
    elements = [block["element"] for block in form.blocks if block["type"] == "input"]
    options = [option for element in elements for option in element.get("options", [])]
    return next(str(option["value"]) for option in options if label in option["text"]["text"])


def deletions(world: World) -> int:
    return sum(call.method == "DELETE" and "MessagingServices" in call.path for call in world.twilio.calls)


async def test_a_campaign_is_detached_from_the_card(story: Story) -> None:
    await attached(story)
    acting: Acting = story.acting
    card = await acting.card_shows(story.host, "Detach campaigns")
    form = await acting.opened(await acting.press(Person.ANA, card, "Detach campaigns"))
    await acting.submit(Person.ANA, form, {"attached": [option_of(form, CAMPAIGN)]})
    await acting.card_shows(story.host, "detached")
    await until(lambda: story.world.spring_sale.domain is None, "Twilio to end the association")
    assert deletions(story.world) == 1
    assert all("etached" not in acting.read(reply) for reply in acting.thread(story.host))
    await story.manager_attaches_campaign()
    await acting.card_shows(story.host, f"Campaign {CAMPAIGN} · attached")


async def test_a_degraded_notice_offers_to_detach_for_now(story: Story) -> None:
    await attached(story)
    acting = story.acting
    story.world.panel.change("ls", "CNAME", "elsewhere.example.net.")
    notice = await acting.thread_says(story.host, "is degraded", CAMPAIGN)
    form = await acting.opened(await acting.press(Person.ANA, notice, "Detach for now"))
    await acting.submit(Person.ANA, form, {"attached": [option_of(form, CAMPAIGN)]})
    await until(lambda: story.world.spring_sale.domain is None, "Twilio to end the association")


async def test_a_service_is_moved_from_another_domain_of_ours(story: Story) -> None:
    """It was attached by hand to a domain that came here later."""
    await story.admin_adds_client()
    await story.admin_adds_campaign()
    story.world.spring_sale.domain = await set_up_by_hand(story)
    old, story.host = story.host, "go.acme.test"
    await set_up_by_hand(story)
    acting = story.acting
    form = await acting.opened(await acting.type(Person.ANA, f"attach {story.host}"))
    campaign = await acting.choose(Person.ANA, form, "campaigns", "spring")
    values: dict[str, object] = {"campaigns": [campaign], "fallback_url": "https://www.acme.test/"}
    refused = await acting.slack.submit(Person.ANA, form, values)
    assert f"serves {old} already" in refused.errors["campaigns"]
    await acting.submit(Person.ANA, form, {**values, "options": ["continue_on_failure", "use_https", "move"]})
    await acting.card_shows(story.host, f"Campaign {CAMPAIGN} · attached")
    await acting.card_shows(old, f"Campaign {CAMPAIGN} · detached")
    now_held = story.world.spring_sale.domain
    assert now_held is not None
    assert now_held.host == story.host


async def test_a_test_message_shows_the_short_link_that_came_out(story: Story) -> None:
    await attached(story)
    acting = story.acting
    form = await acting.opened(await acting.type(Person.ANA, f"test {story.host}"))
    values = {"attached": option_of(form, CAMPAIGN), "number": TEST_PHONE}
    await acting.submit(Person.ANA, form, values)
    told = await acting.thread_says(story.host, "Links are short")
    assert f"https://{story.host}/" in acting.read(told)
    assert f"<@{Person.ANA}>" in str(told.blocks)
    sends = [call for call in story.world.twilio.calls if call.method == "POST" and "Messages" in call.path]
    assert len(sends) == 1


async def test_a_campaign_without_a_service_gets_one(story: Story) -> None:
    await story.admin_adds_client()
    acting = story.acting
    answer = await acting.type(Person.ADAM, "campaigns")
    await acting.told(answer)
    form = await acting.opened(await acting.press(Person.ADAM, answer.messages[0], "Add campaign"))
    client = await acting.choose(Person.ADAM, form, "client", CLIENT)
    await acting.submit(Person.ADAM, form, {"client": client, "name": CAMPAIGN})
    answer = await acting.type(Person.ADAM, "campaigns")
    assert "no Messaging Service yet" in await acting.told(answer)
    form = await acting.opened(await acting.press(Person.ADAM, answer.messages[0], "Edit campaign"))
    campaign = await acting.choose(Person.ADAM, form, "campaign", CAMPAIGN)
    values = {"campaign": campaign, "service_sid": story.world.spring_sale.sid}
    await acting.submit(Person.ADAM, form, values)
    answer = await acting.type(Person.ADAM, "campaigns")
    assert story.world.spring_sale.sid[-2:] in await acting.told(answer)
