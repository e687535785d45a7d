"""The e-mails to the client in a real browser: readable on the narrowest phone, in both looks, by everybody."""

import json

import pytest
from axe_playwright_python.async_playwright import Axe

from bot.core.languages import Language
from tests.browser.conftest import Browse
from tests.browser.driving import SMALL, Scheme, is_scrolled_sideways
from tests.browser.pictures_mails import hand_out
from tests.web.mail_kinds import KINDS

_ASKED = {
    "runOnly": ["color-contrast", "image-alt", "link-name", "html-has-lang", "document-title", "td-headers-attr"],
    "resultTypes": ["violations"],
}
_SHOWN = ("long", "removal", "pageless", "wrong")
_SMALL_LETTERS = "all => all.filter((one) => parseFloat(getComputedStyle(one).fontSize) < 14).length"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_mail_is_readable_on_the_narrowest_phone(browse: Browse, scheme: Scheme) -> None:
    one = await browse(SMALL, scheme=scheme)
    await hand_out(one.page, b"")
    one.expect("https://meera.example/logo.png", "ERR_FAILED")
    faults = {}
    for name in _SHOWN:
        await one.page.set_content(KINDS[name].mail(Language.SPANISH).html)
        found = (await Axe().run(one.page, options=_ASKED)).response["violations"]
        if found or await is_scrolled_sideways(one.page):
            faults[name] = json.dumps(found, indent=1) or "wide"
        assert await one.page.locator("body *:not(style)").evaluate_all(_SMALL_LETTERS) == 0
        for button in await one.page.locator(".press a").all():
            box = await button.bounding_box()
            assert box is not None
            assert box["height"] >= 44
    assert faults == {}
