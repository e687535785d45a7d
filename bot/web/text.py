"""Text of mail and page: whatever people typed is freed of control characters, and escaped where it meets HTML."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from bot.core.hostname import to_unicode
from bot.core.steps import Label, Place, Row, Site, Step, Typed
from bot.core.words import Words


def render(template: str, values: Mapping[str, object]) -> str:
    """A template of this room, filled in."""
    return re.sub(r"\n{3,}", "\n\n", _environment().get_template(template).render(values))


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("bot.web"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def one_line(text: str, limit: int) -> str:
    """On one line, at most ``limit`` characters, without control and direction characters."""
    return " ".join(clean(text).split())[:limit]


def clean(text: str) -> str:
    """Line breaks stay; other control characters, and those that turn text around, go."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp"))


def shown_host(host: str) -> str:
    """An international name as people write it, with the name that is in the DNS beside it."""
    written = to_unicode(host)
    return host if written == host else f"{written} ({host})"


def in_text(place: Place) -> str:
    """A place of a step in plain text."""
    if isinstance(place, Row):
        return place.joint.join(in_text(item) for item in place.items)
    if isinstance(place, Site):
        return f"{place.name} ({place.address})" if place.address else place.name
    return str(place)


def in_html(place: Place) -> str:
    """A place of a step in HTML."""
    if isinstance(place, Row):
        return escape(place.joint).join(in_html(item) for item in place.items)
    if isinstance(place, Site):
        return _link(place)
    if isinstance(place, Typed):
        return Markup("<code>{}</code>").format(str(place))
    return Markup('<b lang="en">{}</b>').format(str(place)) if isinstance(place, Label) else escape(place)


def written(steps: Sequence[Step], *, is_html: bool) -> list[list[str]]:
    """The sentences of each step, as text or as HTML."""
    mark, text = (in_html, _markup) if is_html else (in_text, str)
    return [[sentence.written(mark, text) for sentence in step] for step in steps]


def _markup(template: str) -> str:
    return escape(template)


def _link(site: Site) -> str:
    if site.address is None:
        return escape(site.name)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(site.address, site.name)


def moment(words: Words, at: datetime) -> Markup:
    """A time in UTC, marked so that a browser can show it in the reader's own zone."""
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="seconds"), words.date(at))


def told(words: Words, key: str, **fields: object) -> Markup:
    """A sentence of the catalogue in HTML: its fields are escaped unless they are HTML already."""
    return escape(words.sentences[key]).format(**fields)
