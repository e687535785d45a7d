"""Modals and Home tabs as a whole. Source: docs.slack.dev/reference/views."""

from collections.abc import Mapping

from bot.sandbox.slack.kit.blocks import check_blocks
from bot.sandbox.slack.kit.figures import MOST
from bot.sandbox.slack.kit.objects import plain_text
from bot.sandbox.slack.kit.schema import Check, Fault, Faults, anything, boolean, one_of, record, string, tagged
from bot.sandbox.slack.kit.surfaces import Surface
from bot.sandbox.slack.shapes import Json, objects

_ANY_VIEW: Mapping[str, Check] = {
    "private_metadata": string(MOST["view.private_metadata"], least=0),
    "callback_id": string(MOST["view.callback_id"], least=0),
    "external_id": string(MOST["view.external_id"], least=0),
}


def _submit_where_input(view: Json, at: str) -> Faults:
    has_input = any(block.get("type") == "input" for block in objects(view["blocks"]))
    if has_input and "submit" not in view:
        yield Fault("missing_field", "missing required field: submit", at, "required", "submit")


_MODAL = record(
    {"title": plain_text(MOST["view.title"]), "blocks": anything},
    {
        **_ANY_VIEW,
        "submit": plain_text(MOST["view.submit"]),
        "close": plain_text(MOST["view.close"]),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
    },
    _submit_where_input,
)
_HOME = record({"blocks": anything}, _ANY_VIEW)
_VIEW = tagged({"modal": _MODAL, "home": _HOME})


def check_view(view: object, surface: Surface, at: str = "/view") -> list[Fault]:
    """Everything wrong with a view for this surface (``modal`` or ``home``)."""
    faults = list(_VIEW(view, at))
    if isinstance(view, dict):
        faults += one_of(surface)(view.get("type"), f"{at}/type")
        faults += check_blocks(view.get("blocks", []), surface, f"{at}/blocks") if "blocks" in view else []
    return faults
