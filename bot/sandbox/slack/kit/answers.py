"""Answers to ``block_suggestion``. Source: docs.slack.dev/reference/interaction-payloads/block_suggestion-payload."""

from bot.sandbox.slack.kit.figures import MOST
from bot.sandbox.slack.kit.objects import OPTION, OPTION_GROUP
from bot.sandbox.slack.kit.schema import exactly_one, items, record

check_options = record(
    {},
    {
        "options": items(OPTION, 0, MOST["external_select.response_options_max"]),
        "option_groups": items(OPTION_GROUP, 0, MOST["select.option_groups"]),
    },
    exactly_one("options", "option_groups"),
)
"""``{"options": […]}`` or ``{"option_groups": […]}``."""
