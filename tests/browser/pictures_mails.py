"""Pictures of every kind of e-mail to the client: HTML on phone and desktop, light and dark, and the text part."""

from collections.abc import Iterator
from html import escape
from itertools import product
from pathlib import Path

from playwright.async_api import Browser, Page, Route

from bot.core.languages import Language
from tests.browser.driving import Device, Scheme, tab, take
from tests.web.mail_kinds import KINDS, LOGO, Kind

WIDTHS = (360, 700)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
_PICTURE = '<body style="margin:0;width:290px;height:96px;font:bold 64px/96px sans-serif;color:#4a2bb8">◆ meera</body>'
_PLAIN = '<pre style="white-space:pre-wrap;overflow-wrap:anywhere;font-size:14px">'


async def draw(browser: Browser, folder: Path, _for_readme: Path) -> None:
    """One picture for each, and of one mail with its pictures blocked."""
    logo = await _logo(browser)
    for width, scheme in product(WIDTHS, SCHEMES):
        async with tab(browser, Device(width, 400), scheme=scheme) as one:
            await hand_out(one.page, logo)
            for name, kind, language in _all():
                await one.page.set_content(kind.mail(language).html)
                await take(one.page, folder / f"{name}-{width}-{scheme}.png")
        async with tab(browser, Device(width, 400), scheme=scheme) as one:
            await hand_out(one.page, b"")
            await one.page.set_content(KINDS["both"].mail().html)
            await take(one.page, folder / f"both-en-{width}-{scheme}-blocked.png")
    async with tab(browser, Device(WIDTHS[-1], 400)) as one:
        for name, kind, language in _all():
            mail = kind.mail(language)
            await one.page.set_content(f"{_PLAIN}{escape(mail.subject)}\n\n{escape(mail.text)}</pre>")
            await take(one.page, folder / f"{name}-text.png")


def _all() -> Iterator[tuple[str, Kind, Language]]:
    for (name, kind), language in product(KINDS.items(), Language):
        yield f"{name}-{language.value}", kind, language


async def hand_out(page: Page, logo: bytes) -> None:
    """The company's logo is there for this page; empty: as where a mail program blocks pictures."""

    async def answer(route: Route) -> None:
        await (route.fulfill(body=logo, content_type="image/png") if logo else route.abort())

    await page.route(LOGO, answer)


async def _logo(browser: Browser) -> bytes:
    async with tab(browser, Device(290, 96)) as one:
        await one.page.set_content(_PICTURE)
        return await one.page.screenshot(omit_background=True)
