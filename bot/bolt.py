"""Slack's Bolt, as the bot uses it."""

import logging

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def make_bolt(client: AsyncWebClient) -> AsyncApp:
    """The Bolt app: acknowledges when the listener is through; signatures are judged in `bot.web.signature`."""
    log = logging.getLogger("slack_bolt")
    level, log.level = log.level, logging.ERROR  # it warns of SLACK_BOT_TOKEN in the environment, which the client has
    try:
        return AsyncApp(client=client, logger=log, process_before_response=True, request_verification_enabled=False)
    finally:
        log.setLevel(level)
