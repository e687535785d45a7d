"""What an answer to bad input must be, and what no message may hold, whatever people typed."""

import html
import logging
import re
from collections.abc import Iterator

from bot.core.providers import panels
from bot.sandbox.slack.kit.blocks import check_blocks
from bot.sandbox.slack.kit.views import check_view
from tests.handlers.support import Json
from tests.handlers.town import Town, texts_of
from tests.handlers.walk import answered

OURS = re.compile(
    r"<!date\^\d+\^[^<>|]*\|[^<>|]*>|<@U[A-Z]+>|<#C(1|ALERT|APPROVE)>|"
    r"<https://(bot\.test|slack\.com/archives)/[^<>|]*(\|[^<>|]*)?>|"
    + "|".join(re.escape(f"<{panel.address}|{panel.provider.name}>") for panel in panels() if panel.address)
)
"""Control sequences that we write ourselves: people of the town have no digits in their ids, others have."""
CONTROLS = re.compile(r"<[!@#]|<https?:|<mailto:")
REORDERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SPANS = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
MARKED = re.compile(r"[*~`]bold7|bold7[*~`]|(?<!\w)_bold7_(?!\w)")
UNCLEAR = re.compile(r"Traceback|Error\b|None|reference|\{|\}|__|[A-Z]{3,}_[A-Z]{2,}|null|\bfield\b|on my side")
LONGEST = 150
FAILED = {"listener_failed", "error_not_answered", "form_not_filled", "background_task_failed"}
SETTINGS = re.compile(r"TEST_NUMBERS")


class Log(logging.Handler):
    """What the handlers wrote down while somebody acted."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def is_refused(self) -> bool:
        return any(one.getMessage() in ("refused", "conflict") for one in self.records)

    def failures(self) -> Iterator[str]:
        for one in self.records:
            if one.getMessage() in FAILED:
                yield f"{one.getMessage()}: {one.exc_info[1]!r}" if one.exc_info else one.getMessage()

    def __enter__(self) -> "Log":
        logger = logging.getLogger("handlers")
        self._level = logger.level
        logger.addHandler(self)
        logger.setLevel(logging.INFO)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("handlers").removeHandler(self)
        logging.getLogger("handlers").setLevel(self._level)


async def act(town: Town, log: Log, body: Json) -> tuple[Json, list[str]]:
    """Does it; what went back, and everything that is wrong with the answer. ``log`` tells whether it was refused."""
    log.records.clear()
    answer, shown = await answered(town, body)
    faults = [*log.failures(), *_of_errors(answer, body)]
    for one in shown:
        faults += of_shown(one)
    if log.is_refused and (changed := town.changed()):
        faults.append(f"refused, yet changed {changed}")
    return answer, faults


def _of_errors(answer: Json, body: Json) -> Iterator[str]:
    blocks = [one["block_id"] for one in body.get("view", {}).get("blocks", []) if one.get("type") == "input"]
    for block, words in answer.get("errors", {}).items():
        if block not in blocks:
            yield f"no such field: {block}"
        if len(words) > LONGEST:
            yield f"{len(words)} characters: {words}"
        if UNCLEAR.search(SETTINGS.sub("", words)) or not words.rstrip().endswith((".", "?")) or not words.strip():
            yield f"unclear: {words}"


def of_shown(shown: Json) -> Iterator[str]:
    """A view or message: taken by Slack, and saying nothing that we did not say."""
    if shown.get("type") in ("modal", "home"):
        yield from (fault.line for fault in check_view(shown, shown["type"]))
    elif shown.get("blocks"):
        yield from (fault.line for fault in check_blocks(shown["blocks"], "message", "/blocks"))
    for kind, text in texts_of(shown):
        yield from of_text(kind, text)


def of_text(kind: str, text: str) -> Iterator[str]:
    if "on my side" in text:
        yield f"unknown failure: {text[:100]}"
    bare = OURS.sub("", text)
    if CONTROLS.search(bare):
        yield f"control: {text[:200]!r}"
    if REORDERING.search(text):
        yield f"reordering: {text[:200]!r}"
    if kind == "mrkdwn" and MARKED.search(SPANS.sub("", text)):
        yield f"markup: {text[:200]!r}"


def of_page(page: str) -> Iterator[str]:
    """HTML of a mail or a page."""
    if re.search(r"<[!@#](?!DOCTYPE|--)|<https?:|<evil7", page, re.IGNORECASE):
        yield "unescaped in HTML"
    if REORDERING.search(html.unescape(page)):
        yield "reordering in HTML"
