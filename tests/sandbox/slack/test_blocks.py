"""What Slack refuses in blocks and elements, and what it takes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.slack.kit.blocks import check_blocks
from bot.sandbox.slack.kit.surfaces import Surface
from bot.sandbox.slack.kit.views import check_view
from tests.sandbox.slack.support import actions, button, field, modal, option, section, text


def faults(*blocks: Any, surface: Surface = "message") -> list[str]:
    return [fault.line for fault in check_blocks(list(blocks), surface, "/blocks")]


def view_faults(view: Any, surface: Surface = "modal") -> list[str]:
    return [fault.line for fault in check_view(view, surface)]


def select(kind: str = "static_select", **more: Any) -> dict[str, Any]:
    return {"type": kind, "action_id": "choose", **({"options": [option("One")]} | more)}


def fields_of(count: int, size: int = 1) -> dict[str, Any]:
    return {"type": "section", "fields": [text("x" * size)] * count}


RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}
CARD = {"type": "card", "title": text("Card")}
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
CHART = {
    "type": "data_visualization",
    "title": "Chart",
    "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]},
}
CONFIRM = {"title": text("Sure?"), "text": text("Really"), "confirm": text("Yes"), "deny": text("No")}

REFUSED_BLOCKS: list[tuple[Any, str]] = [
    ("nothing", "must provide an object [json-pointer:/blocks/0]"),
    ({}, "missing required field: type [json-pointer:/blocks/0]"),
    ({"type": "nope"}, "unsupported type: nope [json-pointer:/blocks/0/type]"),
    ({"type": ["section"]}, "unsupported type: ['section'] [json-pointer:/blocks/0/type]"),
    ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
    (section(color="red"), "invalid additional property: color [json-pointer:/blocks/0]"),
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (section(block_id="x" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    (section(text=text("x", "html")), "unsupported type: html [json-pointer:/blocks/0/text/type]"),
    (fields_of(11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    (fields_of(1, 2001), "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    ({"type": "header", "text": text("x", "mrkdwn")}, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    (
        {"type": "header", "text": text("x" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        {"type": "context", "elements": [text("x")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    ({"type": "context", "elements": [button()]}, "unsupported type: button [json-pointer:/blocks/0/elements/0/type]"),
    (
        {"type": "image", "alt_text": "x"},
        "must define exactly one of `image_url` or `slack_file` [json-pointer:/blocks/0]",
    ),
    (
        {"type": "image", "image_url": "https://x.test/a.png"},
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    (actions(), "no less than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (actions(*[button(f"b{n}") for n in range(26)]), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
    (
        actions({"type": "plain_text_input", "action_id": "a"}),
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    (actions(button(words="x" * 76)), "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
    (actions(button(value="x" * 2001)), "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
    (actions(button(value=5)), "must provide a string [json-pointer:/blocks/0/elements/0/value]"),
    (actions(button(style="warning")), "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"),
    (actions(button(url="x.test")), "does not match the expected format [json-pointer:/blocks/0/elements/0/url]"),
    (
        actions(button(confirm={**CONFIRM, "title": text("x" * 101)})),
        "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]",
    ),
    (
        actions(button(confirm={**CONFIRM, "confirm": text("x" * 31)})),
        "must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]",
    ),
    (
        actions(select(options=[option(f"o{n}") for n in range(101)])),
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions(select(options=[option("x", "v" * 76)])),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    (
        actions(select(options=[{**option("x"), "description": text("d" * 76)}])),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/description/text]",
    ),
    (
        actions(select(options=[{**option("x"), "text": text("x", "mrkdwn")}])),
        "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/options/0/text/type]",
    ),
    (
        actions(select(initial_option=option("Two"))),
        "initial_option must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        actions(select(option_groups=[])),
        "no less than 1 items allowed [json-pointer:/blocks/0/elements/0/option_groups]",
    ),
    (
        actions({"type": "static_select"}),
        "must define exactly one of `options` or `option_groups` [json-pointer:/blocks/0/elements/0]",
    ),
    (
        actions(select("checkboxes", options=[option(f"o{n}") for n in range(11)])),
        "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions(select("radio_buttons", options=[option(f"o{n}") for n in range(11)])),
        "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions(select("overflow", options=[option(f"o{n}") for n in range(6)])),
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        section(accessory={"type": "datetimepicker", "action_id": "a"}),
        "unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]",
    ),
    (
        actions({"type": "datepicker", "action_id": "a", "initial_date": "tomorrow"}),
        "does not match the expected format [json-pointer:/blocks/0/elements/0/initial_date]",
    ),
    ({"type": "file", "external_id": "x", "source": "remote"}, "block type file is not supported in message surfaces"),
    (actions(button("a"), button("a")), "action_id `a` already exists in this block"),
    ({"type": "alert", "text": text("x")}, "block type alert is not supported in message surfaces"),
    ({"type": "plan", "title": ""}, "must be more than 0 characters [json-pointer:/blocks/0/title]"),
    ({"type": "card"}, "must define either"),
    ({**CARD, "actions": [button(f"b{n}") for n in range(3)]}, "no more than 2 items allowed"),
    ({"type": "carousel", "elements": [CARD] * 11}, "no more than 10 items allowed"),
    ({"type": "container", "title": text("x"), "child_blocks": [CARD]}, "unsupported type: card"),
    (
        {"type": "container", "title": text("x"), "child_blocks": [section()], "default_collapsed": True},
        "default_collapsed needs is_collapsible",
    ),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]] * 101}, "no more than 100 items allowed"),
    (
        {"type": "data_table", "caption": "x", "rows": [[{"type": "rich_text", "elements": []}]] * 2},
        "the header row may not hold rich_text",
    ),
    (
        {"type": "data_table", "caption": "x", "rows": [[{"type": "raw_text", "text": "y" * 5001}]] * 2},
        "all cells together must be less than 10001 characters",
    ),
    ({**CHART, "chart": {"type": "pie", "segments": [{"label": "a", "value": 0}]}}, "must be greater than 0"),
    (
        {
            **CHART,
            "chart": {
                "type": "bar",
                "series": [{"name": "s", "data": [{"label": "b", "value": 1}]}],
                "axis_config": {"categories": ["a"]},
            },
        },
        "must have one data point for each category",
    ),
    (
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "nope"}]}]},
        "unsupported type: nope",
    ),
    ({"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": []}]}, "missing required field: style"),
    ({"type": "video", "alt_text": "x"}, "missing required field: title"),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters"),
]


@pytest.mark.parametrize(("block", "reason"), REFUSED_BLOCKS)
def test_a_wrong_block_is_refused_in_a_message(block: Any, reason: str) -> None:
    assert any(line.startswith(reason) for line in faults(block)), faults(block)


def test_a_menu_has_options_or_groups_but_not_both() -> None:
    group = {"label": text("G"), "options": [option("One")]}
    assert faults(actions(select(option_groups=[group]))) == [
        "must define exactly one of `options` or `option_groups` [json-pointer:/blocks/0/elements/0]"
    ]
    assert faults(actions({"type": "static_select", "option_groups": [group], "initial_option": option("One")})) == []


def test_a_block_id_may_stand_once_in_a_message_containers_included() -> None:
    inner = {"type": "container", "title": text("x"), "child_blocks": [section(block_id="a")]}
    assert faults(section(block_id="a"), inner) == [
        "block_id `a` already exists [json-pointer:/blocks/1/child_blocks/0/block_id]"
    ]


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    assert faults(actions(button("a")), actions(button("a"))) == []


def test_a_message_holds_fifty_blocks_a_modal_a_hundred() -> None:
    assert faults(*[section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    assert faults(*[section()] * 50) == []
    assert view_faults(modal(*[section()] * 100)) == []
    assert view_faults(modal(*[section()] * 101)) == ["no more than 100 items allowed [json-pointer:/view/blocks]"]


def test_tables_charts_and_markdown_are_counted_over_the_whole_message() -> None:
    assert faults(TABLE, TABLE) == ["only one table is allowed [json-pointer:/blocks]"]
    assert faults(CHART, CHART, CHART) == ["no more than 2 data_visualization blocks [json-pointer:/blocks]"]
    half = {"type": "markdown", "text": "x" * 6001}
    assert faults(half, half) == [
        "all markdown blocks together must be less than 12001 characters [json-pointer:/blocks]"
    ]


@pytest.mark.parametrize(
    ("block", "surface"),
    [
        (TABLE, "modal"),
        (TABLE, "home"),
        (CARD, "modal"),
        ({"type": "markdown", "text": "x"}, "modal"),
        ({"type": "markdown", "text": "x"}, "home"),
        ({"type": "alert", "text": text("x")}, "home"),
        (CHART, "home"),
    ],
)
def test_a_block_is_refused_where_it_may_not_stand(block: Any, surface: Surface) -> None:
    reason = f"block type {block['type']} is not supported in {surface} surfaces [json-pointer:/blocks/0/type]"
    assert faults(block, surface=surface) == [reason]


@pytest.mark.parametrize("kind", ["email_text_input", "url_text_input"])
def test_some_inputs_stand_in_modals_only(kind: str) -> None:
    assert faults(field("a", kind), surface="modal") == []
    assert f"element type {kind} is not supported in home surfaces" in faults(field("a", kind), surface="home")[0]


def test_a_fault_has_the_shape_of_blocks_validate() -> None:
    fault = check_blocks([section("x" * 3001)], "message", "/blocks")[0].as_json()
    assert fault == {
        "code": "too_long",
        "message": "must be less than 3001 characters",
        "pointer": "/blocks/0/text/text",
        "constraint": {"type": "maxLength", "expected": 3000},
    }


def test_good_blocks_of_every_kind_pass() -> None:
    picture = {"type": "image", "image_url": "https://x.test/a.png", "alt_text": "a"}
    line = {
        "type": "line",
        "series": [{"name": "s", "data": [{"label": "a", "value": -1}]}],
        "axis_config": {"categories": ["a"], "x_label": ""},
    }
    assert (
        faults(
            section(accessory=picture, expand=True),
            {**picture, "title": text("T")},
            {"type": "divider"},
            {"type": "header", "text": text("H"), "level": 2},
            {"type": "context", "elements": [text("x"), text("*y*", "mrkdwn"), picture]},
            actions(button(confirm=CONFIRM, style="danger", value="v"), select("multi_static_select")),
            actions(select("checkboxes", initial_options=[option("One")])),
            actions(select("overflow")),
            actions({"type": "external_select", "min_query_length": 0, "initial_option": option("Any")}),
            actions(
                {
                    "type": "workflow_button",
                    "action_id": "a",
                    "text": text("x"),
                    "workflow": {"trigger": {"url": "https://x.test"}},
                }
            ),
            RICH,
            {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": []}]},
            {"type": "carousel", "elements": [CARD]},
            {"type": "container", "rich_text_title": RICH, "child_blocks": [section()]},
            {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": text("x")}]},
            {**CHART, "chart": line},
            {"type": "plan", "title": text("P"), "tasks": [{"task_id": "1", "title": "T", "status": "complete"}]},
            {
                "type": "task_card",
                "task_id": "1",
                "title": "T",
                "sources": [{"type": "url", "url": "https://x.test", "text": "x"}],
            },
            {**TABLE, "column_settings": [None, {"align": "right"}]},
        )
        == []
    )


SCALARS = st.none() | st.booleans() | st.integers() | st.sampled_from(["", "x", "section", "plain_text", "button"])
NAMES = st.sampled_from(["type", "text", "elements", "accessory", "fields", "block_id", "options"])
OBJECTS = st.dictionaries(NAMES, SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(NAMES, SCALARS, max_size=3))
KINDS = st.sampled_from(["section", "actions", "input", "header", "rich_text", "table"])


@given(st.lists(SCALARS | st.builds(lambda kind, rest: {**rest, "type": kind}, KINDS, OBJECTS), max_size=3))
@settings(deadline=None, max_examples=40)
def test_no_json_makes_the_validator_fail(blocks: list[Any]) -> None:
    assert isinstance(check_blocks(blocks, "message", "/blocks"), list)
    assert isinstance(check_view({"type": "modal", "blocks": blocks}, "modal"), list)
