"""What may change in a domain's life: its owner."""

from bot.sandbox.story import Story
from bot.sandbox.world import Person


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
