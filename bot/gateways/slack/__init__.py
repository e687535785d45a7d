"""Slack's Web API: posting for the relay, and who people are. The inbound side lives in `handlers`."""

from bot.gateways.slack.channels import SlackChannels
from bot.gateways.slack.directory import SlackDirectory
from bot.gateways.slack.files import SlackFiles
from bot.gateways.slack.introduction import Introduction, introduce
from bot.gateways.slack.messenger import SlackMessenger

__all__ = ["Introduction", "SlackChannels", "SlackDirectory", "SlackFiles", "SlackMessenger", "introduce"]
