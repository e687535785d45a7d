"""The process dies after every step, and every payload comes twice: the client's link, and a whole batch."""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from pathlib import Path

from bot.sandbox.bot import Bot
from bot.sandbox.dns import TARGET
from bot.sandbox.slack.messages import Message
from bot.sandbox.story import CLIENT, CONTACT, WITH_DOT, Silent, Story
from bot.sandbox.world import CLIENT_ZONE, Person, World
from tests.faults.test_kill import Mortal, mortal
from tests.stories.conftest import SPEED, until
from tests.stories.test_approval import certificate_requests
from tests.stories.test_bulk import pasted, roots

Step = Callable[[], Awaitable[None]]


async def survived(story: Story, process: Mortal, folder: Path, steps: Sequence[Step]) -> None:
    """Dies as soon as a step is taken, yet not while a post is on its way: those are looked for during half a minute,
    which `tests/workers` proves in no time."""
    story.world.slack.deliver_twice(10_000)
    for step in steps:
        await step()
        await until(lambda: not count_posts_under_way(folder), "no post to be under way")
        await process.reborn()


def count_posts_under_way(folder: Path) -> int:
    with closing(sqlite3.connect(f"file:{folder / 'linkdomain.db'}?mode=ro", uri=True)) as connection:
        query = "SELECT count(*) FROM outbox WHERE state = 'sending' AND kind NOT LIKE 'slack.ask%'"
        return int(connection.execute(query).fetchone()[0])


def everything_kept(folder: Path) -> bytes:
    """The database's files as they lie on the disk."""
    return b"".join(file.read_bytes() for file in folder.glob("linkdomain.db*"))


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

        await survived(story, process, tmp_path, (asks, answers, continues, forwards, reminds, revokes))
        await acting.card_shows(story.host, "revoked")
        assert all(1 <= len(in_dm(story, person)) <= 2 for person in (Person.ADAM, Person.ANA))
        assert 1 <= len(world.mail.to(CONTACT)) <= 2
        assert len({mail.message_id for mail in world.mail.to(CONTACT)}) == 1
        assert len([one for one in world.slack.messages(acting.channel) if not one.is_reply]) == 1
        texts = [acting.read(reply) for reply in acting.thread(story.host)]
        assert sum(WITH_DOT in text for text in texts) <= 1
        await process.die()
        token = story.link_in_mail().rpartition(".")[2]
        kept = everything_kept(tmp_path) + process.logged.encode()
        assert b"effect_done" in kept
        assert [secret for secret in (CONTACT, token, token[:20]) if secret.encode() in kept] == []


async def test_a_batch_is_approved_and_its_client_removed_once_whenever_the_process_dies(
    sqlite_url: str, port: int, tmp_path: Path
) -> None:
    async with World(SPEED, database_url=sqlite_url) as world, mortal(world, port, tmp_path) as process:
        story = Story(world, Bot(world), Silent())
        acting, hosts = story.acting, [f"n{number}.{CLIENT_ZONE}" for number in range(2)]

        def says(*words: str) -> Callable[[], Message | None]:
            def look() -> Message | None:
                messages = (one for root in roots(story) for one in world.slack.messages(acting.channel, root.ts))
                return next((one for one in messages if all(word in acting.read(one) for word in words)), None)

            return look

        async def adds() -> None:
            lines = []
            for host in hosts:
                console = world.add_to_console(host)
                world.dns.zone(CLIENT_ZONE).put(f"{host}.", "CNAME", TARGET, 600)
                world.dns.zone(CLIENT_ZONE).put(f"_twilio.{host}.", "TXT", f'"{console.verification}"', 3600)
                lines.append(f"{host}, {CLIENT}, {console.sid}, {console.verification}")
            await pasted(story, "\n".join(lines))
            await acting.wait(says("Request SSL for 2 ready"), "both to be ready")

        async def requests() -> None:
            await digest_press(Person.OTTO, "Request SSL for 2 ready")
            await acting.wait(says("Approve ticked of 2"), "one message that asks for both")

        async def digest_press(who: Person, label: str) -> None:
            message = await acting.wait(says(label), label)
            await acting.press(who, message, label)

        async def approves() -> None:
            await digest_press(Person.PETRA, "Approve ticked of 2")
            await acting.wait(says("Approved", "2", "by"), "the decision")
            await until(lambda: certificate_requests(story) == len(hosts), "both certificates to be asked for")

        async def go_live() -> None:
            for host in hosts:
                await acting.card_shows(host, "Live")

        async def removes() -> None:
            form = await acting.opened(await acting.type(Person.ADAM, f"remove client {CLIENT}"))
            await acting.submit(Person.ADAM, form, {})
            await acting.wait(says("being removed, 0 of 2 domains done"), "one message that follows both")

        await story.admin_adds_client()
        await adds()
        await survived(story, process, tmp_path, (requests, approves))
        await go_live()
        await survived(story, process, tmp_path, (removes,))
        for host in hosts:
            await acting.card_shows(host, "Being removed")
        assert certificate_requests(story) == len(hosts)
        texts = [acting.read(root) for root in roots(story)]
        assert len(texts) == 2 + len(hosts)
