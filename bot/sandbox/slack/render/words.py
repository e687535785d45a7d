"""Slack's markup as plain words. Source: docs.slack.dev/messaging/formatting-message-text."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from bot.sandbox.slack.shapes import Json, objects

Names = Callable[[str], str]
"""From the id of a user, channel or user group to what people read."""

_TOKEN = re.compile(r"<([^<>\n]+)>")
_CODE = re.compile(r"(```.+?```|`[^`\n]+`)", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w*_~])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*_~])")
_EMOJI = re.compile(r":([a-z0-9_+-]+):")
EMOJI: Mapping[str, str] = {
    "white_check_mark": "✓",
    "heavy_check_mark": "✓",
    "ballot_box_with_check": "✓",
    "x": "✗",
    "no_entry": "✗",
    "warning": "⚠",
    "hourglass": "…",
    "hourglass_flowing_sand": "…",
    "white_circle": "○",
    "large_green_circle": "●",
    "large_yellow_circle": "●",
    "red_circle": "●",
    "arrow_right": "→",
    "bulb": "→",
    "link": "∞",
    "lock": "▣",
    "tada": "★",
    "rotating_light": "‼",
}
"""The emoji that status lines use, as characters of one column; others stay as they are written."""


def plain(text: str, names: Names) -> str:
    """mrkdwn as people read it: names for mentions, fallbacks for dates, no marks of emphasis."""
    parts = _CODE.split(text)
    return "".join(_code(part) if _CODE.fullmatch(part) else _prose(part, names) for part in parts)


def _code(text: str) -> str:
    return html.unescape(text.strip("`").strip("\n"))


def _prose(text: str, names: Names) -> str:
    text = _TOKEN.sub(lambda found: _token(found[1], names), text)
    previous = ""
    while previous != text:
        previous, text = text, _EMPHASIS.sub(r"\2", text)
    lines = (
        "▎ " + line.removeprefix("&gt;").lstrip() if line.startswith("&gt;") else line for line in text.split("\n")
    )
    return html.unescape(emoji("\n".join(lines)))


def emoji(text: str) -> str:
    return _EMOJI.sub(lambda found: EMOJI.get(found[1], found[0]), text)


def _token(token: str, names: Names) -> str:
    """What stands between ``<`` and ``>``."""
    target, _, label = token.partition("|")
    if target.startswith("!date^"):
        return label
    if target.startswith("!subteam^"):
        return "@" + names(target.removeprefix("!subteam^"))
    if target.startswith("!"):
        return "@" + target[1:]
    if target[:1] in "@#":
        return target[0] + (label or names(target[1:]))
    return _link(target, label)


def _link(url: str, label: str) -> str:
    bare = re.sub(r"^(https?://|mailto:|tel:)", "", url)
    return f"{label} ({url})" if label and label not in (url, bare) else label or url


def words_of(text: object, names: Names) -> str:
    """A text object, either kind."""
    if not isinstance(text, dict):
        return str(text or "")
    if text.get("type") == "mrkdwn":
        return plain(text["text"], names)
    return emoji(text.get("text", ""))


def leaves(elements: object, names: Names) -> str:
    """The leaves of rich text in a row."""
    return "".join(_leaf(leaf, names) for leaf in objects(elements))


def _leaf(leaf: Json, names: Names) -> str:
    kind = leaf["type"]
    if kind == "text":
        return str(leaf["text"])
    if kind == "link":
        return _link(leaf["url"], leaf.get("text", ""))
    if kind == "emoji":
        return EMOJI.get(leaf["name"], f":{leaf['name']}:")
    if kind == "date":
        return str(leaf.get("fallback") or leaf["timestamp"])
    if kind in ("user", "usergroup", "channel"):
        return ("#" if kind == "channel" else "@") + names(leaf[f"{kind}_id"])
    return "@" + str(leaf.get("range") or leaf.get("team_id") or leaf.get("value"))


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) != 0 for sign in text)


def padded(text: str, width: int) -> str:
    return text + " " * max(0, width - columns(text))


def wrapped(text: str, width: int, hang: str = "") -> Iterator[str]:
    """Lines of at most ``width`` columns; breaks stay, indentation is kept, long words stick out."""
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        first, *rest = line.lstrip().split(" ")
        current = indent + first
        for word in rest:
            if columns(f"{current} {word}") > width:
                yield current.rstrip()
                current = indent + hang + word
            else:
                current = f"{current} {word}"
        yield current.rstrip()
