"""Forms in a real browser: what is wrong stands beside its box, is summed up where the focus lands, and works without
scripts; what was typed stays, but for secrets."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.conftest import Browse
from tests.browser.driving import DESKTOP
from tests.web.served import Served, serving


@pytest_asyncio.fixture(loop_scope="session")
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    """The real server, and an admin's link to the page for credentials."""
    async with serving(tmp_path) as made:
        yield made


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with-scripts", "without"])
async def test_the_summary_has_the_focus_and_leads_to_the_box_that_is_wrong(
    browse: Browse, served: Served, has_scripts: bool
) -> None:
    one = await browse(DESKTOP, has_scripts=has_scripts)
    one.expect("422")
    page = one.page
    await one.open(served.server.address + served.credentials_path)
    await page.fill("#account_sid", "AC1")
    await page.fill("#secret", "canary secret")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".problems")).to_be_focused()
    await expect(page).to_have_title("There is a problem: Twilio account")
    sid, secret = page.get_by_label("Account SID"), page.get_by_label("Secret of the API key")
    await expect(sid).to_have_accessible_description(
        "AC and 32 more characters The Account SID begins with AC and has 32 more characters."
    )
    await expect(sid).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("SID of the API key")).not_to_have_attribute("aria-invalid", "true")
    await expect(sid).to_have_value("AC1")
    await expect(secret).to_have_value("")
    assert "canary" not in await page.content()
    await page.get_by_role("link", name="Paste the whole secret").click()
    await expect(secret).to_be_focused()
    await expect(page.locator("label[for=secret]")).to_be_in_viewport()
