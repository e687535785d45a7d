"""What Slack makes of mentions and links in a command's text where the manifest says ``should_escape``.

Source: docs.slack.dev/interactivity/implementing-slash-commands#escaping.
"""

import re

from bot.sandbox.slack.workspace import Workspace

_LINK = re.compile(r"\b(https?://\S+|[a-z0-9-]+(\.[a-z0-9-]+)+\.?(?=\s|$))", re.IGNORECASE)
_MENTION = re.compile(r"([@#])([\w.-]+)")


def escaped(text: str, space: Workspace) -> str:
    """``@name`` and ``#name`` become ``<@U…|name>`` and ``<#C…|name>``, links ``<http://…|…>``."""

    def mention(found: re.Match[str]) -> str:
        sign, name = found[1], found[2]
        known = space.directory.users if sign == "@" else space.directory.channels
        some_id = next((one.id for one in known.values() if one.name == name), None)
        return f"<{sign}{some_id}|{name}>" if some_id else found[0]

    def link(found: re.Match[str]) -> str:
        word = found[0]
        return f"<{word}>" if "://" in word else f"<http://{word}|{word}>"

    return _MENTION.sub(mention, _LINK.sub(link, text))
