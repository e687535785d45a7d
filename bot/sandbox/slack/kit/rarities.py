"""Blocks that few apps use: cards, containers, plans, tables of data, charts, video.

Source: docs.slack.dev/reference/block-kit/blocks, and the measurements behind `figures`.
"""

from collections.abc import Mapping

from bot.sandbox.slack.kit.elements import BUTTON, IMAGE, URL_SOURCE, elements_of
from bot.sandbox.slack.kit.figures import MOST, RANGE
from bot.sandbox.slack.kit.objects import BLOCK_ID, plain_text, text
from bot.sandbox.slack.kit.rich_text import PART, RICH_TEXT
from bot.sandbox.slack.kit.schema import (
    Check,
    Fault,
    Faults,
    at_least_one,
    boolean,
    integer,
    items,
    number,
    one_of,
    record,
    string,
    tagged,
    url,
)
from bot.sandbox.slack.kit.surfaces import ELEMENTS_IN
from bot.sandbox.slack.shapes import Json, objects

_IMAGE = tagged({"image": IMAGE})
_ID: Mapping[str, Check] = {"block_id": BLOCK_ID}
_CARD = record(
    {},
    {
        **_ID,
        "hero_image": _IMAGE,
        "icon": _IMAGE,
        "title": text(MOST["card.title"]),
        "subtitle": text(MOST["card.subtitle"]),
        "body": text(MOST["card.body"]),
        "actions": items(BUTTON, most=MOST["card.actions"]),
    },
    at_least_one("hero_image", "title", "actions", "body"),
)
_TASK_FIELDS: Mapping[str, Check] = {
    **_ID,
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": items(tagged({"url": URL_SOURCE}), least=0),
    "status": one_of("pending", "in_progress", "complete", "error"),
}
_TASK_CARD = record({"task_id": string(), "title": string()}, _TASK_FIELDS)
_TASK_IN_PLAN = record({"task_id": string(), "title": string()}, {**_TASK_FIELDS, "type": one_of("task_card")})


def _plan_title(value: object, at: str) -> Faults:
    """Plain words, or a plain_text object."""
    check = plain_text() if isinstance(value, dict) else string()
    yield from check(value, at)


def _collapses(block: Json, at: str) -> Faults:
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        yield Fault("bad_combination", "default_collapsed needs is_collapsible", at)


def container(children: Check) -> Check:
    """A container of blocks that pass ``children``."""
    return record(
        {"child_blocks": items(children, most=MOST["container.child_blocks"])},
        {
            **_ID,
            "title": plain_text(MOST["container.title"]),
            "rich_text_title": RICH_TEXT,
            "subtitle": text(MOST["container.subtitle"]),
            "icon": _IMAGE,
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
        at_least_one("title", "rich_text_title"),
        _collapses,
    )


_RAW_TEXT = record({"text": string(least=0)})
_RICH_CELL = record({"elements": items(PART, least=0)})
_COLUMN = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column_setting(value: object, at: str) -> Faults:
    """null skips a column."""
    if value is not None:
        yield from _COLUMN(value, at)


TABLE = record(
    {
        "rows": items(
            items(tagged({"raw_text": _RAW_TEXT, "rich_text": _RICH_CELL}), most=MOST["table.cells_per_row"]),
            most=MOST["table.rows"],
        )
    },
    {**_ID, "column_settings": items(_column_setting, least=0, most=MOST["table.column_settings"])},
)
_DATA_CELL = tagged(
    {
        "raw_text": record({"text": string()}),
        "raw_number": record({"value": number()}, {"text": string()}),
        "rich_text": _RICH_CELL,
    }
)


def _data_table_rules(block: Json, at: str) -> Faults:
    rows: list[list[Json]] = block["rows"]
    if any(cell["type"] == "rich_text" for cell in rows[0]):
        yield Fault("bad_header", "the header row may not hold rich_text", f"{at}/rows/0")
    most = MOST["data_table.chars_all_cells"]
    if sum(len(str(cell.get("text", cell.get("value", "")))) for row in rows for cell in row) > most:
        yield Fault("too_long", f"all cells together must be less than {most + 1} characters", at, "maxLength", most)


_DATA_TABLE = record(
    {
        "caption": string(),
        "rows": items(
            items(_DATA_CELL, most=MOST["data_table.cells_per_row"]),
            *RANGE["data_table.rows"],
        ),
    },
    {**_ID, "page_size": integer(*RANGE["data_table.page_size"]), "row_header_column_index": integer(0, 19)},
    _data_table_rules,
)

_CHART_LABEL = string(MOST["data_visualization.label"])
_SERIES = record(
    {
        "name": _CHART_LABEL,
        "data": items(
            record({"label": _CHART_LABEL, "value": number()}),
            most=MOST["data_visualization.points"],
        ),
    }
)
_AXIS = record(
    {"categories": items(_CHART_LABEL, least=0, most=MOST["data_visualization.categories"])},
    {
        "x_label": string(MOST["data_visualization.axis_label"], least=0),
        "y_label": string(MOST["data_visualization.axis_label"], least=0),
    },
)


def _series_fit(chart: Json, at: str) -> Faults:
    """Series have names of their own, and one point for each category."""
    series, categories = objects(chart["series"]), chart["axis_config"]["categories"]
    if len({one["name"] for one in series}) != len(series):
        yield Fault("duplicate_series", "series names must be unique", f"{at}/series")
    for place, one in enumerate(series):
        if sorted(point["label"] for point in one["data"]) != sorted(categories):
            yield Fault("bad_series", "must have one data point for each category", f"{at}/series/{place}/data")


_LINES = record(
    {"series": items(_SERIES, most=MOST["data_visualization.series"]), "axis_config": _AXIS}, {}, _series_fit
)
_PIE = record(
    {
        "segments": items(
            record({"label": _CHART_LABEL, "value": number(above=0)}),
            most=MOST["data_visualization.pie_segments"],
        )
    }
)
_CHART = tagged({"line": _LINES, "bar": _LINES, "area": _LINES, "pie": _PIE})
_HTTPS = string(3000, pattern=r"https://\S+")

RARITIES: Mapping[str, Check] = {
    "alert": record({"text": text()}, {**_ID, "level": one_of("default", "info", "warning", "error", "success")}),
    "card": _CARD,
    "carousel": record({"elements": items(tagged({"card": _CARD}), *RANGE["carousel.cards"])}, _ID),
    "context_actions": record(
        {"elements": items(elements_of(ELEMENTS_IN["context_actions"]), most=MOST["context_actions.elements"])}, _ID
    ),
    "data_table": _DATA_TABLE,
    "data_visualization": record({"title": string(MOST["data_visualization.title"]), "chart": _CHART}, _ID),
    "file": record({"external_id": string(), "source": one_of("remote")}, _ID),
    "plan": record({"title": _plan_title}, {**_ID, "tasks": items(_TASK_IN_PLAN, least=0)}),
    "table": TABLE,
    "task_card": _TASK_CARD,
    "video": record(
        {"alt_text": string(), "title": plain_text(MOST["video.title"]), "thumbnail_url": url(), "video_url": _HTTPS},
        {
            **_ID,
            "author_name": string(MOST["video.author_name"], least=0),
            "description": plain_text(MOST["video.description"]),
            "provider_icon_url": url(),
            "provider_name": string(),
            "title_url": _HTTPS,
        },
    ),
}
