"""What Slack sent, as far as we understand it. Payloads without a type, a user or a team are survived.

Shapes: docs.slack.dev/reference/interaction-payloads; samples in bolt-python's tests.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from handlers.ids import COMMAND

Body = Mapping[str, object]
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Kind(StrEnum):
    """The payloads that are answered; everything else is acknowledged and left alone."""

    COMMAND = "command"
    ACTION = "block_actions"
    SUGGESTION = "block_suggestion"
    SUBMISSION = "view_submission"
    HOME = "app_home_opened"
    GONE = "app_gone"
    OTHER = "other"


def at(value: object, *path: str) -> object:
    """What stands at the path of keys; None where the way breaks off."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def text_at(value: object, *path: str) -> str:
    """The string at the path, without what no database keeps (NUL, halves of characters); empty where there is none."""
    found = at(value, *path)
    return _UNSTORABLE.sub("", found) if isinstance(found, str) else ""


_EVENTS = {"app_home_opened": Kind.HOME, "app_uninstalled": Kind.GONE, "tokens_revoked": Kind.GONE}


def kind_of(body: Body) -> Kind:
    match text_at(body, "type"):
        case "block_actions":
            return Kind.ACTION
        case "block_suggestion":
            return Kind.SUGGESTION
        case "view_submission" if text_at(body, "view", "type") != "workflow_step":
            return Kind.SUBMISSION
        case "event_callback":
            return _EVENTS.get(text_at(body, "event", "type"), Kind.OTHER)
        case "" if text_at(body, "command") == COMMAND:
            return Kind.COMMAND
        case _:
            return Kind.OTHER


def team_of_person(body: Body) -> str:
    """The workspace the person belongs to, where the payload says so; it differs over Slack Connect."""
    return text_at(body, "user", "team_id") or text_at(body, "event", "user_team")


def channel_of(body: Body) -> str | None:
    """The channel where a card can go; None in a direct message and where there is no channel (App Home, a form)."""
    channel = text_at(body, "channel_id") or text_at(body, "channel", "id")
    name = text_at(body, "channel_name") or text_at(body, "channel", "name")
    is_private_talk = channel.startswith("D") or name == "directmessage" or name.startswith("mpdm-")
    return None if is_private_talk else channel or None


def delivery_of(kind: Kind, body: Body) -> str | None:
    """A key that the same payload, sent again, has again; None where the payload has nothing of that kind.

    A form sent twice has the same view and hash; a button pressed twice has another trigger each time.
    """
    match kind:
        case Kind.COMMAND:
            parts = [text_at(body, "trigger_id")]
        case Kind.ACTION:
            parts = [text_at(body, "trigger_id"), text_at(first_action(body), "action_ts")]
        case Kind.SUBMISSION:
            parts = [text_at(body, "view", "id"), text_at(body, "view", "hash")]
        case _:
            parts = [text_at(body, "event_id")]
    return ":".join([kind.value, *parts]) if parts[0] else None


def first_action(body: Body) -> Body:
    actions = at(body, "actions")
    first = actions[0] if isinstance(actions, list) and actions else {}
    return first if isinstance(first, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button or a menu entry: which, and the opaque value it carries."""

    action_id: str
    value: str
    is_button: bool = True


def pressed_of(body: Body) -> Pressed:
    action = first_action(body)
    chosen = text_at(action, "selected_option", "value")
    is_button = text_at(action, "type") == "button"
    return Pressed(text_at(action, "action_id"), text_at(action, "value") or chosen, is_button)


def ticked_of(body: Body) -> tuple[str, ...]:
    """The values of all boxes that are ticked in the message whose button was pressed, as this person sees it."""
    blocks = at(body, "state", "values")
    elements = [one for block in blocks.values() for one in block.values()] if isinstance(blocks, Mapping) else []
    chosen = [at(element, "selected_options") for element in elements if text_at(element, "type") == "checkboxes"]
    return tuple(text_at(option, "value") for options in chosen if isinstance(options, list) for option in options)


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody types into a list, and the form it belongs to."""

    action_id: str
    text: str
    carried: Mapping[str, str]


def search_of(body: Body) -> Search:
    return Search(text_at(body, "action_id"), text_at(body, "value"), carried_of(at(body, "view")))


@dataclass(frozen=True, slots=True)
class Form:
    """A modal with what people filled in. ``carried`` is what we gave it to bring back; ``inputs`` its input blocks."""

    view_id: str
    hash: str
    carried: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, block: str) -> str:
        """What was typed, without outer spaces; empty where nothing was."""
        return text_at(self._element(block), "value").strip()

    def choice(self, block: str) -> str:
        """The value chosen from a list, or from a picker of channels or people; empty where none was."""
        element = self._element(block)
        picked = text_at(element, "selected_conversation") or text_at(element, "selected_user")
        return text_at(element, "selected_option", "value") or picked

    def label(self, block: str) -> str:
        """How the chosen value reads."""
        return text_at(self._element(block), "selected_option", "text", "text")

    def choices(self, block: str) -> tuple[str, ...]:
        """The values chosen from a list of several or from check boxes."""
        options = at(self._element(block), "selected_options")
        return tuple(text_at(option, "value") for option in options) if isinstance(options, list) else ()

    def files(self, block: str) -> tuple[str, ...]:
        """The ids of the files chosen in the block, whichever number it has behind its name."""
        elements = (self._element(name) for name in self.values if name.rstrip("0123456789") == block)
        found = (at(element, "files") for element in elements)
        return tuple(text_at(file, "id") for files in found if isinstance(files, list) for file in files)

    def labels(self, block: str) -> dict[str, str]:
        """How the values chosen from a list of several read."""
        options = at(self._element(block), "selected_options")
        chosen = options if isinstance(options, list) else []
        return {text_at(option, "value"): text_at(option, "text", "text") for option in chosen}

    def _element(self, block: str) -> object:
        """An input's action id equals its block id."""
        return at(self.values, block, block)


def form_of(body: Body) -> Form:
    view = at(body, "view")
    blocks, values = at(view, "blocks"), at(view, "state", "values")
    return Form(
        view_id=text_at(view, "id"),
        hash=text_at(view, "hash"),
        carried=carried_of(view),
        inputs=tuple(text_at(block, "block_id") for block in blocks if text_at(block, "type") == "input")
        if isinstance(blocks, list)
        else (),
        values=values if isinstance(values, Mapping) else {},
    )


def carried_of(view: object) -> Mapping[str, str]:
    """What we gave a view to bring back."""
    try:
        carried = json.loads(text_at(view, "private_metadata") or "{}")
    except ValueError:
        return {}
    if not isinstance(carried, dict):
        return {}
    return {str(key): _UNSTORABLE.sub("", str(value)) for key, value in carried.items()}
