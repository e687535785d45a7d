"""What may be registered of what Twilio has, and under which names."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.imports import NAME_LIMIT, Found, import_name, key_of, offers_of

A, B, C = "AC" + "a" * 32, "AC" + "b" * 32, "AC" + "c" * 32


def test_what_is_known_by_name_or_sid_is_not_offered() -> None:
    found = (Found(C, "Zeta"), Found(A, " ACME  corp"), Found(B, "Beta"))
    offers = offers_of(found, ["Acme Corp"], {B})
    assert offers.offered == (Found(C, "Zeta"),)
    assert offers.known == ("ACME corp", "Beta")


def test_of_two_with_one_name_the_second_carries_its_sid() -> None:
    offers = offers_of((Found(B, "news"), Found(A, "News")), (), ())
    assert [one.name for one in offers.offered] == ["News", "news (…bb)"]


def test_a_name_that_nobody_could_read_is_the_sid() -> None:
    assert import_name(Found(A, " \u200b\n")) == "ACaa…aa"


def test_names_are_one_short_line_that_pings_nobody() -> None:
    assert import_name(Found(A, "<!channel>\x00 \n x")) == "\u2039!channel\u203a x"
    assert len(import_name(Found(A, "x" * 3000))) == NAME_LIMIT


@given(st.lists(st.text(max_size=90), max_size=8), st.lists(st.text(max_size=90), max_size=3))
@settings(deadline=None, max_examples=100)
def test_offered_names_differ_fit_and_are_known_the_next_time(names: list[str], known: list[str]) -> None:
    found = [Found(f"AC{number:032x}", name) for number, name in enumerate(names)]
    offers = offers_of(found, known, ())
    shown = [one.name for one in offers.offered]
    assert len(offers.offered) + len(offers.known) == len(found)
    assert all(0 < len(name) <= NAME_LIMIT for name in shown)
    assert len({key_of(name) for name in shown}) == len(shown)
    again = offers_of(offers.offered, shown, ())
    assert again.offered == ()
