"""A strict stand-in for Slack on loopback: Web API, Socket Mode, signed pushes, and the people who act."""

from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people.answer import TROUBLE, Answer
from bot.sandbox.slack.render.frames import render_text, render_thread
from bot.sandbox.slack.stand_in import SlackStandIn
from bot.sandbox.slack.timing import Timing
from bot.sandbox.slack.views import View

__all__ = [
    "TROUBLE",
    "Answer",
    "CannotAct",
    "Message",
    "SlackStandIn",
    "Timing",
    "View",
    "render_text",
    "render_thread",
]
