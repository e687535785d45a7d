"""`bot.services.ports_tokens.Channels`: whether the bot is a member of a channel."""

import asyncio

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.rehearsal import seconds_for
from bot.gateways.slack.messenger import without_retries

_WITHIN = 2.0
_NO_MEMBER = {"not_in_channel", "channel_not_found"}


class SlackChannels:
    """Slack tells a bot nothing of a channel that it is not in."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._within = seconds_for(client.base_url, _WITHIN)
        self._client = without_retries(client, self._within)

    async def takes_cards(self, channel: str) -> bool:
        try:
            async with asyncio.timeout(self._within):
                await self._client.conversations_history(channel=channel, limit=1)
        except SlackApiError as error:
            return error.response.get("error") not in _NO_MEMBER
        except (TimeoutError, OSError, aiohttp.ClientError):
            return True
        return True
