"""Every block, and what a list of blocks must keep to as a whole: places, counts, unique ids.

Source: docs.slack.dev/reference/block-kit/blocks.
"""

from collections.abc import Iterable, Iterator, Mapping

from bot.sandbox.slack.kit.elements import ELEMENT_SURFACES, IMAGE, elements_of
from bot.sandbox.slack.kit.figures import MOST, RANGE
from bot.sandbox.slack.kit.objects import BLOCK_ID, SLACK_FILE, plain_text, text
from bot.sandbox.slack.kit.rarities import RARITIES, container
from bot.sandbox.slack.kit.rich_text import RICH_TEXT_BLOCK
from bot.sandbox.slack.kit.schema import (
    Check,
    Fault,
    Faults,
    at_least_one,
    boolean,
    exactly_one,
    integer,
    items,
    record,
    string,
    tagged,
    url,
)
from bot.sandbox.slack.kit.surfaces import ELEMENTS_IN, LETTER, Surface, allows
from bot.sandbox.slack.shapes import Json, objects

_ID: Mapping[str, Check] = {"block_id": BLOCK_ID}
_CONTEXT_ITEM = tagged(
    {
        "image": IMAGE,
        "plain_text": record({"text": string(MOST["text_object.max"])}, {"emoji": boolean}),
        "mrkdwn": record({"text": string(MOST["text_object.max"])}, {"verbatim": boolean}),
    }
)


def _no_dispatch_of_files(block: Json, at: str) -> Faults:
    if block.get("dispatch_action") and block["element"]["type"] == "file_input":
        yield Fault("bad_combination", "a file_input cannot dispatch actions", f"{at}/dispatch_action")


_COMMON: Mapping[str, Check] = {
    "actions": record(
        {"elements": items(elements_of(ELEMENTS_IN["actions"]), most=MOST["actions.elements"])},
        _ID,
    ),
    "context": record({"elements": items(_CONTEXT_ITEM, most=MOST["context.elements"])}, _ID),
    "divider": record({}, _ID),
    "header": record(
        {"text": plain_text(MOST["header.text"])},
        {**_ID, "level": integer(*RANGE["header.level"])},
    ),
    "image": record(
        {"alt_text": string(MOST["image.alt_text"])},
        {
            **_ID,
            "image_url": url(MOST["image.image_url"]),
            "slack_file": SLACK_FILE,
            "title": plain_text(MOST["image.title"]),
        },
        exactly_one("image_url", "slack_file"),
    ),
    "input": record(
        {"label": plain_text(MOST["input.label"]), "element": elements_of(ELEMENTS_IN["input"])},
        {**_ID, "hint": plain_text(MOST["input.hint"]), "optional": boolean, "dispatch_action": boolean},
        _no_dispatch_of_files,
    ),
    "markdown": record({"text": string(MOST["markdown.cumulative_chars_per_message"])}, _ID),
    "rich_text": RICH_TEXT_BLOCK,
    "section": record(
        {},
        {
            **_ID,
            "text": text(MOST["section.text"]),
            "fields": items(text(MOST["section.field_text"]), most=MOST["section.fields"]),
            "accessory": elements_of(ELEMENTS_IN["section"]),
            "expand": boolean,
        },
        at_least_one("text", "fields"),
    ),
}
_NESTABLE = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section")
_CHILDREN = tagged({name: _COMMON[name] for name in _NESTABLE} | {n: RARITIES[n] for n in ("table", "video")})
BLOCKS: Mapping[str, Check] = {**_COMMON, **RARITIES, "container": container(_CHILDREN)}
_BLOCK = tagged(BLOCKS)


def check_blocks(blocks: object, surface: Surface, at: str) -> list[Fault]:
    """Everything wrong with the blocks of one message or view, whose place in the request is ``at``."""
    least = 0 if surface == "message" else 1
    faults = list(items(_BLOCK, least, MOST[f"blocks_per_surface.{surface}"])(blocks, at))
    return faults or list(_rules_of_the_whole(objects(blocks), surface, at))


def _rules_of_the_whole(blocks: list[Json], surface: Surface, at: str) -> Faults:
    """Runs only when each block is right in itself."""
    yield from _misplaced(blocks, surface, at)
    yield from _repeated_ids(blocks, at)
    yield from _too_many_of(blocks, at)


def elements_in(block: Json) -> Iterator[tuple[str, Json]]:
    """The elements of a block that people can act on or look at, with their pointers within it."""
    if isinstance(block.get("accessory"), dict):
        yield "/accessory", block["accessory"]
    if isinstance(block.get("element"), dict):
        yield "/element", block["element"]
    for name in ("elements", "actions"):
        for place, element in enumerate(objects(block.get(name))):
            yield f"/{name}/{place}", element
            if element.get("type") == "card":
                yield from ((f"/{name}/{place}{inner}", part) for inner, part in elements_in(element))


def nested(blocks: Iterable[Json], at: str) -> Iterator[tuple[str, Json]]:
    """All blocks with their pointers, those within containers and carousels included."""
    for place, block in enumerate(blocks):
        yield f"{at}/{place}", block
        yield from nested(objects(block.get("child_blocks")), f"{at}/{place}/child_blocks")


def _misplaced(blocks: list[Json], surface: Surface, at: str) -> Faults:
    for pointer, block in nested(blocks, at):
        kind = block["type"]
        if not allows(surface, kind):
            message = f"block type {kind} is not supported in {surface} surfaces"
            yield Fault("unsupported_surface", message, f"{pointer}/type", "surface", surface)
        for inner, element in elements_in(block):
            yield from _misplaced_element(element, surface, pointer + inner)


def _misplaced_element(element: Json, surface: Surface, at: str) -> Faults:
    kind = element["type"]
    if LETTER[surface] not in ELEMENT_SURFACES.get(kind, "mvh"):
        message = f"element type {kind} is not supported in {surface} surfaces"
        yield Fault("unsupported_surface", message, f"{at}/type", "surface", surface)
    if element.get("response_url_enabled") and (surface != "modal" or not at.endswith("/element")):
        message = "response_url_enabled is only supported in input blocks of modals"
        yield Fault("bad_combination", message, f"{at}/response_url_enabled")


def _repeated_ids(blocks: list[Json], at: str) -> Faults:
    seen: set[str] = set()
    for pointer, block in nested(blocks, at):
        block_id = block.get("block_id")
        if block_id in seen:
            message = f"block_id `{block_id}` already exists"
            yield Fault("duplicate_block_id", message, f"{pointer}/block_id", "unique")
        seen |= {block_id} if block_id else set()
        yield from _repeated_action_ids(block, pointer)


def _repeated_action_ids(block: Json, at: str) -> Faults:
    seen: set[str] = set()
    for inner, element in elements_in(block):
        action_id = element.get("action_id")
        if action_id in seen:
            message = f"action_id `{action_id}` already exists in this block"
            yield Fault("duplicate_action_id", message, f"{at}{inner}/action_id", "unique")
        seen |= {action_id} if action_id else set()


def _too_many_of(blocks: list[Json], at: str) -> Faults:
    kinds = [block["type"] for _, block in nested(blocks, at)]
    if kinds.count("table") + kinds.count("data_table") > MOST["table.per_message"]:
        yield Fault("only_one_table_allowed", "only one table is allowed", at, "maxContains", 1)
    charts = MOST["data_visualization.per_message"]
    if kinds.count("data_visualization") > charts:
        yield Fault("too_many_charts", f"no more than {charts} data_visualization blocks", at, "maxContains", charts)
    most = MOST["markdown.cumulative_chars_per_message"]
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > most:
        message = f"all markdown blocks together must be less than {most + 1} characters"
        yield Fault("too_long", message, at, "maxLength", most)
    focused = [element for _, block in nested(blocks, at) for _, element in elements_in(block)]
    if sum(bool(element.get("focus_on_load")) for element in focused) > 1:
        yield Fault("bad_combination", "focus_on_load may be set on one element only", at, "maxContains", 1)
