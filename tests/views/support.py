"""Views as JSON, compared with golden files and with what Slack takes.

`UPDATE_GOLDEN=1 pytest tests/views` writes the golden files anew; look at the difference before you commit it.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slack_sdk.models.views import View

from bot.core.messages import Content
from bot.sandbox.slack.kit.blocks import check_blocks
from bot.sandbox.slack.kit.views import check_view
from bot.sandbox.slack.render.lines import Page, lines_of
from handlers.views.blocks import blocks_in

GOLDEN = Path(__file__).parent / "golden"
Json = Any


def as_json(shown: Content | View) -> Json:
    if isinstance(shown, View):
        return shown.to_dict()
    return {"text": shown.text, "blocks": [block.to_dict() for block in blocks_in(shown)]}


def faults(shown: Content | View) -> list[str]:
    """What Slack would refuse."""
    made = as_json(shown)
    found = (
        check_view(made, "home" if made["type"] == "home" else "modal")
        if isinstance(shown, View)
        else check_blocks(made["blocks"], "message", "/blocks")
    )
    return [fault.line for fault in found]


def rendered(shown: Content | View, width: int = 100) -> str:
    """As people read it, without colours."""
    return "\n".join(lines_of(as_json(shown)["blocks"], Page(width, str)))


def strings(value: Json) -> Iterator[str]:
    """Every string in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def check_golden(name: str, shown: Content | View) -> None:
    """Equal to the golden file, and something that Slack takes."""
    made = json.dumps(as_json(shown), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    path = GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert faults(shown) == []
    assert made == path.read_text(encoding="utf-8")
