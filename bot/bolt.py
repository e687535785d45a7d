"""Slack's libraries, as the bot uses them."""

import logging

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings


def make_bolt(client: AsyncWebClient) -> AsyncApp:
    """The Bolt app: acknowledges when the listener is through; signatures are judged in `bot.web.signature`."""
    log = logging.getLogger("slack_bolt")
    level, log.level = log.level, logging.ERROR  # it warns of SLACK_BOT_TOKEN in the environment, which the client has
    try:
        return AsyncApp(client=client, logger=log, process_before_response=True, request_verification_enabled=False)
    finally:
        log.setLevel(level)


def make_slack(settings: Settings) -> AsyncWebClient:
    """The Web API client. The library's own retries may post twice: they are off."""
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None
    return AsyncWebClient(token=token, base_url=settings.slack_api_url, retry_handlers=[], timeout=10)
