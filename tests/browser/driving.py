"""A real Chromium, headless, that speaks to loopback alone and keeps count of everything a page does wrong.

For tests (by the fixtures of this room) and for the command that makes pictures.
"""

import os
import shutil
from base64 import b64decode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    Route,
    async_playwright,
    expect,
)

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_FLAGS = ("--no-sandbox", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
_TELLS_OF_POLICY = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
PATIENCE = 60_000.0
"""Milliseconds that a page may take to show what is looked for."""

expect.set_options(timeout=PATIENCE)  # else five seconds


@dataclass(frozen=True, slots=True)
class Device:
    """What somebody holds in their hands: ``width`` and ``height`` in CSS pixels."""

    width: int
    height: int
    is_touch: bool = False
    scale: float = 1.0


DESKTOP = Device(1280, 800)
PHONE = Device(360, 740, is_touch=True)
SMALL = Device(320, 568, is_touch=True)
"""The narrowest that WCAG 2.2 asks for (1.4.10): also what a window of 640 pixels has at 200 % zoom."""


def chromium_path() -> str | None:
    """The browser: the one that CHROMIUM names, else the one that the system has."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in _NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def chromium(path: str) -> AsyncIterator[Browser]:
    """A running browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_FLAGS), timeout=2 * PATIENCE)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass(slots=True)
class Faults:
    """What went wrong, in words; ``expected`` are parts of those that a test brings about on purpose."""

    found: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def add(self, fault: str) -> None:
        if not any(part in fault for part in self.expected):
            self.found.append(fault)


@dataclass(frozen=True, slots=True)
class Tab:
    """One page in a browser of its own (nothing is shared between two tabs)."""

    page: Page
    faults: Faults

    def expect(self, *parts: str) -> None:
        """From now on, faults with one of these words in them are meant to be."""
        self.faults.expected.extend(parts)

    async def open(self, address: str) -> Response:
        answer = await self.page.goto(address)
        assert answer is not None
        return answer


@asynccontextmanager
async def tab(
    browser: Browser,
    device: Device = DESKTOP,
    *,
    scheme: Scheme = "light",
    locale: str = "en-GB",
    zone: str = "Europe/Berlin",
    has_scripts: bool = True,
    is_free_of_policy: bool = False,
) -> AsyncIterator[Tab]:
    """An empty page on such a device. ``is_free_of_policy`` lets tools into the page that its own policy keeps out."""
    context = await browser.new_context(
        viewport={"width": device.width, "height": device.height},
        device_scale_factor=device.scale,
        has_touch=device.is_touch,
        is_mobile=device.is_touch,
        color_scheme=scheme,
        locale=locale,
        timezone_id=zone,
        java_script_enabled=has_scripts,
        bypass_csp=is_free_of_policy,
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE)
    faults = Faults()
    await _watch(context, faults)
    try:
        yield Tab(await context.new_page(), faults)
    finally:
        await context.close()


async def _watch(context: BrowserContext, faults: Faults) -> None:
    async def only_loopback(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.hostname in _LOOPBACK:
            await route.continue_()
        else:
            faults.add(f"left loopback: {route.request.url}")
            await route.abort()

    def spoke(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            faults.add(f"console: {message.text} {_place(message.location)}".strip())

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what the page itself, by leaving, put an end to
            faults.add(f"failed: {request.method} {request.url} {request.failure}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            faults.add(f"answered {response.status}: {response.request.method} {response.url}")

    context.on("console", spoke)
    context.on("weberror", lambda error: faults.add(f"script: {error.error}"))
    context.on("requestfailed", failed)
    context.on("response", answered)
    await context.route("**/*", only_loopback)
    await context.add_init_script(_TELLS_OF_POLICY)


def _place(location: Mapping[str, object]) -> str:
    return f"at {location['url']}:{location['lineNumber']}" if location.get("url") else ""


async def is_scrolled_sideways(page: Page) -> bool:
    """Whether anything reaches out of the window to the right."""
    root = page.locator("html")
    return bool(await root.evaluate("root => root.scrollWidth > root.clientWidth"))


async def take(page: Page, path: Path, *, is_whole: bool = True, quality: int = 85) -> None:
    """A picture, of the whole page or of what the window shows: by the file's name PNG, or WebP of that quality."""
    if path.suffix == ".png":
        await page.screenshot(path=path, full_page=is_whole, animations="disabled")
        return
    devtools = await page.context.new_cdp_session(page)
    asked = {"format": "webp", "quality": quality, "captureBeyondViewport": is_whole}
    if is_whole:
        size = await page.locator("html").evaluate("root => [root.scrollWidth, root.scrollHeight]")
        asked["clip"] = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1}
    shot = await devtools.send("Page.captureScreenshot", asked)
    path.write_bytes(b64decode(shot["data"]))  # noqa: ASYNC240 - nothing else runs meanwhile
    await devtools.detach()
