"""Pictures of the sandbox's page: the story in five, light and dark, for the README."""

import tempfile
from pathlib import Path

from playwright.async_api import Browser

from tests.browser import sandbox_story
from tests.browser.driving import SCHEMES, Tab, tab, take
from tests.browser.sandbox_page import Visitor, sandbox

_NUMBERS = {"add": 1, "mistake": 2, "client": 3, "approve": 4, "live": 5}


async def draw(browser: Browser, folder: Path, for_readme: Path) -> None:
    """The story is played once; where it halts, both schemes are taken."""
    with tempfile.TemporaryDirectory() as data:
        async with sandbox("127.0.29", f"sqlite:///{data}/pictures.db") as running, tab(browser) as one:
            ours = Visitor(one)

            async def stop(name: str) -> None:
                if name in _NUMBERS:
                    await _take(one, for_readme, name)
                else:
                    await take(one.page, folder / f"{name}.png", is_whole=False)
                if name == "mistake":
                    async with tab(browser) as client:
                        link = await one.page.locator("#mails a").first.get_attribute("href")
                        await client.open(f"{running.address}{link}")
                        await _take(client, for_readme, "client")

            await ours.come(running.address)
            await sandbox_story.play(ours, stop)
            await ours.leave()


async def _take(one: Tab, folder: Path, name: str) -> None:
    while (
        await one.page.get_by_role("button", name="Dismiss").count()
        and not await one.page.locator("#modal").is_visible()
    ):
        await one.page.get_by_role("button", name="Dismiss").first.click()
    await one.page.mouse.move(0, 0)
    await one.page.evaluate("document.querySelector('#timeline')?.scrollTo(0, 0)")
    for scheme in SCHEMES:
        await one.page.emulate_media(color_scheme=scheme)
        await one.page.wait_for_timeout(250)
        await take(one.page, folder / f"{_NUMBERS[name]}-{name}-{scheme}.webp", is_whole=False)
    await one.page.emulate_media(color_scheme="light")
