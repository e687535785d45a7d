"""Pictures of the client's page: every state, on phone and desktop, light and dark, in every language."""

import tempfile
from itertools import product
from pathlib import Path

from playwright.async_api import Browser

from tests.browser.driving import DESKTOP, PHONE, SCHEMES, Device, Scheme, tab, take
from tests.browser.town import STATES, settle, town_in

DEVICES = {"phone": PHONE, "desktop": DESKTOP}
LANGUAGES = ("en", "es")


async def draw(browser: Browser, folder: Path, _for_readme: Path) -> None:
    """One picture of the whole page for each."""
    with tempfile.TemporaryDirectory() as data:
        async with town_in(Path(data)) as town:
            await settle(town, STATES)
            for state in STATES:
                for device, scheme, language in product(DEVICES, SCHEMES, LANGUAGES):
                    name = folder / f"{state}-{device}-{scheme}-{language}.png"
                    await _take(browser, town.links[state], DEVICES[device], scheme, language, name)


async def _take(browser: Browser, link: str, device: Device, scheme: Scheme, language: str, path: Path) -> None:
    async with tab(browser, device, scheme=scheme, locale=language) as one:
        await one.open(f"{link}?lang={language}")
        await take(one.page, path)
