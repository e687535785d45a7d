"""What people paste to add many domains at once."""

import csv
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bulk import COLUMNS, MAX_ROWS, Exported
from bot.core.errors import Reason, Refused
from bot.core.languages import Language
from bot.core.sheets import decoded, left_over, parse_rows, written

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


def test_a_web_sites_address_means_the_clients_domain_unless_it_is_in_the_console_under_that_name() -> None:
    assert read("https://www.acme.com/, Acme") == [(1, "ls.acme.com", "Acme", None)]
    assert read(f"www.acme.com, Acme, {SID}") == [(1, "www.acme.com", "Acme", SID)]


def test_quotes_hold_what_separates() -> None:
    assert read('acme.com,"Acme, Inc.",') == [(1, "ls.acme.com", "Acme, Inc.", None)]


@pytest.mark.parametrize("heading", ["client,host,domain_sid,contact_email", "CLIENT, Domain, SID, e-mail"])
def test_headings_say_another_order(heading: str) -> None:
    assert read(f"{heading}\nAcme,acme.com,{SID},x@y.z") == [(2, "ls.acme.com", "Acme", SID)]


@pytest.mark.parametrize("text", [f"Acme,acme.com,{SID}", f'"Acme","acme.com","{SID}"', f"sep=;\nAcme;acme.com;{SID}"])
def test_without_headings_the_hosts_tell_which_column_they_are(text: str) -> None:
    assert read(text) == [(text.count("\n") + 1, "ls.acme.com", "Acme", SID)]


def test_a_file_of_a_spreadsheet_is_understood() -> None:
    text = 'host;client;notes\r\nacme.com;"Acme, Inc.";"two\r\nlines; and ""quotes"""\r\nbeta.com;Beta\r\n'
    assert read(text) == [(2, "ls.acme.com", "Acme, Inc.", None), (4, "ls.beta.com", "Beta", None)]


def test_a_quote_that_is_never_closed_swallows_nothing() -> None:
    assert [row[0] for row in read('acme.com, 5" pipes\nbeta.com, Beta')] == [1, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_whatever_a_spreadsheet_writes(encoding: str) -> None:
    assert decoded("acme.com, Äcme".encode(encoding)) == "acme.com, Äcme"


def test_what_is_no_text_is_refused() -> None:
    for data in (b"PK\x03\0", b"\xff\xfea"):
        with pytest.raises(Refused) as caught:
            decoded(data)
        assert caught.value.reason is Reason.BAD_FILE


NAMES = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters='|"'), min_size=1, max_size=20)


@given(st.lists(st.tuples(NAMES, st.lists(st.tuples(NAMES, st.sampled_from(["", SID])), max_size=2)), max_size=4))
def test_what_is_written_is_read_again(found: list[tuple[str, list[tuple[str, str]]]]) -> None:
    lines = [
        Exported(name, f"ls.n{number}.com", SID, "", ("it@acme.com",), tuple(campaigns))
        for number, (name, campaigns) in enumerate(found)
    ]
    rows, faults = parse_rows(written(lines))
    assert faults == ()
    assert [(row.client, row.host.ascii, row.campaigns) for row in rows] == [
        (line.client, line.host, line.campaigns) for line in lines
    ]


def test_the_headings_stay_above_what_is_left() -> None:
    text = f"{','.join(COLUMNS)}\nAcme,acme.com\nAcme,*.acme.com\nAcme,b.com"
    assert left_over(text, parse_rows(text)[1]) == f"{','.join(COLUMNS)}\nAcme,*.acme.com"


def test_every_faulty_line_is_named() -> None:
    text = "acme.com\n*.acme.com, Acme\nb.com, Beta\nls.b.com, Beta\na.com, A, B, C, D, E, F, G\n10.0.0.1, X"
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


@pytest.mark.parametrize("line", ["a", "n{}.com,Acme", "*.a.com,Acme"])
def test_of_a_text_without_end_only_the_beginning_is_read(line: str) -> None:
    found = refused("\n".join(line.format(number) for number in range(100_000)))
    assert len(found) <= 10 * MAX_ROWS + 1
    assert Reason.TOO_MANY_ROWS in {reason for _, reason in found}


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''=1", "'quoted'"])
def test_no_cell_is_a_formula_where_a_spreadsheet_opens_the_file_and_it_is_read_as_it_was(name: str) -> None:
    line = Exported(name, "ls.acme.com", SID, "", ("+ana@acme.com",), ((name, SID),))
    text = written([line])
    cells = next(csv.reader(text.splitlines()[1:]))
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@")]
    ((row,), faults) = parse_rows(text)
    assert faults == ()
    assert (row.client, row.emails, row.campaigns) == (name, ("+ana@acme.com",), ((name, SID),))


@pytest.mark.parametrize(("typed", "language"), [("es", "es"), ("Spanish", "es"), ("EN", "en"), ("", "en")])
def test_a_column_says_which_language_the_client_reads(typed: str, language: str) -> None:
    rows, faults = parse_rows(f"client,host,contact_email,language\nAcme,acme.com,it@acme.com,{typed}")
    assert (faults, rows[0].language) == ((), language)


def test_a_language_that_there_is_not_is_a_faulty_line() -> None:
    assert refused("host,client,language\nacme.com,Acme,Klingon") == [(2, Reason.BAD_LANGUAGE)]


def test_a_file_has_the_promised_columns_and_the_language_only_where_one_is_not_english() -> None:
    english = Exported("Acme", "ls.acme.com", "", "", (), ())
    spanish = replace(english, host="ls.beta.com", language=Language.SPANISH)
    assert written([english]).splitlines()[0] == ",".join(COLUMNS)
    text = written([english, spanish])
    assert text.splitlines()[0] == ",".join((*COLUMNS, "language"))
    assert [row.language for row in parse_rows(text)[0]] == [Language.ENGLISH, Language.SPANISH]
