"""What may change in a domain's life: its owner."""

from bot.sandbox.acting import Acting
from bot.sandbox.story import CONTACT, Story
from bot.sandbox.world import CLIENT_ZONE, Person


async def test_a_domain_is_handed_over_and_its_notices_follow(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    answer = await story.acting.type(Person.ANA, f"handover {story.host} @petra")
    form = await story.acting.opened(answer)
    await story.acting.submit(Person.ANA, form, {"owner": Person.PETRA})
    told = await story.acting.thread_says(story.host, "is yours now")
    assert f"<@{Person.PETRA}>" in str(told.blocks)
    await story.acting.card_shows(story.host, "@petra")
    answer = await story.acting.type(Person.PETRA, f"handover all <@{Person.ADAM}|adam>")
    assert "@adam" in await story.acting.told(answer)
    await story.acting.card_shows(story.host, "@adam")


async def test_a_guest_cannot_be_given_a_domain(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    answer = await story.acting.type(Person.ANA, f"handover {story.host} <@{Person.GUS}|gus>")
    assert "Only full members" in await story.acting.told(answer)


async def test_a_card_that_somebody_deleted_comes_back_by_itself_with_what_is_to_be_done(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    first = await story.acting.card_shows(story.host, "Check now")
    story.world.slack.delete_message(first)
    story.world.panel.add("ls", "CNAME", "wrong.example.net.")
    await story.acting.type(Person.ANA, f"check {story.host}")
    again = await story.acting.card_shows(story.host, "wrong.example.net")
    assert again.ts != first.ts
    await story.acting.thread_says(story.host, "lsct.ashburn.us1.twilio.com.")
    await story.operator_gives_details()


async def test_the_card_is_posted_where_somebody_wants_it_and_the_old_one_says_so(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    first = await story.acting.card_shows(story.host, "Check now")
    story.world.slack.add_channel("C0LINKS001", "links", list(Person)[:5])
    elsewhere = Acting(story.world.slack, "C0LINKS001")
    answer = await elsewhere.type(Person.ANA, f"status {story.host}")
    await elsewhere.told(answer, "Post the card here")
    await elsewhere.press(Person.ANA, answer.messages[0], "Post the card here")
    await elsewhere.card_shows(story.host, "Check now")
    await elsewhere.thread_says(story.host, "lsct.ashburn.us1.twilio.com.")
    await story.acting.wait(lambda: "is in #links now" in story.acting.read(first), "the old card to say so")
    assert "[Check now]" not in story.acting.read(first)
    await elsewhere.press(Person.ANA, await elsewhere.card_shows(story.host, "Check now"), "Check now")


async def test_a_name_is_changed_before_the_operator_has_added_it(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    card = await story.acting.card_shows(story.host, "Edit")
    form = await story.acting.opened(await story.acting.press(Person.ANA, card, "Edit"))
    await story.acting.submit(Person.ANA, form, {"host": f"go.{CLIENT_ZONE}", "email": f"dns@{CLIENT_ZONE}"})
    story.host = f"go.{CLIENT_ZONE}"
    await story.acting.thread_says(story.host, "is not watched any more")
    await story.acting.thread_says(story.host, "the name is", "The steps for it are below")
    await story.acting.thread_says(story.host, "Console", story.host, "CNAME", "lsct.ashburn.us1.twilio.com.")
    console = story.world.add_to_console(story.host)
    await story.acting.type(Person.OTTO, f"sid {story.host} {console.sid} {console.verification}")
    await story.acting.wait(lambda: story.world.mail.to(f"dns@{CLIENT_ZONE}"), "a mail to the new contact")
    assert story.world.mail.to(CONTACT) == []
