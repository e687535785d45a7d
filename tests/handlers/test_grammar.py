"""What people type after the command."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.grammar import VERBS, Asked, parse

SID = "DN" + "12ab" * 8


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_is_understood_in_any_case(verb: str) -> None:
    assert parse(f"  {verb.upper()}  ").verb == verb


def test_nothing_typed_is_a_wish_for_help() -> None:
    assert parse("").verb == parse("   ").verb == "help"


@pytest.mark.parametrize(
    "text",
    [
        "status ls.acme.com",
        "Status: ls.acme.com",
        "status of ls.acme.com please",
        "status <http://ls.acme.com|ls.acme.com>",
        "status “ls.acme.com”",
        "status 'ls.acme.com'",
        "status `ls.acme.com`",
        "status\u00a0ls.acme.com",
    ],
)
def test_a_host_is_found_among_markup_quotes_and_words(text: str) -> None:
    asked = parse(text)
    assert asked.verb == "status"
    assert asked.host == "ls.acme.com"


def test_two_hosts_are_left_together_to_be_refused() -> None:
    assert parse("add a.com b.com").host == "a.com b.com"


def test_words_after_the_host_are_kept_as_typed() -> None:
    assert parse(f"sid ls.acme.com {SID} twilio-domain-verification=AB").rest == (SID, "twilio-domain-verification=AB")


@pytest.mark.parametrize(("typed", "meant"), [("stauts", "status"), ("lst", "list"), ("cleints", "clients")])
def test_a_slip_of_the_pen_gets_the_nearest_verb(typed: str, meant: str) -> None:
    assert parse(f"{typed} ls.acme.com") == Asked(None, typed, meant, "", ("ls.acme.com",))


def test_the_opposite_of_what_was_typed_is_never_offered() -> None:
    assert parse("unattach ls.acme.com").nearest == "detach"
    assert parse("delete ls.acme.com").nearest == "remove"
    assert parse("Revoke ls.acme.com") == Asked(None, "Revoke", "forward", "", ("ls.acme.com", "revoke"))


@pytest.mark.parametrize(
    "typed", ["*add* acme.com", "\u202eadd acme.com", "\u200badd\u200b acme.com", "`add` acme.com"]
)
def test_what_slack_and_copying_put_around_words_is_dropped(typed: str) -> None:
    assert (parse(typed).verb, parse(typed).host) == ("add", "acme.com")


def test_a_bare_host_probably_asks_for_its_status() -> None:
    assert parse("ls.acme.com") == Asked(None, "ls.acme.com", "status", "ls.acme.com", ())


@pytest.mark.parametrize("verb", ["bulk"])
def test_what_has_no_command_yet_is_not_understood(verb: str) -> None:
    assert parse(verb).verb is None


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=300)
def test_anything_may_be_typed(text: str) -> None:
    asked = parse(text)
    assert asked.verb is None or asked.verb in {verb.name for verb in VERBS}
    assert not set("<>") & set(asked.host) or "<" in text or ">" in text
