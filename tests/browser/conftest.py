"""One Chromium for all tests of this room; in each test nothing may go wrong in a page unseen."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.driving import Tab, chromium, chromium_path, tab

_ROOM = Path(__file__).parent
Browse = Callable[..., Awaitable[Tab]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser belongs to one event loop: everything in this room runs in that of the session."""
    for item in items:
        if _ROOM in item.path.parents and inspect.iscoroutinefunction(getattr(item, "function", None)):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium; where there is none, the test is skipped."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium here: install Debian's package `chromium`, or name one in CHROMIUM")
    async with chromium(path) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def browse(browser: Browser) -> AsyncIterator[Browse]:
    """``await browse(PHONE, scheme="dark", locale="es", has_scripts=False)`` gives an empty tab, and as many as asked
    for. At the end no page may have met an error, a refused or failed request, or a breach of its policy."""
    async with AsyncExitStack() as open_tabs:
        tabs: list[Tab] = []

        async def new(*what: object, **how: object) -> Tab:
            tabs.append(await open_tabs.enter_async_context(tab(browser, *what, **how)))  # type: ignore[arg-type]
            return tabs[-1]

        yield new
    assert [fault for one in tabs for fault in one.faults.found] == []
