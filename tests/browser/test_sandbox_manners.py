"""What a hurried stranger expects of the sandbox's page besides the story."""

from pathlib import Path

from playwright.async_api import expect

from bot.sandbox.story import Silent, Story
from bot.sandbox.world import SECOND_ZONE
from tests.browser.conftest import Browse
from tests.browser.driving import is_scrolled_sideways
from tests.browser.sandbox_page import Visitor, sandbox

_WIDTHS = ((1440, 860), (1024, 768), (720, 450), (390, 844))
"""720 is what a window of 1440 has at 200 % zoom."""


async def test_the_page_answers_as_people_expect(browse: Browse, tmp_path: Path) -> None:
    async with sandbox("127.0.11", f"sqlite:///{tmp_path / 'manners.db'}") as running:
        ours = Visitor(await browse())
        story = Story(running.world, running.bot, Silent())
        await ours.come(running.address)
        await _told_only_to_me(ours)
        await _keys(ours)
        await story.admin_adds_client()
        await story.manager_adds_domain()
        await _called(ours)
        await story.operator_gives_details()
        await _mail(ours)
        await _another_domain(ours)
        await _every_width(ours)
        ours.tab.expect("failed", "ERR_")
    await expect(ours.page.get_by_role("alert")).to_contain_text("The sandbox has stopped")
    await ours.leave()


async def _told_only_to_me(ours: Visitor) -> None:
    """A repeat is folded; one can dismiss it; nothing of it outlives a reload."""
    told = ours.page.locator("#timeline .message.only")
    for count in (1, 2):
        await ours.type("/linkdomain clients")
        await expect(told).to_have_count(count)
    await expect(told.first).to_contain_text("asked again since")
    await expect(told.first.get_by_text("Add client")).to_be_hidden()
    await expect(told.last.get_by_text("Add client")).to_be_visible()
    await told.first.get_by_role("button", name="Dismiss message").click()
    await expect(told).to_have_count(1)
    await ours.page.reload()
    await expect(ours.page.locator("#timeline")).to_contain_text("the very beginning")
    await expect(told).to_have_count(0)


async def _keys(ours: Visitor) -> None:
    line = ours.page.get_by_label("Message or command")
    await line.press_sequentially("/linkdomain he")
    await expect(ours.page.locator("#verbs")).to_contain_text("This overview")
    await line.press("Tab")
    await expect(line).to_have_value("/linkdomain help")
    await line.press("Enter")
    await expect(ours.page.locator("#timeline .message.only")).to_contain_text("Add a domain")
    await expect(line).to_be_focused()
    await line.press("ArrowUp")
    await expect(line).to_have_value("/linkdomain help")
    await line.fill("")
    await ours.press("Add a domain")
    await ours.form("Add a link domain")
    await ours.page.keyboard.press("Escape")
    await expect(ours.modal).to_be_hidden()


async def _called(ours: Visitor) -> None:
    """Whoever is called has a badge; pressing leads to where it was, and then it is gone."""
    badge = ours.page.locator('[data-person="otto"] .badge')
    await expect(badge).to_be_visible()
    await ours.be("otto")
    await expect(ours.page.locator("#replies")).to_contain_text("@otto")
    await expect(badge).to_be_hidden()
    await ours.page.reload()
    await expect(ours.page.locator("#timeline")).to_contain_text("ls.acme.test")
    await expect(badge).to_be_hidden()


async def _mail(ours: Visitor) -> None:
    """As its reader sees it, without scripts; the link opens the client's page on the phone."""
    letter = ours.page.frame_locator("#mails iframe")
    await expect(letter.get_by_role("link", name="Show the records")).to_be_visible()
    assert await ours.page.locator("#mails iframe").get_attribute("sandbox") == "allow-same-origin"
    await expect(ours.page.locator("#mails dl")).to_contain_text("it@acme.test")
    await letter.get_by_role("link", name="Show the records").click()
    await expect(ours.page.frame_locator("#page").get_by_role("heading", level=1)).to_contain_text("ls.acme.test")
    await ours.page.locator("#mails").get_by_role("button", name="Text").click()
    await expect(ours.page.locator("#mails .text")).to_contain_text("Show the records:")


async def _another_domain(ours: Visitor) -> None:
    """The guide goes along with whoever adds another one."""
    guide = ours.page.locator("#guide")
    await expect(guide).to_contain_text("Press Close, and go on")
    await ours.close_form()
    await expect(guide).to_contain_text("press “right TXT”")
    await ours.be("ana")
    await ours.type("/linkdomain add")
    await ours.form("Add a link domain")
    await expect(guide).to_contain_text("Choose the client")
    await ours.choose("Client", "ac", "Acme Corp")
    await ours.fill("The client's domain", SECOND_ZONE)
    await ours.modal.get_by_label("We add the records").click()
    await expect(guide).to_contain_text("Press Add")
    await ours.send()
    await expect(guide).to_contain_text("only Twilio's Console")
    await expect(ours.page.get_by_placeholder(f"ls.{SECOND_ZONE}")).to_be_visible()
    await expect(ours.page.locator("#zone")).to_have_value(SECOND_ZONE)


async def _every_width(ours: Visitor) -> None:
    for width, height in _WIDTHS:
        await ours.page.set_viewport_size({"width": width, "height": height})
        assert not await is_scrolled_sideways(ours.page), width
        await expect(ours.page.get_by_label("Message or command")).to_be_visible()
