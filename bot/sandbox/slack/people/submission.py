"""What becomes of a modal once the app has answered its submission.

Source: docs.slack.dev/surfaces/modals#response_actions. A wrong answer shows the person one generic line only; the
reason is noted in the journal.
"""

from collections.abc import Mapping

from bot.sandbox.slack.content import view_of
from bot.sandbox.slack.errors import ApiError, refused
from bot.sandbox.slack.people.answer import TROUBLE
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.triggers import Trigger
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace

_FIELDS: Mapping[str, frozenset[str]] = {
    "errors": frozenset({"errors"}),
    "update": frozenset({"view"}),
    "push": frozenset({"view"}),
    "clear": frozenset(),
}


def settle(space: Workspace, view: View, trigger: Trigger, payload: Json | None) -> str | None:
    """Does as the app's answer says; gives what the person is told where that cannot be done."""
    try:
        _act(space, view, trigger, payload)
    except ApiError as error:
        space.note(f"answer to the submission of {view.callback_id!r} refused: {error.code} {error.more}")
        return TROUBLE
    finally:
        space.changes.tell()
    return None


def _act(space: Workspace, view: View, trigger: Trigger, payload: Json | None) -> None:
    if payload is None:
        space.views.close(view)
        return
    wanted = str(payload.get("response_action"))
    if wanted not in _FIELDS or set(payload) != _FIELDS[wanted] | {"response_action"}:
        raise refused("invalid_arguments", [f"not a response_action: {sorted(payload)}"])
    if wanted == "clear":
        space.views.close(view, is_all=True)
    elif wanted == "errors":
        _show_errors(view, payload["errors"])
        trigger.opened.append(view.id)
    elif wanted == "update":
        space.views.update(view, view_of(payload["view"], "modal", space.ids))
        trigger.opened.append(view.id)
    else:
        space.views.push(trigger, view_of(payload["view"], "modal", space.ids))


def _show_errors(view: View, errors: object) -> None:
    """Each error must stand beside an input of this very view."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise refused("invalid_arguments", ["errors must be an object that is not empty"])
    strangers = sorted(set(errors) - inputs)
    if strangers:
        raise refused("invalid_arguments", [f"no input block has the block_id {name}" for name in strangers])
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise refused("invalid_arguments", ["each error must be text"])
    view.errors = dict(errors)
