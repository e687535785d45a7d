"""Every page of ours in every state, brought about by the real bot: no accessibility fault that axe-core finds, no
scrolling sideways, and what a screen reader reads is held by goldens (UPDATE_GOLDEN=1 writes them)."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from tests.browser.driving import DESKTOP, PHONE, SMALL, Device, is_scrolled_sideways, tab
from tests.browser.town import STATES, Town, settle, town_in
from tests.browser.visits import ALL, OF_CLIENTS, Visit

GOLDEN = Path(__file__).parent / "golden"
HIDDEN = (
    (re.compile(r"\d+ [A-Z][a-z]+ 20\d\d at \d+:\d\d [A-Z+\d]+"), "TIME"),
    (re.compile(r"\d+ de [a-z]+ de 20\d\d,? (?:a las )?\d+:\d\d [A-Z+\d]+"), "TIME"),
    (re.compile(r"http://127\.0\.0\.1:\d+/setup/[\w.-]+"), "LINK"),
    (re.compile(r"(?:http://)?127\.0\.0\.1:\d+"), "HERE"),
    (re.compile(r"(/url: )(?:\.\./)?[\w-]{30,}\.[\w-]{40,}"), r"\1LINK"),
    (re.compile(r"mailto:\S+"), "mailto:…"),
    (re.compile(r"(twilio-domain-verification=|ldk_|whsec_)[\w+/=-]+"), r"\1VALUE"),
    (re.compile(r"\b(AC|SK)[0-9a-f]{32}"), r"\1…"),
)
WIDTHS = (PHONE, SMALL, DESKTOP)
ALL_RULES = {"resultTypes": ["violations"], "preload": False}
DARK = {**ALL_RULES, "runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that ask for colours; for the others, one scheme is as good as the other."""
REFUSED = (400, 403, 404, 409, 422)
"""What some of the pages answer, because they are to."""
LANGUAGES: Mapping[str, Mapping[str, Visit]] = {"en": ALL, "es": OF_CLIENTS}
SCREENS = [f"{name}-{language}" for language, visits in LANGUAGES.items() for name in visits]


@dataclass(frozen=True, slots=True)
class Seen:
    """``text`` is what a screen reader reads, ``axe`` what is against the rules, ``wide`` the windows too narrow."""

    text: str
    axe: list[str]
    wide: list[int]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Seen]]:
    """Every page, opened once; time runs as it does outside, so that the states stay."""
    async with town_in(tmp_path_factory.mktemp("town"), net="127.0.9") as town:
        await settle(town, STATES)
        found: dict[str, Seen] = {}
        await asyncio.gather(*(_walk(browser, town, language, found) for language in LANGUAGES))
        yield found


async def _walk(browser: Browser, town: Town, language: str, found: dict[str, Seen]) -> None:
    async with tab(browser, PHONE, locale={"en": "en-GB", "es": "es-ES"}[language]) as one:
        one.expect(*(f"{told} {status}" for told in ("answered", "a status of") for status in REFUSED))
        for name, visit in LANGUAGES[language].items():
            await visit(one, town, language)
            found[f"{name}-{language}"] = Seen(
                _hidden(f"{await one.page.title()}\n{await one.page.locator('body').aria_snapshot()}\n"),
                await _axe(one.page),
                [device.width for device in WIDTHS if await _is_wide(one.page, device)],
            )
        assert one.faults.found == []


def _hidden(text: str) -> str:
    for pattern, shown in HIDDEN:
        text = pattern.sub(shown, text)
    return text


async def _axe(page: Page) -> list[str]:
    """What axe-core finds, with everything open that opens, in the light and in the dark."""
    await page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    await page.evaluate(AXE)
    light = await page.evaluate(RUN, ALL_RULES)
    await page.emulate_media(color_scheme="dark")
    dark = await page.evaluate(RUN, DARK)
    await page.emulate_media(color_scheme="light")
    return [
        f"{scheme}: {one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes']]}"
        for scheme, found in (("light", light), ("dark", dark))
        for one in found
    ]


AXE = Axe().axe_script
RUN = "options => axe.run(options).then((found) => found.violations)"


async def _is_wide(page: Page, device: Device) -> bool:
    await page.set_viewport_size({"width": device.width, "height": device.height})
    return await is_scrolled_sideways(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_in_either_scheme(seen: dict[str, Seen], screen: str) -> None:
    assert seen[screen].axe == []


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_scrolled_sideways(seen: dict[str, Seen], screen: str) -> None:
    assert seen[screen].wide == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_reader_reads_what_is_kept(seen: dict[str, Seen], screen: str) -> None:
    kept = GOLDEN / f"{screen}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(seen[screen].text)
    assert seen[screen].text == kept.read_text()


def test_no_golden_is_left_behind() -> None:
    assert {kept.stem for kept in GOLDEN.glob("*.txt")} == set(SCREENS)
