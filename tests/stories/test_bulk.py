"""Many domains at once, in a channel that is not flooded by them."""

from collections.abc import Mapping

from bot.sandbox.dns import TARGET
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.views import View
from bot.sandbox.story import Story
from bot.sandbox.world import CLIENT_ZONE, Person


def roots(story: Story) -> list[Message]:
    """What stands in the channel itself."""
    messages = story.world.slack.messages(story.acting.channel)
    return [message for message in messages if not message.is_reply or message.is_broadcast]


async def digest_says(story: Story, words: str) -> Message:
    def look() -> Message | None:
        return next((one for one in roots(story) if words in story.acting.read(one)), None)

    return await story.acting.wait(look, f"a digest that says {words!r}")


async def pasted(story: Story, rows: str) -> tuple[View, Mapping[str, str]]:
    form = await story.acting.opened(await story.acting.type(Person.OTTO, "add many"))
    answer = await story.world.slack.submit(Person.OTTO, form, {"rows": rows})
    return form, answer.errors


async def test_many_domains_are_one_message_beside_their_cards(story: Story) -> None:
    await story.admin_adds_client()
    hosts = [f"n{number}.{CLIENT_ZONE}" for number in range(6)]
    sids = [(await story.world.set_up_by_hand(host)).sid for host in hosts[:2]]
    lines = [f"{host}, acme corp, {sid}" for host, sid in zip(hosts, sids, strict=False)]
    _, errors = await pasted(story, "\n".join(lines + [f"{host}, Acme Corp" for host in hosts[2:]]))
    assert errors == {}
    message = await digest_says(story, "6 domains: 2 live, 4 waiting for Twilio details")
    for host in hosts:
        await story.acting.card_shows(host)
    cards = [one for one in roots(story) if one.ts != message.ts]
    assert len(cards) == 6
    assert sum("6 domains" in story.acting.read(one) for one in roots(story)) == 1
    for host in hosts[:2]:
        await story.acting.card_shows(host, "Live")
        assert story.acting.thread(host) == []
    assert story.world.mail.mails == []


async def test_a_wrong_line_of_a_file_is_named_and_the_good_ones_are_added_at_one_press(story: Story) -> None:
    await story.admin_adds_client()
    text = f"\ufeffclient;host\r\nAcme Corp;n1.{CLIENT_ZONE}\r\nNobody;n2.{CLIENT_ZONE}\r\nAcme Corp;10.0.0.1\r\n"
    form = await story.acting.opened(await story.acting.type(Person.ANA, "add many"))
    file = story.world.slack.upload(Person.ANA, "domains.csv", text)
    await story.world.slack.submit(Person.ANA, form, {"file": [file]})
    told = story.acting.read(form)
    assert "Nothing was added yet: 2 lines are wrong" in told
    assert "Line 3: there is no client “Nobody”" in told
    assert "Line 4: 10.0.0.1" in told
    assert roots(story) == []
    await story.acting.press(Person.ANA, form, "Add the good line")
    await story.acting.card_shows(f"n1.{CLIENT_ZONE}")
    left = await story.acting.wait(
        lambda: form if "Added 1 domain" in story.acting.read(form) else None, "the lines that are left"
    )
    lines = next(one for one in left.blocks if one.get("block_id") == "rows_left")["element"]["initial_value"]
    assert lines == f"client;host\nNobody;n2.{CLIENT_ZONE}\nAcme Corp;10.0.0.1"
    await story.acting.submit(Person.ANA, form, {"rows_left": f"client;host\nAcme Corp;n2.{CLIENT_ZONE}"})
    await story.acting.card_shows(f"n2.{CLIENT_ZONE}")


async def test_certificates_of_many_are_approved_in_one_message_but_for_the_one_taken_out(story: Story) -> None:
    await story.admin_adds_client()
    world, acting = story.world, story.acting
    hosts, lines = [f"n{number}.{CLIENT_ZONE}" for number in range(3)], []
    for host in hosts:
        console = world.add_to_console(host)
        world.dns.zone(CLIENT_ZONE).put(f"{host}.", "CNAME", TARGET, 600)
        world.dns.zone(CLIENT_ZONE).put(f"_twilio.{host}.", "TXT", f'"{console.verification}"', 3600)
        lines.append(f"{host}, Acme Corp, {console.sid}, {console.verification}")
    await pasted(story, "\n".join(lines))
    digest = await digest_says(story, "Request SSL for 3 ready")
    await acting.press(Person.OTTO, digest, "Request SSL for 3 ready")

    def asked() -> Message | None:
        replies = world.slack.messages(acting.channel, digest.ts)[1:]
        return next((one for one in replies if "Approve ticked of 3" in acting.read(one)), None)

    request = await acting.wait(asked, "one message that asks for all")
    assert "Twilio's own look" in acting.read(request)
    assert all(host in acting.read(request) for host in hosts)
    boxes = next(element for block in request.blocks if block["type"] == "actions" for element in block["elements"])
    kept = [option["value"] for option in boxes["options"] if option["text"]["text"] != hosts[1]]
    await world.slack.click(Person.PETRA, request, boxes["action_id"], kept)
    said = await acting.told(await acting.press(Person.PETRA, request, "Approve ticked of 3"), "Approved 2 domains")
    assert hosts[1] in said
    for host in (hosts[0], hosts[2]):
        await acting.card_shows(host, "Live")
    single = await acting.thread_says(hosts[1], "[Approve]")
    await acting.press(Person.PETRA, single, "Approve")
    await digest_says(story, "3 domains: all live")
    await acting.wait(lambda: "Approve ticked" not in acting.read(request) or None, "the message to show the decision")
    assert "Approved 2 by" in acting.read(request).replace("*", "")
    assert len(roots(story)) == 1 + len(hosts)
