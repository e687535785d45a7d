"""A domain is taken out of use."""

from bot.sandbox.story import Story
from bot.sandbox.world import Person
from tests.stories.test_adoption import add_as_operator


async def test_a_domain_that_never_was_live_is_removed_at_once_and_may_be_added_again(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    form = await story.acting.opened(await story.acting.type(Person.ADAM, f"remove {story.host}"))
    await story.acting.submit(Person.ADAM, form, {})
    removed = await story.acting.card_shows(story.host, "Removed")
    await story.acting.thread_says(story.host, "is removed")
    await story.manager_fills_in_the_form()
    again = await story.acting.card_shows(story.host, "Check now")
    assert again.ts != removed.ts


async def test_a_live_domain_is_removed_in_the_order_that_leaves_nothing_to_take_over(story: Story) -> None:
    await story.admin_adds_client()
    domain = await story.world.set_up_by_hand(story.host)
    await add_as_operator(story, domain.sid)
    await story.acting.card_shows(story.host, "Live")
    form = await story.acting.opened(await story.acting.type(Person.ADAM, f"remove {story.host}"))
    await story.acting.submit(Person.ADAM, form, {})
    await story.acting.card_shows(story.host, "Being removed")
    await story.acting.thread_says(story.host, "is being removed", "deleted in")
    story.world.panel.remove("ls", "CNAME")
    task = await story.acting.thread_says(story.host, "is gone", domain.sid)
    await story.acting.press(Person.OTTO, task, "Deleted in the Console")
    await story.acting.card_shows(story.host, "Removed")
