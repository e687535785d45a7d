"""Blocks as lines of text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.sandbox.slack.form import Values, value_key
from bot.sandbox.slack.render.words import Names, columns, leaves, padded, plain, words_of, wrapped
from bot.sandbox.slack.shapes import Json, objects

_LISTS = ("radio_buttons", "checkboxes")
_SPACED = ("actions", "header", "input", "rich_text")
_FIELD_WIDTH = 32


@dataclass(frozen=True, slots=True)
class Page:
    """Where blocks are written: width in columns, names, and for forms what was entered and what is wrong."""

    width: int
    names: Names
    values: Values = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def lines_of(blocks: list[Json], page: Page) -> Iterator[str]:
    """All blocks, with air around those that stand for themselves."""
    previous = None
    for block in blocks:
        kind = block["type"]
        if previous is not None and (kind in _SPACED or previous == "rich_text"):
            yield ""
        yield from _WRITERS.get(kind, _other)(block, page)
        previous = kind


def _header(block: Json, page: Page) -> Iterator[str]:
    text = words_of(block["text"], page.names)
    yield text
    yield "━" * min(columns(text), page.width)


def _section(block: Json, page: Page) -> Iterator[str]:
    lines = list(wrapped(words_of(block["text"], page.names), page.width)) if "text" in block else []
    lines += _fields(objects(block.get("fields")), page)
    accessory = _element(block["accessory"], page, block) if "accessory" in block else ""
    room = page.width - columns(accessory) - 2
    if accessory and lines and columns(lines[0]) <= room:
        lines[0] = padded(lines[0], room) + "  " + accessory
    elif accessory:
        lines.append(accessory)
    yield from lines


def _fields(fields: list[Json], page: Page) -> Iterator[str]:
    """Two columns, as on a wide screen."""
    half = (page.width - 2) // 2
    texts = [list(wrapped(words_of(one, page.names), half)) for one in fields]
    for left, right in zip(texts[::2], [*texts[1::2], [""]], strict=False):
        for place in range(max(len(left), len(right))):
            first = left[place] if place < len(left) else ""
            second = right[place] if place < len(right) else ""
            yield f"{padded(first, half)}  {second}".rstrip()


def _context(block: Json, page: Page) -> Iterator[str]:
    parts = [_element(one, page, block) for one in objects(block["elements"])]
    yield from wrapped("  ".join(part for part in parts if part), page.width)


def _actions(block: Json, page: Page) -> Iterator[str]:
    elements = objects(block["elements"])
    for one in elements:
        if one["type"] in _LISTS:
            yield from _choices(one, page, block)
    buttons = [_element(one, page, block).replace(" ", "\u00a0") for one in elements if one["type"] not in _LISTS]
    for line in wrapped("  ".join(buttons), page.width):
        yield line.replace("\u00a0", " ").strip()


def _element(element: Json, page: Page, block: Json) -> str:
    kind = element["type"]
    if kind in ("mrkdwn", "plain_text"):
        return words_of(element, page.names)
    if kind == "image":
        return f"({element['alt_text']})"
    if kind == "overflow":
        entries = " · ".join(words_of(option["text"], page.names) for option in objects(element["options"]))
        return f"[⋯ {entries}]"
    if "text" in element:
        return f"[{words_of(element['text'], page.names)}]"
    return _entered(element, page, block)


def _entered(element: Json, page: Page, block: Json) -> str:
    """A field with what stands in it, else its placeholder."""
    value = page.values.get(block.get("block_id", ""), {}).get(element.get("action_id", ""), {})
    mark = " ▾" if element["type"].endswith("select") else ""
    shown = _shown(value.get(value_key(element)), page) or words_of(element.get("placeholder"), page.names)
    return f"[ {padded(shown, _FIELD_WIDTH)}{mark} ]" if block["type"] == "input" else f"[ {shown}{mark} ]"


def _shown(value: object, page: Page) -> str:
    if isinstance(value, dict):
        return words_of(value.get("text"), page.names)
    if isinstance(value, list):
        return ", ".join(_shown(one, page) for one in value)
    return page.names(str(value)) if value is not None else ""


def _input(block: Json, page: Page) -> Iterator[str]:
    label = words_of(block["label"], page.names)
    yield label + (" (optional)" if block.get("optional") else "")
    element = block["element"]
    if element["type"] in _LISTS:
        yield from _choices(element, page, block)
    else:
        yield from wrapped(_entered(element, page, block), page.width)
    if "hint" in block:
        yield from wrapped(words_of(block["hint"], page.names), page.width)
    if block["block_id"] in page.errors:
        yield from wrapped(f"✗ {page.errors[block['block_id']]}", page.width)


def _choices(element: Json, page: Page, block: Json) -> Iterator[str]:
    entered = page.values.get(block["block_id"], {}).get(element["action_id"], {})
    held = entered.get(value_key(element)) if entered else element.get("initial_options", element.get("initial_option"))
    chosen = held if isinstance(held, list) else [held]
    signs = ("◉", "○") if element["type"] == "radio_buttons" else ("☑", "☐")
    for option in objects(element["options"]):
        yield f"{signs[option not in chosen]} {words_of(option['text'], page.names)}"
        if "description" in option:
            yield from wrapped(f"    {words_of(option['description'], page.names)}", page.width)


def _rich_text(block: Json, page: Page) -> Iterator[str]:
    for part in objects(block["elements"]):
        if part["type"] == "rich_text_list":
            yield from _list(part, page)
        elif part["type"] == "rich_text_preformatted":
            yield from (f"  ▏ {line}" for line in leaves(part["elements"], page.names).split("\n"))
        elif part["type"] == "rich_text_quote":
            yield from (f"▎ {line}" for line in wrapped(leaves(part["elements"], page.names), page.width - 2))
        else:
            yield from wrapped(leaves(part["elements"], page.names).strip("\n"), page.width)


def _list(part: Json, page: Page) -> Iterator[str]:
    indent = "  " * part.get("indent", 0)
    for place, item in enumerate(objects(part["elements"]), start=part.get("offset", 0) + 1):
        sign = f"{place}." if part["style"] == "ordered" else "•"
        yield from wrapped(f"{indent}{sign} {leaves(item['elements'], page.names)}", page.width, "  ")


def _table(block: Json, page: Page) -> Iterator[str]:
    rows = [[_cell(cell, page) for cell in row] for row in block["rows"]]
    widths = [max(columns(cell) for cell in column) for column in zip(*rows, strict=False)]
    for place, row in enumerate(rows):
        yield "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=False)).rstrip()
        if place == 0:
            yield "  ".join("─" * width for width in widths)


def _cell(cell: Json, page: Page) -> str:
    if cell["type"] == "rich_text":
        return " ".join(leaves(part["elements"], page.names) for part in objects(cell["elements"]))
    return str(cell.get("text", cell.get("value", "")))


def _divider(_block: Json, page: Page) -> Iterator[str]:
    yield "─" * page.width


def _image(block: Json, page: Page) -> Iterator[str]:
    title = words_of(block.get("title"), page.names)
    yield f"(image: {block['alt_text']}{' — ' + title if title else ''})"


def _markdown(block: Json, page: Page) -> Iterator[str]:
    yield from wrapped(plain(block["text"], page.names), page.width)


def _alert(block: Json, page: Page) -> Iterator[str]:
    sign = {"error": "✗", "warning": "⚠", "success": "✓"}.get(block.get("level", ""), "·")
    yield from wrapped(f"{sign} {words_of(block['text'], page.names)}", page.width, "  ")


def _other(block: Json, page: Page) -> Iterator[str]:
    """Blocks that our own screens do not use: their kind, and the words they have."""
    words = [words_of(block[name], page.names) for name in ("title", "subtitle", "body", "caption") if name in block]
    yield f"({block['type']}{': ' + ' — '.join(words) if words else ''})"
    yield from lines_of(objects(block.get("child_blocks")), page)


_WRITERS = {
    "actions": _actions,
    "alert": _alert,
    "context": _context,
    "data_table": _table,
    "divider": _divider,
    "header": _header,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
}
