"""Webhooks as an admin lives with them: made in App Home, tried, broken, sent again."""

import re

from bot.sandbox.slack.views import View
from bot.sandbox.story import Story
from bot.sandbox.world import Person
from tests.stories.conftest import until
from tests.stories.test_home import opened

PAGE = re.compile(r"<(http[^|>]+/webhooks/[^|>]+)\|")
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


async def shows(story: Story, view: View, words: str, button: str = "Refresh") -> None:
    """The view, refreshed until it shows the words."""

    def look() -> bool:
        return words in story.acting.read(view)

    for _ in range(100):
        if look():
            return
        await story.acting.press(Person.ADAM, view, button)
    raise TimeoutError(f"no {words!r} in {story.acting.read(view)}")


async def test_an_admin_makes_a_webhook_and_lives_through_an_outage_of_its_receiver(story: Story) -> None:
    acting, receiver = story.acting, story.world.receiver
    home = await opened(story, Person.ADAM, "For admins")
    listed = await acting.opened(await acting.press(Person.ADAM, home, "Webhooks"))
    assert "There are none yet." in acting.read(listed)
    form = await acting.opened(await acting.press(Person.ADAM, listed, "Add a webhook"))
    refused = await acting.slack.submit(Person.ADAM, form, {"address": "http://10.0.0.1/"})
    assert "begins with https://" in refused.errors["address"]
    await acting.submit(Person.ADAM, form, {"address": receiver.address})
    assert SECRET.search(acting.read(form)) is None
    page = PAGE.search(str(form.blocks))
    assert page is not None
    found = SECRET.search(await story.visitor.press_show(page[1]))
    assert found is not None
    receiver.secrets = [found[0]]
    await acting.slack.close_view(Person.ADAM, form)

    assert "nothing taken yet" in acting.read(listed)
    one = await acting.opened(await acting.press(Person.ADAM, listed, "Open"))
    await acting.press(Person.ADAM, one, "Send a test event")
    await until(lambda: len(receiver.taken) == 1, "the test")
    await shows(story, one, "✓ taken, answered 204")

    receiver.status = 503
    await story.admin_adds_client()
    await story.manager_adds_domain()
    await until(lambda: any(got.type == "domain.added" for got in receiver.received), "the first try")
    await shows(story, one, "not taken, answered 503")
    receiver.status = 204
    await acting.press(Person.ADAM, one, "Send now")
    await until(lambda: any(got.type == "domain.added" for got in receiver.taken), "the event")
    added = [got for got in receiver.received if got.type == "domain.added"]
    assert len({got.id for got in added}) == 1
    assert all(got.is_signed for got in receiver.received)
    assert added[-1].content["data"]["host"] == story.host  # type: ignore[index]
