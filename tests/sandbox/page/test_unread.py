"""Who was called and has not looked, and mails as their reader sees them: over HTTP, without the bot."""

from collections.abc import AsyncIterator
from email.message import EmailMessage

import pytest
from aiohttp import ClientSession

from bot.sandbox.mail import ReceivedMail
from bot.sandbox.page.unread import see, unseen
from bot.sandbox.scene import Sandbox
from bot.sandbox.terminal import Terminal
from bot.sandbox.world import Person, Place, World

_PEOPLE = tuple(person for person in Person if person is not Person.STELLA)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World(speed=200.0, net="127.0.13") as running:
        yield running


def counts(world: World) -> dict[str, int]:
    return {person.name: len(calls) for person, calls in unseen(world, _PEOPLE).items() if calls}


async def test_whoever_is_named_alone_or_as_a_group_is_called_until_they_look(world: World) -> None:
    assert counts(world) == {}
    root = await world.slack.write(Person.ANA, Place.CLIENT_DOMAINS, f"<@{Person.PETRA}> and <@{Person.ANA}>, look")
    assert counts(world) == {"PETRA": 1}, "nobody calls themselves"
    group = f"<!subteam^{Place.SSL_APPROVERS}> too"
    reply = await world.slack.write(Person.ANA, Place.CLIENT_DOMAINS, group, thread_ts=root.ts)
    assert counts(world) == {"PETRA": 1, "VERA": 1}
    assert unseen(world, _PEOPLE)[Person.VERA][0]["thread"] == root.ts
    see(world, Person.VERA, Place.CLIENT_DOMAINS, None, reply.ts)
    assert counts(world) == {"PETRA": 1, "VERA": 1}, "who looks at the channel has not seen the thread"
    see(world, Person.VERA, Place.CLIENT_DOMAINS, root.ts, reply.ts)
    see(world, Person.PETRA, Place.CLIENT_DOMAINS, None, root.ts)
    assert counts(world) == {}


async def test_a_mail_is_shown_without_scripts_and_takes_nothing_from_elsewhere(world: World) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ana <a@sandbox.test>", "Hello"
    message.set_content("plain")
    world.mail.mails.append(ReceivedMail("a@sandbox.test", ("it@acme.test",), message, world.clock()))
    second = EmailMessage()
    second.set_content("plain")
    second.add_alternative("<p>Hello</p><script>alert(1)</script>", subtype="html")
    world.mail.mails.append(ReceivedMail("a@sandbox.test", ("it@acme.test",), second, world.clock()))
    sandbox = Sandbox(world.speed)
    sandbox.show(world)
    async with Terminal(sandbox, 0) as terminal, ClientSession() as session:
        async with session.get(f"{terminal.address}/page/mail/1") as response:
            policy = response.headers["Content-Security-Policy"]
            assert "<p>Hello</p>" in await response.text()
        assert {"default-src 'none'", "img-src data:", "sandbox allow-same-origin"} <= set(policy.split("; "))
        assert "allow-scripts" not in policy
        for number in (0, 2):
            async with session.get(f"{terminal.address}/page/mail/{number}") as response:
                assert response.status == 404
