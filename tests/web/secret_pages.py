"""What every page that shows a secret once promises."""

import re
from collections.abc import Callable
from typing import Protocol

import httpx

from tests.services.support import House


class SecretSite(Protocol):
    """A page with a secret, and the button that shows it."""

    house: House
    web: httpx.AsyncClient
    path: str

    async def press(self, *, page: str = "") -> httpx.Response: ...


async def shows_again_to_its_own_page(site: SecretSite, secret_in: Callable[[httpx.Response], str]) -> None:
    """A button that is pressed twice shows the same secret for a minute, and no other page shows it."""
    held = [re.findall(r'name="page" value="([^"]{43})"', (await site.web.get(site.path)).text)[0] for _ in range(2)]
    assert held[0] != held[1]
    first = await site.press(page=held[0])
    assert secret_in(first)
    for waited, shown in ((0, 200), (59, 200), (1, 404)):
        site.house.wait(waited)
        again = await site.press(page=held[0])
        assert (again.status_code, secret_in(again)) == (shown, secret_in(first) if shown == 200 else "")
        for other in (await site.press(page=held[1]), await site.press(), await site.web.get(site.path)):
            assert (other.status_code, secret_in(other)) == (404, "")
