"""What people typed cannot do anything in Slack but be read."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.views import text
from handlers.views.blocks import section

ANY = st.text(max_size=400) | st.sampled_from(
    ["<!channel>", "<@U123>", "<#C123|x>", "<http://evil.test|acme.com>", "&lt;!here&gt;", "`a`*b*", "a\u202eb\x00c"]
)
CONTROLS = ("<!", "<@", "<#", "<http", "\x00", "\u202e", "\n")


@given(ANY, st.integers(20, 400))
@settings(deadline=None, max_examples=200)
def test_a_persons_text_never_carries_a_control_sequence_nor_exceeds_its_limit(typed: str, limit: int) -> None:
    made = [text.said(typed, limit), text.plain(typed, limit), text.code(typed, limit), text.bold(typed, limit)]
    assert not [one for one in made if any(control in one for control in CONTROLS)]
    assert len(made[0]) <= limit
    assert len(made[1]) <= limit


@given(ANY)
@settings(deadline=None, max_examples=200)
def test_a_code_span_ends_where_we_end_it(typed: str) -> None:
    assert text.code(typed).count("`") == 2
    assert text.preformatted(typed).count("`") == 6
    assert text.bold(typed).count("*") == 2


@given(ANY)
@settings(deadline=None, max_examples=100)
def test_what_an_input_starts_with_is_without_brackets(typed: str) -> None:
    assert not set("<>") & set(text.initial(typed) or "")


def test_a_cut_never_splits_an_escaped_character() -> None:
    assert text.said("a" * 8 + "&" * 8, 16) == "aaaaaaaa&amp;…"


def test_a_section_that_is_too_long_drops_whole_lines() -> None:
    at = datetime(2026, 11, 23, 7, 40, tzinfo=UTC)
    lines = section(*[text.date(at)] * 100).to_dict()["text"]["text"].split("\n")
    assert lines[-1] == "…"
    assert set(lines[:-1]) == {text.date(at)}


def test_a_time_is_in_the_readers_zone_and_has_a_fallback() -> None:
    at = datetime(2026, 11, 23, 7, 40, tzinfo=UTC)
    assert text.date(at) == "<!date^1795419600^{date_short_pretty} at {time}|2026-11-23 07:40 UTC>"


@pytest.mark.parametrize(
    ("span", "words"),
    [(0, "1 second"), (59, "59 seconds"), (60, "1 minute"), (2400, "40 minutes"), (7200, "2 hours"), (90_000, "1 day")],
)
def test_a_length_of_time_is_told_in_its_largest_unit(span: int, words: str) -> None:
    assert text.lasting(timedelta(seconds=span)) == words


def test_people_and_groups_are_mentioned_and_nothing_else_is() -> None:
    assert text.mention("U0ANNA") == "<@U0ANNA>"
    assert text.mention("S0TEAM") == "<!subteam^S0TEAM>"
    assert text.mention("<!here>") == "&lt;!here&gt;"
    assert text.mentions(["U1A", "U2B", "U3C"]) == "<@U1A>, <@U2B> or <@U3C>"
    assert text.mentions([]) == ""


def test_an_international_name_is_shown_as_people_write_it() -> None:
    assert text.shown_host("ls.xn--bcher-kva.example") == "ls.bücher.example (ls.xn--bcher-kva.example)"
    assert text.shown_host("ls.acme.com") == "ls.acme.com"
