"""Modals: what the client checks, what is sent, and what the app's answer does."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.slack import TROUBLE, Answer, CannotAct, SlackStandIn, View
from bot.sandbox.slack.form import client_errors, filled, values_of
from tests.sandbox.slack.support import (
    ADA,
    BOB,
    GENERAL,
    RawApp,
    actions,
    button,
    client_of,
    field,
    modal,
    option,
    section,
    text,
)


async def opened(slack: SlackStandIn, app: RawApp, *blocks: dict[str, Any], **more: Any) -> View:
    await slack.command(ADA, GENERAL, "/robot")
    trigger_id = app.seen[-1]["payload"]["trigger_id"]
    await client_of(slack).views_open(trigger_id=trigger_id, view=modal(*(blocks or [field("host")]), **more))
    return slack.views_of(ADA)[-1]


async def submitted(slack: SlackStandIn, app: RawApp, view: View, answer: Any, **values: Any) -> Answer:
    app.answer = lambda _envelope: answer
    return await slack.submit(ADA, view, values)


def sent_values(app: RawApp) -> dict[str, Any]:
    values: dict[str, Any] = app.seen[-1]["payload"]["view"]["state"]["values"]
    return values


async def test_a_plain_acknowledgement_closes_the_view(slack: SlackStandIn, app: RawApp) -> None:
    view = await opened(slack, app, private_metadata="p")
    answer = await submitted(slack, app, view, None, host="ls.acme.test")
    assert (answer.error, view.is_open, slack.views_of(ADA)) == (None, False, [])
    payload = app.seen[-1]["payload"]
    assert (payload["type"], payload["view"]["private_metadata"]) == ("view_submission", "p")
    assert "channel" not in payload
    assert payload["view"]["state"]["values"]["host"]["host"] == {"type": "plain_text_input", "value": "ls.acme.test"}


async def test_what_is_told_at_once_is_told_before_the_form_is_sent(slack: SlackStandIn, app: RawApp) -> None:
    who = field("who", "radio_buttons", options=[option("We"), option("They")], initial_option=option("We"))
    view = await opened(slack, app, {**who, "dispatch_action": True}, field("host"))
    await submitted(slack, app, view, None, who="They", host="x")
    payloads = [envelope["payload"] for envelope in app.seen if "view" in envelope["payload"]]
    assert [payload["type"] for payload in payloads] == ["block_actions", "view_submission"]
    assert payloads[0]["view"]["state"]["values"]["who"]["who"]["selected_option"]["value"] == "they"


async def test_what_was_chosen_already_is_not_told_again(slack: SlackStandIn, app: RawApp) -> None:
    who = field("who", "radio_buttons", options=[option("We"), option("They")], initial_option=option("We"))
    view = await opened(slack, app, {**who, "dispatch_action": True}, field("host"))
    await submitted(slack, app, view, None, who="We", host="x")
    assert app.seen[-1]["payload"]["type"] == "view_submission"
    assert "block_actions" not in {envelope["payload"].get("type") for envelope in app.seen}


async def test_an_empty_optional_field_is_null_not_absent(slack: SlackStandIn, app: RawApp) -> None:
    many = field("many", "multi_static_select", optional=True, options=[option("One")])
    view = await opened(slack, app, field("note", optional=True), many)
    await submitted(slack, app, view, None)
    assert sent_values(app) == {
        "note": {"note": {"type": "plain_text_input", "value": None}},
        "many": {"many": {"type": "multi_static_select", "selected_options": []}},
    }


async def test_a_required_field_left_empty_is_refused_by_the_client(slack: SlackStandIn, app: RawApp) -> None:
    view = await opened(slack, app)
    answer = await slack.submit(ADA, view, {"host": ""})
    assert (answer.was_sent, answer.errors) == (False, {"host": "Please complete this required field."})
    assert [envelope["type"] for envelope in app.seen] == ["slash_commands"]
    assert view.is_open


@pytest.mark.parametrize(
    ("block", "value", "is_right"),
    [
        (field("f", max_length=3), "abcd", False),
        (field("f", max_length=3), "abc", True),
        (field("f", min_length=3), "ab", False),
        (field("f"), "x" * 3001, False),
        (field("f", "email_text_input"), "ada", False),
        (field("f", "email_text_input"), "ada@acme.test", True),
        (field("f", "url_text_input"), "acme.test", False),
        (field("f", "url_text_input"), "https://acme.test", True),
        (field("f", "number_input", is_decimal_allowed=False), "1.5", False),
        (field("f", "number_input", is_decimal_allowed=True), "1.5", True),
        (field("f", "number_input", is_decimal_allowed=False, max_value="3"), "4", False),
        (field("f", "multi_users_select", max_selected_items=1), [ADA, BOB], False),
    ],
)
async def test_the_client_checks_formats_and_lengths(
    slack: SlackStandIn, app: RawApp, block: Any, value: Any, is_right: bool
) -> None:
    view = await opened(slack, app, block)
    assert (await slack.submit(ADA, view, {"f": value})).was_sent is is_right


async def test_errors_stand_beside_their_fields_and_go_with_the_next_submission(
    slack: SlackStandIn, app: RawApp
) -> None:
    view = await opened(slack, app)
    errors = {"response_action": "errors", "errors": {"host": "Type a whole host."}}
    answer = await submitted(slack, app, view, errors, host="x")
    assert (answer.errors, answer.error, view.errors) == ({"host": "Type a whole host."}, None, answer.errors)
    assert answer.view is view
    await submitted(slack, app, view, None)
    assert not view.is_open


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"other": "x"}},
        {"response_action": "errors", "errors": {"words": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {"host": ""}},
        {"response_action": "errors", "errors": {"host": "x"}, "view": modal()},
        {"response_action": "update", "view": modal(title=text("x" * 25))},
        {"response_action": "update"},
        {"response_action": "fly"},
        {"text": "a message"},
    ],
)
async def test_a_wrong_answer_shows_as_trouble_and_leaves_the_view(
    slack: SlackStandIn, app: RawApp, answer: Any
) -> None:
    view = await opened(slack, app, field("host"), section(block_id="words"))
    result = await submitted(slack, app, view, answer, host="x")
    assert (result.error, view.is_open) == (TROUBLE, True)
    assert len(slack.problems) == 1


async def test_update_replaces_the_view(slack: SlackStandIn, app: RawApp) -> None:
    view = await opened(slack, app)
    update = {"response_action": "update", "view": modal(title=text("Checking"))}
    answer = await submitted(slack, app, view, update, host="x")
    assert answer.view is view
    assert view.title == "Checking"


async def test_push_lays_a_view_on_top_and_closing_it_shows_the_one_below(slack: SlackStandIn, app: RawApp) -> None:
    view = await opened(slack, app)
    pushed = await submitted(
        slack, app, view, {"response_action": "push", "view": modal(field("sid"), title=text("Two"))}, host="x"
    )
    top = slack.views_of(ADA)[-1]
    assert pushed.view is top
    assert (top.previous_id, top.root_id) == (view.id, view.id)
    with pytest.raises(CannotAct, match="cannot be submitted"):
        await slack.submit(ADA, view)
    await submitted(slack, app, top, None, sid="DN1")
    assert slack.views_of(ADA) == [view]


async def test_clear_closes_the_whole_stack(slack: SlackStandIn, app: RawApp) -> None:
    view = await opened(slack, app)
    await submitted(slack, app, view, {"response_action": "push", "view": modal(field("sid"))}, host="x")
    await submitted(slack, app, slack.views_of(ADA)[-1], {"response_action": "clear"}, sid="DN1")
    assert slack.views_of(ADA) == []


async def test_the_app_hears_of_closing_only_where_the_view_says_so(slack: SlackStandIn, app: RawApp) -> None:
    await slack.close_view(ADA, await opened(slack, app))
    assert app.seen[-1]["type"] == "slash_commands"
    await slack.close_view(ADA, await opened(slack, app, notify_on_close=True))
    assert (app.seen[-1]["payload"]["type"], app.seen[-1]["payload"]["is_cleared"]) == ("view_closed", False)
    assert "trigger_id" not in app.seen[-1]["payload"]


async def test_a_view_can_be_acted_upon_only_by_its_reader_and_while_open(slack: SlackStandIn, app: RawApp) -> None:
    view = await opened(slack, app)
    with pytest.raises(CannotAct, match="is not bob's view"):
        await slack.submit(BOB, view, {"host": "x"})
    with pytest.raises(CannotAct, match="has no field 'nope'; its fields: host"):
        await slack.submit(ADA, view, {"nope": "x"})
    await slack.close_view(ADA, view)
    with pytest.raises(CannotAct, match="is closed"):
        await slack.submit(ADA, view, {"host": "x"})


async def test_a_button_in_a_view_sends_what_was_typed_so_far(slack: SlackStandIn, app: RawApp) -> None:
    view = await opened(slack, app, field("host"), actions(button()))
    slack.fill(ADA, view, {"host": "half"})
    await slack.click(ADA, view, "press")
    assert sent_values(app)["host"]["host"]["value"] == "half"
    assert "response_url" not in app.seen[-1]["payload"]


async def test_a_field_tells_the_app_at_once_only_where_it_dispatches(slack: SlackStandIn, app: RawApp) -> None:
    menu = field("size", "static_select", options=[option("S"), option("M")])
    view = await opened(slack, app, menu, {**field("now"), "dispatch_action": True})
    with pytest.raises(CannotAct, match="before the form is submitted"):
        await slack.click(ADA, view, "size", "M")
    await slack.click(ADA, view, "now", "typed")
    assert app.seen[-1]["payload"]["actions"][0]["value"] == "typed"
    assert sent_values(app)["now"]["now"]["value"] == "typed"


async def test_a_search_asks_the_app_and_offers_what_it_gives(slack: SlackStandIn, app: RawApp) -> None:
    view = await opened(slack, app, field("client", "external_select", min_query_length=0))
    with pytest.raises(CannotAct, match="not offered"):
        await slack.submit(ADA, view, {"client": "acme"})
    app.answer = lambda _envelope: {"options": [option("Acme Corp", "c1")]}
    options = await slack.suggest(ADA, view, "client", "ac")
    payload = app.seen[-1]["payload"]
    assert (payload["type"], payload["value"], payload["block_id"]) == ("block_suggestion", "ac", "client")
    assert app.seen[-1]["accepts_response_payload"] is True
    assert [one["value"] for one in options] == ["c1"]
    await submitted(slack, app, view, None, client="Acme Corp")
    assert sent_values(app)["client"]["client"]["selected_option"]["value"] == "c1"


async def test_a_search_asks_nothing_before_three_characters_by_default(slack: SlackStandIn, app: RawApp) -> None:
    view = await opened(slack, app, field("client", "external_select"))
    app.answer = lambda _envelope: {"option_groups": [{"label": text("G"), "options": [option("Acme")]}]}
    assert await slack.suggest(ADA, view, "client", "ac") == []
    assert app.seen[-1]["type"] == "slash_commands"
    assert len(await slack.suggest(ADA, view, "client", "acm")) == 1


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {"options": [option(f"o{number}") for number in range(101)]},
        {"options": [{"text": "Acme", "value": "1"}]},
        {"options": [option("x" * 76)]},
        {"options": [], "option_groups": []},
    ],
)
async def test_wrong_options_show_as_none(slack: SlackStandIn, app: RawApp, answer: Any) -> None:
    view = await opened(slack, app, field("client", "external_select", min_query_length=0))
    app.answer = lambda _envelope: answer
    assert await slack.suggest(ADA, view, "client") == []
    assert len(slack.problems) == 1


async def test_a_conversation_menu_can_start_where_the_person_is_and_bring_a_response_url(
    slack: SlackStandIn, app: RawApp
) -> None:
    menu = field("where", "conversations_select", default_to_current_conversation=True, response_url_enabled=True)
    view = await opened(slack, app, menu)
    await submitted(slack, app, view, None)
    urls = app.seen[-1]["payload"]["response_urls"]
    assert [(url["block_id"], url["channel_id"]) for url in urls] == [("where", GENERAL)]


def test_choices_are_made_by_label_or_value() -> None:
    element = {"type": "checkboxes", "action_id": "c", "options": [option("One", "1"), option("Two", "2")]}
    value = filled(element, ["One", "2"], [])
    assert [one["value"] for one in value["selected_options"]] == ["1", "2"]


def test_a_number_is_typed_as_text() -> None:
    assert filled(field("n", "number_input", is_decimal_allowed=False)["element"], 5, [])["value"] == "5"


def test_initial_values_are_there_from_the_start() -> None:
    menu = field("m", "static_select", options=[option("One")], initial_option=option("One"))
    values = values_of([menu, field("t", initial_value="ls")])
    assert values["m"]["m"]["selected_option"] == option("One")
    assert values["t"]["t"]["value"] == "ls"


@given(st.text(max_size=50))
@settings(deadline=None, max_examples=50)
def test_a_single_line_field_never_holds_a_line_break(words: str) -> None:
    block = field("f", optional=True)
    value = filled(block["element"], words, [])["value"]
    assert value is None or not {"\n", "\r"} & set(value)
    assert client_errors([block], {"f": {"f": {"type": "plain_text_input", "value": value}}}) == {}
