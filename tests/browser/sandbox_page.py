"""The sandbox's page in a browser, used as people use it: by what they read, by clicks and by typing."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from bot.sandbox.bot import Bot
from bot.sandbox.scene import Sandbox
from bot.sandbox.terminal import Terminal
from bot.sandbox.world import World
from tests.browser.driving import Tab

HOST = "ls.acme.test"


@dataclass(frozen=True, slots=True)
class Running:
    """A world, the bot in it, and the page's address."""

    world: World
    bot: Bot
    address: str


@asynccontextmanager
async def sandbox(net: str, database_url: str, speed: float = 200.0) -> AsyncIterator[Running]:
    async with World(speed=speed, net=net, database_url=database_url) as world:
        bot, shown = Bot(world), Sandbox(speed)
        shown.show(world, bot)
        await bot.start()
        try:
            async with Terminal(shown, 0) as terminal:
                yield Running(world, bot, terminal.address)
        finally:
            await bot.stop()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the page."""

    tab: Tab

    @property
    def page(self) -> Page:
        return self.tab.page

    @property
    def modal(self) -> Locator:
        return self.page.locator("#modal")

    @property
    def card(self) -> Locator:
        """The newest message in the channel that has a card's heading."""
        return self.page.locator("#timeline article:has(h3)").last

    async def come(self, address: str, person: str = "adam") -> None:
        await self.tab.open(f"{address}/#{person}")
        await expect(self.page.locator("#people button")).to_have_count(6)

    async def leave(self) -> None:
        """Before the sandbox ends: the page would go on asking."""
        await self.page.goto("about:blank")

    async def be(self, person: str) -> None:
        button = self.page.locator(f"#people button:has-text('{person}')")
        await button.click()
        await expect(button).to_have_attribute("aria-pressed", "true")

    async def type(self, line: str) -> None:
        await self.page.get_by_label("Message or command").fill(line)
        await self.page.keyboard.press("Enter")

    async def press(self, label: str, within: Locator | None = None) -> None:
        where = within or self.page.locator("#columns")
        await where.locator(f'button.b:text-is("{label}")').last.click()

    async def confirm(self) -> None:
        await self.page.locator("#confirm footer button").last.click()

    async def form(self, title: str) -> Locator:
        await expect(self.modal.get_by_role("heading", name=title, exact=True)).to_be_visible()
        await expect(self.modal.locator("footer button").last).to_be_in_viewport(ratio=1)
        return self.modal

    async def fill(self, label: str, value: str) -> None:
        await self.modal.get_by_label(re.compile(rf"^{re.escape(label)}")).fill(value)

    async def choose(self, label: str, typed: str, option: str) -> None:
        """In a menu that narrows down as one types."""
        field = self.modal.get_by_role("combobox", name=re.compile(rf"^{re.escape(label)}"))
        await field.click()
        await field.press_sequentially(typed)
        await self.page.get_by_role("option", name=option).click()

    async def send(self) -> None:
        await self.modal.locator("[data-submit]").click()

    async def close_form(self) -> None:
        await self.modal.locator("footer button").first.click()
        await expect(self.modal).to_be_hidden()

    async def copied(self, label: str) -> str:
        """What the Copy button of that label puts on the clipboard."""
        await self.page.get_by_role("button", name=f"Copy {label}", exact=True).first.click()
        return str(await self.page.evaluate("navigator.clipboard.readText()"))

    async def deed(self, name: str) -> None:
        await self.page.locator(f'[data-deed="{name}"]').click()

    async def card_says(self, words: str | re.Pattern[str]) -> None:
        await expect(self.card).to_contain_text(words)

    async def open_thread(self) -> Locator:
        thread = self.page.locator("#thread")
        if not await thread.is_visible():
            await self.page.locator("#timeline .thread").last.click()
        await expect(thread).to_be_visible()
        return thread
