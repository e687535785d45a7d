"""The client has the records written on its DNS provider's own consent page, with a browser's ways."""

import re
from html import unescape

import aiohttp
from yarl import URL

from bot.core.languages import Language
from bot.core.words import words_in
from bot.sandbox.story import Story
from bot.sandbox.world import Person
from tests.stories.conftest import until

SAID = words_in(Language.ENGLISH).sentences


async def test_the_client_confirms_at_the_provider_and_the_records_are_found(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    await story.operator_gives_details()
    address, seen = story.link_in_mail(), story.world.consent.seen
    await until(lambda: any("/services/" in one.address for one in seen), "a look for the consent page")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        page = await _page(browser, address)
        assert "Continue at GoDaddy" in page
        assert 'href="' + address.rsplit("/", 1)[1] + '/connect?lang=en"' in page
        before = await _page(browser, f"{address}/connect")
        assert "asks you to sign in" not in before
        mark = _found(r'name="mark" value="([^"]+)"', before)
        own = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
        async with browser.post(f"{address}/connect", data={"mark": mark}, headers=own) as gone:
            away = _found(r'content="0; url=([^"]+)"', unescape(await gone.text()))
        assert away.startswith(story.world.consent.address)
        consent = await _page(browser, away)
        assert "_twilio.ls" in consent
        async with browser.post(URL(away, encoded=True), data={"do": "confirm"}) as back:
            assert str(back.url).startswith(address)
            assert SAID["connect.back_done"] in unescape(await back.text())
    await story.acting.card_shows(story.host, "DNS record", "✓")
    assert story.console is not None
    lines = {line[:3] for line in story.world.panel.records()}
    assert ("ls", "CNAME", "lsct.ashburn.us1.twilio.com.") in lines
    assert ("_twilio.ls", "TXT", f'"{story.console.verification}"') in lines
    told = await story.acting.type(Person.ANA, f"status {story.host}")
    await story.acting.told(told, "the DNS provider's consent page opened (GoDaddy) by the client")
    await story.acting.told(told, "back from the consent page (GoDaddy, confirmed) by the client")
    token = address.rsplit("/", 1)[1]
    assert not any(token in f"{one.address} {dict(one.headers)} {one.body}" for one in seen)


async def _page(browser: aiohttp.ClientSession, address: str) -> str:
    async with browser.get(URL(address, encoded=True)) as answer:
        assert answer.status == 200
        return unescape(await answer.text())


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, text
    return found[1]
