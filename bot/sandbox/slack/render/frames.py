"""Whole messages, threads and views, each in a frame with a bar at its left."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo

from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.render.lines import Page, lines_of
from bot.sandbox.slack.render.words import Names, plain, words_of, wrapped
from bot.sandbox.slack.views import View

WIDTH = 100
_REPLY_INDENT = "    "


def render_text(item: Message | View, width: int = WIDTH, names: Names = str, tz: tzinfo = UTC) -> str:
    """A message (a reply is indented) or a view, at most ``width`` columns wide where words allow.

    ``names`` gives what people read for an id; times are in ``tz``.
    """
    lines = _view(item, width, names) if isinstance(item, View) else _message(item, width, names, tz)
    return "\n".join(lines)


def render_thread(messages: Sequence[Message], width: int = WIDTH, names: Names = str, tz: tzinfo = UTC) -> str:
    """A root and its replies, one below the other."""
    return "\n".join(render_text(message, width, names, tz) for message in messages)


def _framed(title: str, body: Iterable[str], foot: str = "") -> Iterator[str]:
    yield f"╭─ {title}"
    yield from (f"│ {line}".rstrip() for line in body)
    yield f"╰─ {foot}" if foot else "╰─"


def _message(message: Message, width: int, names: Names, tz: tzinfo) -> Iterator[str]:
    indent = _REPLY_INDENT if message.is_reply else ""
    page = Page(width - len(indent) - 2, names)
    for line in _framed(_title(message, names, tz), _body(message, page)):
        yield indent + line


def _body(message: Message, page: Page) -> Iterator[str]:
    """The blocks; the text only where there are none, as in Slack's client."""
    if message.blocks:
        yield from lines_of(message.blocks, page)
    elif message.text:
        yield from wrapped(plain(message.text, page.names), page.width)
    for one in message.content.attachments:
        yield from lines_of(one.get("blocks", []), page)


def _title(message: Message, names: Names, tz: tzinfo) -> str:
    at = datetime.fromtimestamp(float(message.ts), tz).strftime("%H:%M")
    parts = [names(message.author)]
    if not message.is_reply:
        parts.append(f"#{names(message.channel)}")
    parts.append(at)
    if message.seen_by:
        parts.append(f"only visible to {names(message.seen_by)}")
    if message.is_broadcast:
        parts.append(f"also sent to #{names(message.channel)}")
    if message.edited_ts:
        parts.append("edited")
    return " · ".join(parts)


def _view(view: View, width: int, names: Names) -> Iterator[str]:
    page = Page(width - 2, names, view.values, view.errors)
    content = view.content
    title = f"Home of {names(view.user)}" if view.type == "home" else view.title
    buttons = [words_of(content[name], names) for name in ("close", "submit") if content.get(name)]
    if view.type == "modal" and not content.get("close"):
        buttons.insert(0, "Cancel")
    return _framed(title, lines_of(view.blocks, page), "  ".join(f"[{button}]" for button in buttons))
