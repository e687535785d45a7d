"""The records are written at Cloudflare: by an account manager from the card, and by people at the client."""

import re
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.dns import TARGET
from bot.sandbox.registrar import CLOUDFLARE
from bot.sandbox.story import CONTACT, Story
from bot.sandbox.world import SECOND_ZONE, Person
from tests.stories.conftest import until

CNAME = ("CNAME", TARGET.removesuffix("."))


async def typed(address: str, **fields: str) -> str:
    """The form of the page, filled in as a browser does; what the page says then."""
    async with aiohttp.ClientSession() as browser:
        async with browser.get(address) as page:
            mark = re.search(r'name="mark" value="([^"]+)"', await page.text())
        assert mark is not None
        own = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
        async with browser.post(address, data={"mark": mark[1], **fields}, headers=own) as answer:
            return await answer.text()


def standing(story: Story, name: str) -> list[tuple[str, str]]:
    records = story.world.cloudflare.records(SECOND_ZONE)
    return [(one["type"], one["content"]) for one in records if one["name"] == f"{name}.{SECOND_ZONE}"]


def stored_in(folder: Path) -> bytes:
    """The database, byte by byte."""
    return b"".join(path.read_bytes() for path in folder.glob("linkdomain.db*"))


async def added(story: Story, subdomain: str, **given: str) -> str:
    """A domain at Cloudflare; its host."""
    await story.admin_adds_client()
    acting = story.acting
    form = await acting.opened(await acting.type(Person.ANA, "add"))
    client = await acting.choose(Person.ANA, form, "client", "acme")
    await acting.submit(Person.ANA, form, {"client": client, "host": SECOND_ZONE, "subdomain": subdomain, **given})
    return f"{subdomain}.{SECOND_ZONE}"


async def test_an_account_manager_has_it_written_from_the_card(
    story: Story, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    host = await added(story, "ls", setup="ours")
    acting, token = story.acting, story.world.cloudflare_token
    before = story.world.cloudflare.records(SECOND_ZONE)
    card = await acting.card_shows(host, "[Have it written]")
    told = await acting.told(await acting.press(Person.ANA, card, "Have it written"))
    assert "It works once" in told
    address = re.search(r"http://[^\s|>]+/write/[\w.-]+", told)
    assert address is not None
    assert "does not accept this" in await typed(address[0], auth_token="cf" + "0" * 38)
    assert "written at Cloudflare" in await typed(address[0], auth_token=token)
    assert standing(story, "ls") == [CNAME]
    assert [one for one in story.world.cloudflare.records(SECOND_ZONE) if one in before] == before
    await acting.card_shows(host, "✓", "DNS record")
    told = await acting.type(Person.ANA, f"status {host}")
    await acting.told(told, f"records written at the DNS provider ({CLOUDFLARE.name}) by")
    assert not [record for record in caplog.records if token in str(vars(record)) + record.getMessage()]
    assert token.encode() not in stored_in(tmp_path)


async def test_people_at_the_client_do_it_from_their_page(story: Story) -> None:
    sid = story.world.add_to_console(f"go.{SECOND_ZONE}")
    given = {"setup": "forward", "email": CONTACT, "domain_sid": sid.sid, "verification": sid.verification}
    host = await added(story, "go", **given)
    await until(lambda: bool(story.world.mail.to(CONTACT)), "the mail")
    address = story.link_in_mail()
    assert "Have it written at Cloudflare" in await story.visitor.fetch(address)
    assert "written at Cloudflare" in await typed(f"{address}/write", auth_token=story.world.cloudflare_token)
    assert standing(story, "go") == [CNAME]
    assert standing(story, "_twilio.go") == [("TXT", f'"{sid.verification}"')]
    await story.acting.card_shows(host, "✓", "DNS record")
    told = await story.acting.type(Person.ANA, f"status {host}")
    await story.acting.told(told, f"records written at the DNS provider ({CLOUDFLARE.name}) by the client")
