"""A host that works already is adopted: nothing true is asked again."""

from bot.sandbox.story import Story
from bot.sandbox.world import CLIENT_ZONE, Person


async def add_as_operator(story: Story, sid: str) -> None:
    """Where operators are named, the details are theirs to give."""
    form = await story.acting.opened(await story.acting.type(Person.OTTO, "add"))
    client = await story.acting.choose(Person.OTTO, form, "client", "acme")
    values = {"client": client, "host": CLIENT_ZONE, "domain_sid": sid, "setup": "forward", "email": "it@acme.test"}
    await story.acting.submit(Person.OTTO, form, values)


async def test_a_host_already_live_at_twilio_is_live_at_once_with_one_post_and_no_mail(story: Story) -> None:
    await story.admin_adds_client()
    domain = await story.world.set_up_by_hand(story.host)
    await add_as_operator(story, domain.sid)
    card = await story.acting.card_shows(story.host, "Live")
    assert "Certificate" in story.acting.read(card)
    assert story.acting.thread(story.host) == []
    assert story.world.slack.calls["chat.postMessage"] == 1
    assert story.world.mail.mails == []
    assert not [call for call in story.world.twilio.calls if call.method == "POST"]


async def test_a_record_that_is_right_already_is_not_asked_for(story: Story) -> None:
    await story.admin_adds_client()
    story.world.panel.add("ls", "CNAME", "lsct.ashburn.us1.twilio.com.")
    await story.manager_fills_in_the_form()
    await story.acting.card_shows(story.host, "✓ DNS record")
    await story.acting.thread_says(story.host, "Console")
    texts = [story.acting.read(reply) for reply in story.acting.thread(story.host)]
    assert not any("CNAME record" in text or "configured" in text for text in texts)


async def test_a_sid_of_another_host_is_an_error_beside_its_field(story: Story) -> None:
    await story.admin_adds_client()
    other = await story.world.set_up_by_hand(f"go.{CLIENT_ZONE}")
    form = await story.acting.opened(await story.acting.type(Person.OTTO, "add"))
    client = await story.acting.choose(Person.OTTO, form, "client", "acme")
    answer = await story.world.slack.submit(
        Person.OTTO, form, {"client": client, "host": CLIENT_ZONE, "domain_sid": other.sid}
    )
    assert set(answer.errors) == {"domain_sid"}
    assert story.acting.card(story.host) is None
