"""What people type is kept as it reads: composed, on one line, without anything unseen."""

import pytest

from bot.core.errors import Reason, Refused
from bot.services.common import clean, clean_name, clean_note


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Acme \u00a0 Corp\n", "Acme Corp"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("\u202egnp.acme\u2066", "gnp.acme"),
        ("Ac\u200bme\u2060 \ufeffCorp\u200f", "Acme Corp"),
        ("a\x00b\x07c\u2028d\ud800", "abc d"),
        ("<!channel> *Acme*", "<!channel> *Acme*"),
        ("\U0001f525 Acme", "\U0001f525 Acme"),
    ],
)
def test_a_name_is_kept_as_it_reads(typed: str, kept: str) -> None:
    assert clean(typed) == kept
    assert clean_name(typed, "name") == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u2060\ufeff", "\u202e\u2069", "\x00"])
def test_a_name_of_nothing_seen_is_none(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_name(typed, "name")
    assert refused.value.reason is Reason.EMPTY
    assert clean_note(typed, "note") is None


def test_a_note_keeps_its_lines() -> None:
    assert clean_note("one\n\u202etwo\x00\nCafe\u0301 ", "note") == "one\ntwo\nCaf\u00e9"
