"""What the harness of this room promises: it sees what goes wrong in a page, and lets nothing leave loopback."""

from collections.abc import AsyncIterator

import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Error

from tests.browser.conftest import Browse
from tests.browser.driving import PHONE, SMALL, Tab, is_scrolled_sideways, tab

PAGES = {
    "/fine": "<title>Fine</title><p>Fine</p>",
    "/script": "<script>nowhere.to.be.found()</script>",
    "/console": "<script>console.error('oh dear')</script>",
    "/missing": "<img src='/not-there.png' alt=''>",
    "/outside": "<img src='http://example.com/pixel.png' alt=''>",
    "/wide": "<p style='width: 400px'>wide</p>",
}
POLICY = "default-src 'none'; img-src 'self' http:; script-src 'self'"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site() -> AsyncIterator[str]:
    """Pages that do something wrong; under /strict with a policy that forbids inline scripts."""

    async def page(request: web.Request) -> web.Response:
        text = PAGES.get(request.path.removeprefix("/strict"))
        if text is None:
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": POLICY} if request.path.startswith("/strict") else {}
        text = f"<!DOCTYPE html><meta name=viewport content='width=device-width'><link rel=icon href=data:,>{text}"
        return web.Response(text=text, content_type="text/html", headers=headers)

    app = web.Application()
    app.router.add_get("/{path:.*}", page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def faults_of(browser: Browser, address: str) -> list[str]:
    async with tab(browser) as one:
        await one.open(address)
        await one.page.wait_for_load_state("networkidle")
        return one.faults.found


async def test_a_page_without_faults_has_none(browse: Browse, site: str) -> None:
    one: Tab = await browse(PHONE)
    await one.open(f"{site}/fine")
    assert await one.page.title() == "Fine"
    assert not await is_scrolled_sideways(one.page)


async def test_each_kind_of_fault_is_seen(browser: Browser, site: str) -> None:
    assert any("script: " in fault and "nowhere" in fault for fault in await faults_of(browser, f"{site}/script"))
    assert any("console: oh dear" in fault for fault in await faults_of(browser, f"{site}/console"))
    assert any("answered 404" in fault for fault in await faults_of(browser, f"{site}/missing"))
    assert any("refused by the policy" in fault for fault in await faults_of(browser, f"{site}/strict/script"))


async def test_nothing_leaves_loopback(browser: Browser, site: str) -> None:
    assert any("left loopback: http://example.com" in fault for fault in await faults_of(browser, f"{site}/outside"))
    async with tab(browser) as one:
        try:
            await one.page.goto("http://example.com/")
        except Error as error:
            assert "ERR_FAILED" in error.message  # noqa: PT017 - either way, the fault tells
        assert "left loopback: http://example.com/" in one.faults.found


async def test_what_is_expected_is_no_fault_and_what_is_too_wide_is_seen(browse: Browse, site: str) -> None:
    one: Tab = await browse(SMALL)
    one.expect("404")
    await one.open(f"{site}/missing")
    await one.page.wait_for_load_state("networkidle")
    await one.open(f"{site}/wide")
    assert await is_scrolled_sideways(one.page)
