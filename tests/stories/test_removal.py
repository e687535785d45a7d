"""A domain is taken out of use."""

from bot.sandbox.slack.messages import Message
from bot.sandbox.story import Story
from bot.sandbox.world import Person
from tests.stories.test_adoption import add_as_operator


async def test_a_domain_that_was_added_by_mistake_is_cancelled_with_one_press_and_may_be_added_again(
    story: Story,
) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    await story.acting.thread_says(story.host, "Please add")
    card = await story.acting.card_shows(story.host, "Cancel domain")
    await story.acting.press(Person.ANA, card, "Cancel domain")
    removed = await story.acting.card_shows(story.host, "Removed")
    await story.acting.thread_says(story.host, "Not needed any more")
    await story.manager_fills_in_the_form()
    again = await story.acting.card_shows(story.host, "Check now")
    assert again.ts != removed.ts


async def test_a_live_domain_is_removed_in_the_order_that_leaves_nothing_to_take_over(story: Story) -> None:
    acting = story.acting
    await story.admin_adds_client()
    await story.admin_adds_campaign()
    domain = await story.world.set_up_by_hand(story.host)
    await add_as_operator(story, domain.sid)
    await acting.card_shows(story.host, "Live")
    form = await acting.opened(await acting.type(Person.OTTO, f"attach {story.host}"))
    campaign = await acting.choose(Person.OTTO, form, "campaigns", "spring")
    await acting.submit(Person.OTTO, form, {"campaigns": [campaign], "fallback_url": "https://www.acme.test/"})
    await acting.card_shows(story.host, "✓ Campaign")

    form = await acting.opened(await acting.type(Person.ADAM, f"remove {story.host}"))
    await acting.submit(Person.ADAM, form, {"remove_when": "later", "detach_when": "later"})
    await acting.thread_says(story.host, "going to be removed", "send through it until then")
    card = await acting.card_shows(story.host, "Live", "the removal begins")
    await acting.press(Person.ADAM, card, "Call the removal off")
    await acting.thread_says(story.host, "is called off")

    form = await acting.opened(await acting.type(Person.ADAM, "remove client acme"))
    await acting.submit(Person.ADAM, form, {"remove_when": "later", "detach_when": "now"})
    card = await acting.card_shows(story.host, "the removal begins", "detached: its links do not use this domain")
    progress = await message_says(story, "being removed, 0 of 1 domain done", "Live until")
    form = await acting.opened(await acting.press(Person.ADAM, card, "Remove now"))
    await acting.submit(Person.ADAM, form, {})
    await acting.card_shows(story.host, "Being removed")
    story.world.panel.remove("ls", "CNAME")
    progress = await message_says(story, "The record is gone", domain.sid)
    await acting.press(Person.OTTO, progress, "Deleted in the Console")
    await acting.card_shows(story.host, "Removed")
    await message_says(story, "Acme Corp", "no longer offered")
    assert [acting.read(reply) for reply in acting.thread(story.host) if "gone" in acting.read(reply)] == []


async def message_says(story: Story, *words: str) -> Message:
    """The message in the channel with all the words that is no reply."""
    acting = story.acting

    def look() -> Message | None:
        roots = [one for one in story.world.slack.messages(acting.channel) if not one.is_reply]
        return next((one for one in reversed(roots) if all(word in acting.read(one) for word in words)), None)

    return await acting.wait(look, f"a message with {words}")
