"""Messages and views as plain text."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Message, SlackStandIn, View, render_text, render_thread
from bot.sandbox.slack.messages import Content
from bot.sandbox.slack.render.words import columns, plain, wrapped
from tests.sandbox.slack.support import ADA, GENERAL, RawApp, actions, button, field, modal, option, section, text

NAMES = {"U1": "ada", "C1": "general", "S1": "approvers", "B1": "robot"}


def name(some_id: str) -> str:
    return NAMES.get(some_id, some_id)


def message(*blocks: Any, words: str = "", **more: Any) -> Message:
    return Message("C1", "1795000000.000100", "B1", Content(words, list(blocks)), **more)


def body(*blocks: Any, width: int = 60) -> list[str]:
    """The lines of the blocks alone."""
    return [line[2:] for line in render_text(message(*blocks), width, name).split("\n")[1:-1]]


@pytest.mark.parametrize(
    ("mrkdwn", "shown"),
    [
        ("*bold* _italic_ ~gone~ `code`", "bold italic gone code"),
        ("*_both_*", "both"),
        ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
        ("`*not bold*`", "*not bold*"),
        ("```\nls CNAME x\n```", "ls CNAME x"),
        ("<@U1> in <#C1|general> asks <!subteam^S1>", "@ada in #general asks @approvers"),
        ("<!here> <!channel>", "@here @channel"),
        ("<!date^1795000000^{time}|2026-11-23 07:40 UTC>", "2026-11-23 07:40 UTC"),
        ("<https://x.test/a|the page>", "the page (https://x.test/a)"),
        ("<http://x.test|x.test> <mailto:a@x.test|a@x.test> <https://x.test>", "x.test a@x.test https://x.test"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&gt; quoted\nplain", "▎ quoted\nplain"),
        (":white_check_mark: done :sparkles:", "✓ done :sparkles:"),
    ],
)
def test_markup_reads_as_words(mrkdwn: str, shown: str) -> None:
    assert plain(mrkdwn, name) == shown


def test_a_message_stands_in_a_frame_with_who_where_and_when() -> None:
    lines = render_text(message(words="*hello*", edited_ts="1795000001.0"), 60, name).split("\n")
    assert lines == ["╭─ robot · #general · 11:06 · edited", "│ hello", "╰─"]


def test_an_ephemeral_message_says_who_sees_it() -> None:
    assert "only visible to ada" in render_text(message(words="psst", seen_by="U1"), 60, name)


def test_replies_are_indented_below_their_root() -> None:
    reply = message(words="done", thread_ts="1794000000.000100", is_broadcast=True)
    lines = render_thread([message(words="root"), reply], 60, name).split("\n")
    assert lines[3:] == ["    ╭─ robot · 11:06 · also sent to #general", "    │ done", "    ╰─"]


def test_the_text_shows_only_where_there_are_no_blocks() -> None:
    assert "fallback" not in render_text(message(section("shown"), words="fallback"), 60, name)


def test_headers_are_underlined_and_dividers_cross_the_page() -> None:
    assert body({"type": "header", "text": text("Live")}, {"type": "divider"}, width=12) == [
        "Live",
        "━━━━",
        "──────────",
    ]


def test_buttons_and_menus_stand_in_brackets() -> None:
    more = {"type": "overflow", "action_id": "m", "options": [option("Edit"), option("Remove")]}
    menu = {"type": "static_select", "action_id": "s", "placeholder": text("Pick"), "options": [option("One")]}
    assert body(actions(button(words="Check now"), menu, more)) == ["[Check now]  [ Pick ▾ ]  [⋯ Edit · Remove]"]


def test_many_buttons_wrap_between_them_and_not_within() -> None:
    lines = body(actions(*[button(f"b{number}", "Check it now") for number in range(3)]), width=34)
    assert lines == ["[Check it now]  [Check it now]", "[Check it now]"]


def test_an_accessory_stands_at_the_right() -> None:
    assert body(section("Next look", accessory=button(words="Now")), width=32) == ["Next look                [Now]"]


def test_an_accessory_without_room_goes_below() -> None:
    assert body(section("A long line of words", accessory=button(words="Now")), width=26) == [
        "A long line of words",
        "[Now]",
    ]


def test_fields_stand_in_two_columns() -> None:
    fields = {"type": "section", "fields": [text("one\ntwo"), text("three"), text("four")]}
    assert body(fields, width=24) == ["one         three", "two", "four"]


def test_rich_text_shows_lists_quotes_and_copyable_lines() -> None:
    def part(kind: str, *leaves: Any, **more: Any) -> Any:
        return {"type": f"rich_text_{kind}", "elements": list(leaves), **more}

    def leaf(words: str) -> Any:
        return {"type": "text", "text": words}

    parts = [
        part(
            "section",
            leaf("By "),
            {"type": "user", "user_id": "U1"},
            {"type": "date", "timestamp": 1, "fallback": " today"},
        ),
        part("preformatted", leaf("ls CNAME\nls TXT")),
        part("list", part("section", leaf("first")), part("section", leaf("second")), style="ordered"),
        part(
            "list", part("section", {"type": "link", "url": "https://x.test", "text": "page"}), style="bullet", indent=1
        ),
        part("quote", leaf("said")),
    ]
    assert body({"type": "rich_text", "elements": parts}) == [
        "By @ada today",
        "  ▏ ls CNAME",
        "  ▏ ls TXT",
        "1. first",
        "2. second",
        "  • page (https://x.test)",
        "▎ said",
    ]


def test_tables_have_even_columns() -> None:
    rows = [
        [{"type": "raw_text", "text": words} for words in row] for row in (("Host", "Stage"), ("ls.acme.test", "live"))
    ]
    assert body({"type": "table", "rows": rows}) == ["Host          Stage", "────────────  ─────", "ls.acme.test  live"]


def test_other_blocks_show_their_kind_and_words() -> None:
    assert body({"type": "card", "title": text("Plan")}) == ["(card: Plan)"]
    assert body({"type": "image", "image_url": "https://x.test/a", "alt_text": "a chart"}) == ["(image: a chart)"]


async def test_a_modal_shows_fields_values_hints_errors_and_buttons(slack: SlackStandIn, app: RawApp) -> None:
    await slack.command(ADA, GENERAL, "/robot")
    radio = field("setup", "radio_buttons", options=[option("Ours"), option("Forward")], initial_option=option("Ours"))
    content = modal(field("host"), {**field("note", optional=True), "hint": text("A word")}, radio, title=text("Add"))
    trigger_id = app.seen[0]["payload"]["trigger_id"]
    await AsyncWebClient(slack.bot_token, base_url=slack.api_url).views_open(trigger_id=trigger_id, view=content)
    view = slack.views_of(ADA)[0]
    await slack.submit(ADA, view, {"note": "typed"})
    assert [line.rstrip(" ]").rstrip() for line in slack.render_text(view, 60).split("\n")] == [
        "╭─ Add",
        "│ Host",
        "│ [",
        "│ ✗ Please complete this required field.",
        "│",
        "│ Note (optional)",
        "│ [ typed",
        "│ A word",
        "│",
        "│ Setup",
        "│ ◉ Ours",
        "│ ○ Forward",
        "╰─ [Cancel]  [Send",
    ]


def test_home_says_whose_it_is() -> None:
    view = View("V1", "U1", {"type": "home", "blocks": [section("hello")]}, "V1")
    assert render_text(view, 60, name).split("\n")[0] == "╭─ Home of ada"


async def test_the_stand_in_renders_with_everybodys_names(slack: SlackStandIn) -> None:
    root = await slack.write(ADA, GENERAL, "hello <@U0BOB>")
    await slack.write(ADA, GENERAL, "again", thread_ts=root.ts)
    shown = slack.render_thread(GENERAL, root.ts)
    assert "╭─ ada · #general" in shown
    assert "│ hello @bob" in shown
    assert "    │ again" in shown


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=12), max_size=30), st.integers(14, 60))
@settings(deadline=None, max_examples=50)
def test_wrapping_keeps_every_word_and_the_width(words: list[str], width: int) -> None:
    lines = list(wrapped(" ".join(words), width))
    assert " ".join(lines).split() == words
    assert all(columns(line) <= width for line in lines)
