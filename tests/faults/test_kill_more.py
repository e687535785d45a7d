"""The process dies after every step, and every payload comes twice: the client's link, and a whole batch."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from bot.sandbox.bot import Bot
from bot.sandbox.slack.messages import Message
from bot.sandbox.story import CLIENT, CONTACT, WITH_DOT, Silent, Story
from bot.sandbox.world import Person, World
from tests.faults.test_kill import Mortal, mortal
from tests.stories.conftest import SPEED, until

Step = Callable[[], Awaitable[None]]


async def survived(story: Story, process: Mortal, steps: Sequence[Step]) -> None:
    story.world.slack.deliver_twice(10_000)
    for step in steps:
        await step()
        await process.reborn()


def in_dm(story: Story, person: Person) -> list[Message]:
    return story.world.slack.messages(story.world.slack.dm(person))


async def test_a_client_that_is_asked_for_and_its_link_are_there_once_whenever_the_process_dies(
    sqlite_url: str, port: int, tmp_path: Path
) -> None:
    async with World(SPEED, database_url=sqlite_url) as world, mortal(world, port, tmp_path) as process:
        story = Story(world, Bot(world), Silent())
        acting = story.acting

        async def asks() -> None:
            form = await acting.opened(await acting.type(Person.ANA, "add acme.test"))
            ask = await acting.opened(await acting.press(Person.ANA, form, "Ask an admin"))
            await acting.submit(Person.ANA, ask, {"name": CLIENT})

        async def answers() -> None:
            wish = await acting.wait(lambda: next(iter(in_dm(story, Person.ADAM)), None), "Adam to be asked")
            form = await acting.opened(await acting.press(Person.ADAM, wish, "Add client"))
            await acting.submit(Person.ADAM, form, {})

        async def continues() -> None:
            told = await acting.wait(lambda: next(iter(in_dm(story, Person.ANA)), None), "Ana to be told")
            form = await acting.opened(await acting.press(Person.ANA, told, "Continue"))
            await acting.submit(Person.ANA, form, {"setup": "ours"})
            await acting.card_shows(story.host, CLIENT)

        async def forwards() -> None:
            form = await acting.opened(await acting.type(Person.ANA, f"forward {story.host}"))
            await acting.submit(Person.ANA, form, {"email": CONTACT, "sending": "now"})

        async def reminds() -> None:
            await until(lambda: bool(world.mail.to(CONTACT)), "the mail")
            card = await acting.card_shows(story.host, "Remind client")
            await acting.told(await acting.press(Person.ANA, card, "Remind client"), "No reminder was sent")

        async def revokes() -> None:
            card = await acting.card_shows(story.host, "Revoke link")
            form = await acting.opened(await acting.press(Person.ANA, card, "Revoke link"))
            await acting.submit(Person.ANA, form, {})

        await survived(story, process, (asks, answers, continues, forwards, reminds, revokes))
        await acting.card_shows(story.host, "revoked")
        assert all(1 <= len(in_dm(story, person)) <= 2 for person in (Person.ADAM, Person.ANA))
        assert 1 <= len(world.mail.to(CONTACT)) <= 2
        assert len({mail.message_id for mail in world.mail.to(CONTACT)}) == 1
        assert len([one for one in world.slack.messages(acting.channel) if not one.is_reply]) == 1
        texts = [acting.read(reply) for reply in acting.thread(story.host)]
        assert sum(WITH_DOT in text for text in texts) <= 1
