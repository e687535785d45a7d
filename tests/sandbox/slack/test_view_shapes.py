"""What Slack refuses in modals and on the Home tab, and that it takes what the SDK builds rightly."""

from typing import Any

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View as SdkView

from bot.sandbox.slack.kit.surfaces import Surface
from bot.sandbox.slack.kit.views import check_view
from tests.sandbox.slack.support import actions, field, home, modal, section, text


def view_faults(view: Any, surface: Surface = "modal") -> list[str]:
    return [fault.line for fault in check_view(view, surface)]


REFUSED_VIEWS: list[tuple[Any, str]] = [
    ({"type": "modal", "blocks": [section()]}, "missing required field: title [json-pointer:/view]"),
    (modal(title=text("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(title=text("x", "mrkdwn")), "unsupported type: mrkdwn [json-pointer:/view/title/type]"),
    (modal(submit=text("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    (modal(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
    (modal(submit_disabled=True), "invalid additional property: submit_disabled [json-pointer:/view]"),
    (modal(hash="1.2"), "invalid additional property: hash [json-pointer:/view]"),
    ({**modal(), "blocks": []}, "no less than 1 items allowed [json-pointer:/view/blocks]"),
    ({**modal(), "type": "dialog"}, "unsupported type: dialog [json-pointer:/view/type]"),
    (
        {key: value for key, value in modal(field("a")).items() if key != "submit"},
        "missing required field: submit [json-pointer:/view]",
    ),
    (modal(field("a"), field("a")), "block_id `a` already exists [json-pointer:/view/blocks/1/block_id]"),
    (modal(field("a", min_length=9, max_length=3)), "min_length must not be greater than max_length"),
    (modal(field("a", max_length=3001)), "must be less than or equal to 3000"),
    (modal(field("a", "number_input")), "missing required field: is_decimal_allowed"),
    (modal(field("a", focus_on_load=True), field("b", focus_on_load=True)), "focus_on_load may be set on one"),
    (
        modal(actions({"type": "users_select", "response_url_enabled": True})),
        "invalid additional property: response_url_enabled",
    ),
    (
        modal(actions({"type": "conversations_select", "action_id": "a", "response_url_enabled": True})),
        "response_url_enabled is only supported in input blocks of modals",
    ),
    (modal({**field("a", "file_input"), "dispatch_action": True}), "a file_input cannot dispatch actions"),
    (modal(field("a", "rich_text_input", initial_value=text("x"))), "unsupported type: plain_text"),
]


@pytest.mark.parametrize(("view", "reason"), REFUSED_VIEWS)
def test_a_wrong_modal_is_refused(view: Any, reason: str) -> None:
    assert any(line.startswith(reason) for line in view_faults(view)), view_faults(view)


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_home_has_no_frame(name: str) -> None:
    assert view_faults(home(**{name: text("x")}), "home") == [
        f"invalid additional property: {name} [json-pointer:/view]"
    ]


def test_what_the_sdk_builds_passes() -> None:
    choices = [sdk.Option(text="One", value="1")]
    blocks = [
        sdk.SectionBlock(text="*x*", fields=["a", "b"], accessory=sdk.ButtonElement(text="x", action_id="a")),
        sdk.InputBlock(label="L", element=sdk.StaticSelectElement(action_id="s", options=choices), optional=True),
        sdk.InputBlock(label="L", element=sdk.ExternalDataSelectElement(action_id="e", min_query_length=1)),
        sdk.InputBlock(label="L", hint="h", element=sdk.PlainTextInputElement(action_id="p", multiline=True)),
    ]
    view = SdkView(type="modal", title="T", submit="S", close="C", blocks=blocks, private_metadata="p")
    assert view_faults(view.to_dict()) == []
