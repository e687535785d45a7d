"""Somebody at the client, with a browser without scripts: opens the page of the mail and presses its buttons."""

import re
from html import unescape

from aiohttp import ClientSession

from bot.sandbox.slack.errors import CannotAct

_MARK = re.compile(r'name="mark" value="([^"]+)"')


class Visitor:
    """Every visit stands alone: there are no cookies."""

    async def open(self, address: str) -> str:
        """The page as text. Raises CannotAct where there is none."""
        async with ClientSession() as session, session.get(address) as response:
            page = await response.text()
            if response.status != 200:
                raise CannotAct(f"the page answers {response.status}")
            return unescape(page)

    async def press_added(self, address: str) -> str:
        """*I have added it*: the page that follows. Browsers send no origin to a page that asks for no referrer."""
        return await self._press(address, "added")

    async def press_ask(self, address: str) -> str:
        """*Ask for a new link*, on a page that is not there any more."""
        return await self._press(address, "ask")

    async def _press(self, address: str, what: str) -> str:
        async with ClientSession() as session:
            async with session.get(address) as response:
                mark = _MARK.search(await response.text())
            if mark is None:
                raise CannotAct("the page has no such button")
            async with session.post(
                address, data={"do": what, "mark": mark[1]}, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"}
            ) as response:
                if response.status != 200:
                    raise CannotAct(f"the page answers {response.status}")
                return unescape(await response.text())
