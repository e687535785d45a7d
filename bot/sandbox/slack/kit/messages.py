"""The parts of a message that an app may send. Source: docs.slack.dev/reference/methods/chat.postMessage."""

from bot.sandbox.slack.kit.blocks import check_blocks
from bot.sandbox.slack.kit.figures import MOST
from bot.sandbox.slack.kit.schema import Fault, anything, items
from bot.sandbox.slack.shapes import Json, objects

METADATA_MOST_BYTES = 16_000


def check_attachments(attachments: object, at: str) -> list[Fault]:
    """Legacy attachments: only their number and the blocks in them are judged."""
    faults = list(items(anything, 0, MOST["message.attachments"])(attachments, at))
    for place, one in enumerate(objects(attachments)):
        faults += check_blocks(one.get("blocks", []), "message", f"{at}/{place}/blocks")
    return faults


def is_metadata(value: Json) -> bool:
    """Whether it has an event type and a payload, and nothing else."""
    is_named = isinstance(value.get("event_type"), str) and bool(value["event_type"])
    return is_named and isinstance(value.get("event_payload"), dict) and len(value) == 2
