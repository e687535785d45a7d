"""`bot.services.ports_notices.People`: where people are, and whether they are still here."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import GatewayError
from bot.core.hours import zone_of
from bot.core.rehearsal import seconds_for
from bot.gateways.slack.cache import Cache
from bot.gateways.slack.errors import translated
from bot.gateways.slack.messenger import without_retries
from bot.services.ports_notices import Presence

_TTL = 3600.0
_WITHIN = 5.0
_GONE = {"user_not_found", "user_not_visible", "users_not_found"}


class SlackPeople:
    """People as `users.info` shows them, up to an hour old."""

    def __init__(self, client: AsyncWebClient, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._within = seconds_for(client.base_url, _WITHIN)
        self._client = without_retries(client, self._within)
        self._known = Cache(self._load, _TTL, monotonic)

    async def presence(self, user_id: str) -> Presence:
        """Raises GatewayError where Slack cannot tell."""
        return await self._known.get(user_id)

    async def _load(self, user_id: str) -> Presence:
        try:
            async with translated(), asyncio.timeout(self._within):
                answer = await self._client.users_info(user=user_id)
        except GatewayError as error:
            if error.reference in _GONE:
                return Presence(zone_of(None), is_active=False)
            raise
        return _presence(answer.get("user") or {})


def _presence(user: Mapping[str, Any]) -> Presence:
    offset = user.get("tz_offset")
    zone = zone_of(user.get("tz"), offset if isinstance(offset, int) else 0)
    return Presence(zone, is_active=not user.get("deleted"))
