"""Text that is safe to show. Whatever a person typed goes through here before it stands in a view.

Slack reads ``&``, ``<`` and ``>`` as control characters (docs.slack.dev, formatting message text); a text that is not
escaped could ping a whole channel or disguise a link.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from slack_sdk.models.blocks import MarkdownTextObject, PlainTextObject

from bot.core.hostname import to_unicode

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters that are no white space
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # those that turn the reading direction round
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff]"  # halves, private ones and no characters
)
_PERSON = re.compile(r"[UW][A-Z0-9]+")
_GROUP = re.compile(r"S[A-Z0-9]+")
_CHANNEL = re.compile(r"[CDG][A-Z0-9]+")
_LOOKALIKES = str.maketrans({"<": "\u2039", ">": "\u203a"})
NOTHING = "-"
BAR = "\u00a6"
_MARKS = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "'"})
_ITALIC = re.compile(r"(?<!\w)_(?=\S)([^\n]*?\S)_(?!\w)")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def clean(text: str) -> str:
    """One line without control characters and without what turns the reading direction round."""
    return " ".join(_UNSEEN.sub("", text).split())


def clip(text: str, limit: int) -> str:
    """At most ``limit`` characters; a cut is shown by an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def escape(text: str) -> str:
    return text.translate(_ENTITIES)


def link(address: str, text: str, limit: int = 300) -> str:
    """A link of ours with a person's text on it; a bar in the text would begin it anew."""
    return f"<{address}|{said(text.replace('|', BAR), limit)}>"


def unmarked(text: str) -> str:
    """Without what would make mrkdwn bold, struck out, code or italic: look-alikes stand for it. An underscore inside
    a name, or alone, is none of that."""
    return _ITALIC.sub("\u02cd\\1\u02cd", text.translate(_MARKS))


def said(text: str, limit: int = 300) -> str:
    """A person's text inside mrkdwn: cleaned, without marks of its own, escaped and at most ``limit`` characters after
    escaping."""
    return _fitted(unmarked(clean(text)), limit)


def _fitted(whole: str, limit: int) -> str:
    if len(escape(whole)) <= limit:
        return escape(whole)
    room = limit - 1
    kept = []
    for char in whole:
        room -= len(escape(char))
        if room < 0:
            break
        kept.append(char)
    return escape("".join(kept).rstrip()) + "…"


def _unticked(text: str) -> str:
    return text.replace("`", "'")


def code(text: str, limit: int = 300) -> str:
    """A code span: Slack makes no link of it, and a double click copies it."""
    return f"`{_fitted(clean(_unticked(text)), limit) or NOTHING}`"


def preformatted(text: str, limit: int = 1000) -> str:
    """A block of its own that Slack offers to copy whole."""
    return f"```{_fitted(clean(_unticked(text)), limit) or NOTHING}```"


def plain(text: str, limit: int = 150) -> str:
    """A person's text for plain_text objects, where nothing is escaped: brackets become look-alikes."""
    return clip(clean(text).translate(_LOOKALIKES), limit) or NOTHING


def shown_host(host: str) -> str:
    """An international name as people write it, with the name that is in the DNS beside it."""
    written = to_unicode(host)
    return host if written == host else f"{written} ({host})"


def initial(text: str, limit: int = 3000) -> str | None:
    """What an input field starts with: brackets are dropped; None where nothing is left."""
    return clean(text).replace("<", "").replace(">", "")[:limit] or None


def bold(text: str, limit: int = 150) -> str:
    """A person's text in bold."""
    return f"*{said(text, limit) or NOTHING}*"


def mention(slack_id: str) -> str:
    """A person or a user group by Slack id; anything else is shown as text."""
    if _PERSON.fullmatch(slack_id):
        return f"<@{slack_id}>"
    return f"<!subteam^{slack_id}>" if _GROUP.fullmatch(slack_id) else said(slack_id)


def channel(slack_id: str) -> str:
    return f"<#{slack_id}>" if _CHANNEL.fullmatch(slack_id) else said(slack_id)


def mentions(slack_ids: Iterable[str]) -> str:
    """``@a``, ``@a or @b``, ``@a, @b or @c``."""
    names = [mention(slack_id) for slack_id in slack_ids]
    return " or ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def date(at: datetime) -> str:
    """The time in the reader's own zone, as "today at 14:31"."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{utc(at)}>"


def day(at: datetime) -> str:
    """The day alone, in the reader's own zone."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}}|{at.astimezone(UTC):%Y-%m-%d}>"


_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def lasting(span: timedelta) -> str:
    """A length of time in its largest fitting unit: ``12 minutes``."""
    seconds = max(int(span.total_seconds()), 1)
    name, size = next((name, size) for name, size in _UNITS if seconds >= size)
    count = round(seconds / size)
    return f"{count} {name}{'' if count == 1 else 's'}"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def short_sid(sid: str) -> str:
    """Enough of a SID to recognise it: ``DN12…ef``."""
    return sid if len(sid) <= 8 else f"{sid[:4]}…{sid[-2:]}"


def md(text: str, limit: int = 3000) -> MarkdownTextObject:
    """A mrkdwn object; verbatim, so that Slack makes no links of host and channel names by itself."""
    return MarkdownTextObject(text=clip(text, limit), verbatim=True)


def pt(text: str, limit: int = 3000) -> PlainTextObject:
    return PlainTextObject(text=clip(text, limit), emoji=False)
