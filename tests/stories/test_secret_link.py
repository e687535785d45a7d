"""A whole forward: the mail server fails in every way, and the link's token is nowhere but where it is handed over."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.logs import set_up_logs
from bot.sandbox.story import CONTACT, WITH_DOT, Story
from bot.sandbox.world import Person
from tests.stories.conftest import until

HANDS_OVER = ("views.open", "views.update", "views.push")
"""What shows the account manager the link to copy, to nobody else."""


class Raw(logging.Handler):
    """Every record before anything is taken out of it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.getMessage()} {vars(record)} {record.exc_info}")


def files_of(folder: Path) -> dict[str, str]:
    """The database, byte by byte."""
    return {path.name: path.read_bytes().decode("latin-1") for path in folder.glob("linkdomain.db*")}


@pytest.fixture
def logs() -> Iterator[tuple[io.StringIO, Raw]]:
    root, written, raw = logging.getLogger(), io.StringIO(), Raw()
    kept, level = root.handlers[:], root.level
    set_up_logs("json", stream=written)
    root.addHandler(raw)
    yield written, raw
    root.handlers[:] = kept
    root.setLevel(level)


async def test_the_token_is_nowhere_but_where_it_is_handed_over(
    story: Story, tmp_path: Path, logs: tuple[io.StringIO, Raw]
) -> None:
    acting, mail = story.acting, story.world.mail
    await story.admin_adds_client()
    await story.manager_adds_domain()
    await mail.down()
    await story.operator_fills_in_the_form()
    await acting.card_shows(story.host, "wanted", "not out yet: our mail server does not answer")
    mail.drop_after_data()
    await mail.up()
    await until(lambda: len(mail.to(CONTACT)) == 2, "the mail, and once more what nobody confirmed", 60)
    assert len({one.message_id for one in mail.to(CONTACT)}) == 1
    await acting.card_shows(story.host, "sent")
    address = story.link_in_mail()
    assert WITH_DOT in await story.visitor.open(address)
    card = await acting.card_shows(story.host, ", opened")
    answer = await acting.press(Person.ANA, card, "Forward again")
    form = await acting.opened(answer)
    handed = await acting.submit(Person.ANA, form, {})
    assert address in acting.read(await acting.opened(handed))
    await until(lambda: len(mail.to(CONTACT)) == 3, "another mail with the same link")
    assert story.link_in_mail() == address
    async with aiohttp.ClientSession() as session:
        for path in (address, f"{address}/seen", f"{address}/nothing", f"{address}?x={address}", address[:-1]):
            async with session.get(path) as page:
                assert page.status in (200, 404)
        async with session.put(address) as page:
            assert page.status == 405
        metrics = await (await session.get(f"{story.bot.address}/metrics")).text()
    token = address.rpartition(".")[2]
    written, raw = logs
    story.bot.application.database.tidy()  # type: ignore[union-attr]
    everywhere = {
        "log": written.getvalue(),
        "record before redaction": "\n".join(raw.seen),
        "metrics": metrics,
        "Slack": repr([call for call in story.world.slack.log if call.method not in HANDS_OVER]),
    }
    everywhere |= files_of(tmp_path)
    assert [name for name, held in everywhere.items() if token in held] == []
