"""What people paste to add many domains at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bulk import MAX_ROWS, parse_rows
from bot.core.errors import Reason

SID = "DN" + "1" * 32


def read(text: str) -> list[tuple[int, str, str, str | None]]:
    rows, faults = parse_rows(text)
    assert faults == ()
    return [(row.line, row.host.ascii, row.client, row.domain_sid) for row in rows]


def refused(text: str) -> list[tuple[int, Reason]]:
    return [(fault.line, fault.error.reason) for fault in parse_rows(text)[1]]


@pytest.mark.parametrize("mark", [",", ";", "\t", " , "])
def test_a_line_is_host_client_and_maybe_a_sid(mark: str) -> None:
    text = f"acme.com{mark}Acme Corp{mark}{SID}\n\n  ls.beta.com{mark}Beta  \n"
    assert read(text) == [(1, "ls.acme.com", "Acme Corp", SID), (3, "ls.beta.com", "Beta", None)]


def test_quotes_hold_what_separates() -> None:
    assert read('acme.com,"Acme, Inc.",') == [(1, "ls.acme.com", "Acme, Inc.", None)]


@pytest.mark.parametrize("heading", ["client,host,domain_sid,contact_email", "CLIENT, Domain, SID, e-mail"])
def test_headings_say_another_order(heading: str) -> None:
    assert read(f"{heading}\nAcme,acme.com,{SID},x@y.z") == [(2, "ls.acme.com", "Acme", SID)]


def test_every_faulty_line_is_named() -> None:
    text = "acme.com\n*.acme.com, Acme\nb.com, Beta\nls.b.com, Beta\na.com, A, B, C, D, E\n10.0.0.1, X"
    assert refused(text) == [
        (1, Reason.BAD_ROW),
        (2, Reason.WILDCARD),
        (4, Reason.DUPLICATE_ROW),
        (5, Reason.BAD_ROW),
        (6, Reason.IP_ADDRESS),
    ]


def test_there_is_an_end_to_it() -> None:
    assert refused("\n".join(f"n{number}.com, Acme" for number in range(MAX_ROWS + 1))) == [
        (MAX_ROWS + 1, Reason.TOO_MANY_ROWS)
    ]


def test_nothing_is_no_row() -> None:
    assert parse_rows(" \n,,\n") == ((), ())


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_understood_or_named(text: str) -> None:
    rows, faults = parse_rows(text)
    assert len({row.host.ascii for row in rows}) == len(rows)
    assert all(0 < one.line <= len(text.splitlines()) for one in (*rows, *faults))
