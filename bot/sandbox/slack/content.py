"""Reading what an app sends into messages and views: judged, completed as Slack completes it, then kept."""

from bot.sandbox.slack.errors import ApiError, refused_blocks
from bot.sandbox.slack.kit.blocks import check_blocks, elements_in, nested
from bot.sandbox.slack.kit.elements import ELEMENTS, options_of
from bot.sandbox.slack.kit.figures import MOST
from bot.sandbox.slack.kit.messages import METADATA_MOST_BYTES, check_attachments, is_metadata
from bot.sandbox.slack.kit.surfaces import Surface
from bot.sandbox.slack.kit.views import check_view
from bot.sandbox.slack.messages import Content
from bot.sandbox.slack.shapes import Json, copied, objects, size_of
from bot.sandbox.slack.timing import Ids


def content_of(args: Json, ids: Ids) -> Content:
    """The content of a message. Raises ApiError with the code and reasons that Slack would give."""
    blocks, attachments = args.get("blocks") or [], args.get("attachments") or []
    if faults := check_blocks(blocks, "message", "/blocks"):
        raise refused_blocks(faults)
    if faults := check_attachments(attachments, "/attachments"):
        is_too_many = len(attachments) > MOST["message.attachments"]
        raise refused_blocks(faults, "too_many_attachments" if is_too_many else "invalid_blocks")
    text = args.get("text") or args.get("markdown_text") or ""
    kept = text[: MOST["message.text_truncated_at"]]
    return Content(kept, completed(objects(blocks), ids), attachments, _metadata_of(args))


def _metadata_of(args: Json) -> Json | None:
    metadata = args.get("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise ApiError("invalid_metadata_format")
    if not is_metadata(metadata):
        raise ApiError("invalid_metadata_schema")
    if size_of(metadata) > METADATA_MOST_BYTES:
        raise ApiError("metadata_too_large")
    return copied(metadata)


def view_of(view: object, surface: Surface, ids: Ids) -> Json:
    """A view for that surface. Raises ApiError as the ``views`` methods do."""
    if size_of(view) > MOST["view.max_bytes"]:
        raise ApiError("view_too_large")
    if not isinstance(view, dict) or (faults := check_view(view, surface)):
        raise refused_blocks(faults if isinstance(view, dict) else [], "invalid_arguments")
    kept = copied(view)
    kept["blocks"] = completed(kept["blocks"], ids)
    return kept


def completed(blocks: list[Json], ids: Ids) -> list[Json]:
    """A copy with the ids and defaults that Slack fills in where an app left them out."""
    kept = objects([copied(block) for block in blocks])
    for _, block in nested(kept, ""):
        if not block.get("block_id"):
            block["block_id"] = ids.next("b")
        for _, element in elements_in(block):
            if element["type"] in ELEMENTS and element["type"] != "image":
                element.setdefault("action_id", ids.next("a"))
    for block in kept:
        _complete_texts(block)
    return kept


def _complete_texts(value: object) -> None:
    """``emoji`` and ``verbatim`` come back from Slack even where they were not sent."""
    if isinstance(value, list):
        for item in value:
            _complete_texts(item)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for part in value.values():
            _complete_texts(part)


def options_in_answer(answer: Json) -> list[Json]:
    """The options of an answer to ``block_suggestion``, groups included, completed."""
    options = [copied(option) for option in options_of(answer)]
    _complete_texts(options)
    return options
