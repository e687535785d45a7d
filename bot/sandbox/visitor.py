"""Somebody at the client, with a browser: opens the page of the mail, sees it, and presses its buttons."""

import re
from collections.abc import Mapping
from html import unescape

from aiohttp import ClientSession

from bot.sandbox.slack.errors import CannotAct

_MARK = re.compile(r'(?:name="mark" value|data-mark)="([^"]+)"')


class Visitor:
    """Every visit stands alone: there are no cookies."""

    async def open(self, address: str) -> str:
        """The page as text, seen as its script tells. Raises CannotAct where there is none."""
        page = await self.fetch(address)
        await self._press(address, "seen")
        return page

    async def fetch(self, address: str) -> str:
        """The same as a mail scanner has it: read and shown to nobody."""
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

    async def type_credentials(self, address: str, account_sid: str, key_sid: str, secret: str) -> str:
        """What an admin types into the page for a Twilio account: the page that follows, whatever it says."""
        typed = {"account_sid": account_sid, "key_sid": key_sid, "secret": secret}
        return (await self._send(address, typed))[1]

    async def press_show(self, address: str) -> str:
        """*Show the token*: the page that follows."""
        return (await self._send(address, {}))[1]

    async def _press(self, address: str, what: str) -> str:
        status, page = await self._send(address, {"do": what})
        if status not in (200, 204):
            raise CannotAct(f"the page answers {status}")
        return page

    async def _send(self, address: str, typed: Mapping[str, str]) -> tuple[int, str]:
        """Status and text of the page that follows."""
        own = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
        async with ClientSession() as session:
            async with session.get(address) as response:
                mark = _MARK.search(await response.text())
            if mark is None:
                raise CannotAct("the page has no such button")
            async with session.post(address, data={**typed, "mark": mark[1]}, headers=own) as response:
                return response.status, unescape(await response.text())
