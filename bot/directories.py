"""Wiring of who is who: one directory for each workspace, so that all its askers hear the same answer."""

from collections.abc import Callable
from functools import cache

from slack_sdk.web.async_client import AsyncWebClient

from bot.gateways.slack import SlackDirectory
from bot.settings import Settings


def directories(slack: AsyncWebClient, settings: Settings) -> Callable[[str], SlackDirectory]:
    """The directory of a workspace, by its id: always the same one."""
    roles = (settings.managers, settings.approvers, settings.admins, settings.twilio_operators)

    @cache
    def directory(team_id: str) -> SlackDirectory:
        return SlackDirectory(slack, team_id, *roles)

    return directory
