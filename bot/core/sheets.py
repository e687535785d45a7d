"""Lines of domains as people have them: pasted, or in a file that a spreadsheet wrote. Reading and writing both."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.core.bulk import COLUMNS, LANGUAGE_COLUMN, MAX_ROWS, Exported, Row, RowFault
from bot.core.errors import Reason, Refused
from bot.core.hostname import link_host, parse_host
from bot.core.languages import Language, language_named

SUBDOMAIN = "ls"
_HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("host", "hostname", "domain", "link domain"), "host"),
    **dict.fromkeys(("client", "customer", "client name"), "client"),
    **dict.fromkeys(("domain_sid", "domain sid", "sid"), "domain_sid"),
    **dict.fromkeys(("verification", "txt"), "verification"),
    **dict.fromkeys(("contact_email", "contact email", "contact", "email", "e-mail"), "contact_email"),
    **dict.fromkeys(("campaign", "campaigns"), "campaign"),
    **dict.fromkeys((LANGUAGE_COLUMN, "lang"), LANGUAGE_COLUMN),
    **dict.fromkeys(("messaging_service_sid", "messaging service sid", "service_sid"), "messaging_service_sid"),
}
"""What a heading may be called, without case."""
_AS_IN_FILES = COLUMNS
_AS_TYPED = ("host", "client", *COLUMNS[2:])
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
_BETWEEN_ADDRESSES = re.compile(r"[\s,;|]+")
_BETWEEN_CAMPAIGNS = "|"
_MARKS = "\t;,"
_FORMULA = re.compile(r"'*[=+\-@]")
_GUARDED = re.compile(r"'+[=+\-@]")
"""Spreadsheets take a cell that begins so for a formula, unless an apostrophe stands before it (OWASP, CSV
injection)."""
_MOST_LINES_PER_ROW = 10
"""However many faulty lines there are: a megabyte of them would keep everybody waiting for seconds."""
_MOST_LINES_OF_ONE = 20
"""A quote that is never closed must not swallow the rest of the text."""


def parse_rows(text: str, limit: int | None = MAX_ROWS) -> tuple[tuple[Row, ...], tuple[RowFault, ...]]:
    """Reads lines of `host, client, Domain SID`, or `client, host, …` as in files; commas, semicolons or tabs between,
    quotes around what holds one. A first line of headings says another order. Gives what can be understood, and what
    is wrong with the other lines."""
    mark, lines = _separator(_whole_lines(text))
    lines, beyond = _within(lines, limit)
    split = [(number, line, _cells(line, mark)) for number, line in lines]
    filled = [one for one in split if any(one[2])]
    order: Sequence[str | None] | None = _headings(filled[0][2]) if filled else None
    if order is not None:
        mark = mark or _mark_of(filled[0][1])
        filled = [(number, line, _cells(line, mark)) for number, line, _ in filled[1:]]
    rows, faults = _understood(filled, order or _likely_order([cells for _, _, cells in filled]))
    if limit is not None and len(rows) > limit:
        first = rows[limit]
        faults.append(RowFault(first.line, Refused(Reason.TOO_MANY_ROWS, limit=str(limit)), text=first.text))
    elif beyond is not None:
        faults.append(RowFault(beyond[0], Refused(Reason.TOO_MANY_ROWS, limit=str(limit)), text=beyond[1]))
    return tuple(rows), tuple(faults)


def _within(lines: list[tuple[int, str]], limit: int | None) -> tuple[list[tuple[int, str]], tuple[int, str] | None]:
    """The lines that are read at all, and the first one that is not."""
    if limit is None:
        return lines, None
    filled = [line for line in lines if line[1].strip()]
    most = _MOST_LINES_PER_ROW * limit
    return filled[:most], filled[most] if len(filled) > most else None


def left_over(text: str, faults: Iterable[RowFault]) -> str:
    """The faulty lines of the text, below its headings where it has some: what is still to be corrected."""
    lines = [(number, line) for number, line in _whole_lines(text) if line.strip()]
    heads = [line for _, line in lines[:1] if _SEPARATOR_LINE.fullmatch(line.strip())]
    below = lines[len(heads) :]
    mark = _separator(lines[:1])[0]
    heads += [line for _, line in below[:1] if _headings(_cells(line, mark))]
    numbers = {fault.line for fault in faults}
    beyond = min((fault.line for fault in faults if fault.error.reason is Reason.TOO_MANY_ROWS), default=0)
    kept = [line for number, line in below if number in numbers or 0 < beyond <= number]
    return "\n".join([*heads, *kept])


def _whole_lines(text: str) -> list[tuple[int, str]]:
    """Lines by the number of their first; a quoted cell may hold line breaks."""
    whole: list[tuple[int, str]] = []
    lines = text.removeprefix("\ufeff").splitlines()
    number = 0
    while number < len(lines):
        size = _size_of(lines[number : number + _MOST_LINES_OF_ONE])
        whole.append((number + 1, "\n".join(lines[number : number + size])))
        number += size
    return whole


def _size_of(lines: Sequence[str]) -> int:
    """How many lines belong together: until every quote is closed; one, where none ever is."""
    quotes = 0
    for size, line in enumerate(lines, 1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return size
    return 1


def _separator(lines: list[tuple[int, str]]) -> tuple[str, list[tuple[int, str]]]:
    """The separator where a first line names it, as Excel writes it, and the other lines."""
    named = _SEPARATOR_LINE.fullmatch(lines[0][1].strip()) if lines else None
    return (named[1], lines[1:]) if named else ("", lines)


def _mark_of(line: str) -> str:
    bare = _QUOTED.sub("", line)
    return next((mark for mark in _MARKS if mark in bare), ",")


def _cells(line: str, mark: str = "") -> list[str]:
    source = io.StringIO(line.replace("\0", ""), newline="")
    try:
        found = next(csv.reader(source, delimiter=mark or _mark_of(line), skipinitialspace=True), [])
    except csv.Error:
        return [line.strip()]
    return [_unguarded(" ".join(cell.split())) for cell in found]


def _guarded(cell: str) -> str:
    """What a spreadsheet shows as it stands. `_unguarded` takes it back."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _headings(cells: Sequence[str]) -> tuple[str | None, ...] | None:
    """The columns in their order, where the line names host and client; None where it is no heading."""
    names = tuple(_HEADINGS.get(cell.casefold()) for cell in cells)
    return names if "host" in names and "client" in names else None


def _likely_order(lines: Sequence[Sequence[str]]) -> Sequence[str]:
    """Without headings: what looks like a host tells which column holds the hosts."""
    first, second = (sum(_is_host(cells[column]) for cells in lines if len(cells) > column) for column in (0, 1))
    return _AS_IN_FILES if second > first else _AS_TYPED


def _is_host(text: str) -> bool:
    try:
        parse_host(text, SUBDOMAIN)
    except Refused:
        return False
    return True


def _understood(
    lines: Iterable[tuple[int, str, list[str]]], order: Sequence[str | None]
) -> tuple[list[Row], list[RowFault]]:
    rows: list[Row] = []
    faults: list[RowFault] = []
    seen: dict[str, int] = {}
    for number, text, cells in lines:
        found = {name: cell for name, cell in zip(order, cells, strict=False) if name}
        try:
            row = replace(_row(number, cells, order, found), text=text)
            if row.host.ascii in seen:
                raise Refused(Reason.DUPLICATE_ROW, line=str(seen[row.host.ascii]))
        except Refused as error:
            faults.append(RowFault(number, error, found.get("host") or cells[0], text))
            continue
        seen[row.host.ascii] = number
        rows.append(row)
    return rows, faults


def _row(number: int, cells: Sequence[str], order: Sequence[str | None], found: Mapping[str, str]) -> Row:
    if any(cells[len(order) :]):
        raise Refused(Reason.BAD_ROW)
    understand = parse_host if found.get("domain_sid") else link_host
    host = understand(found.get("host", ""), SUBDOMAIN)
    if not found.get("client"):
        raise Refused(Reason.BAD_ROW)
    return Row(
        line=number,
        host=host,
        client=found["client"],
        domain_sid=found.get("domain_sid") or None,
        verification=found.get("verification") or None,
        emails=tuple(dict.fromkeys(filter(None, _BETWEEN_ADDRESSES.split(found.get("contact_email", ""))))),
        campaigns=tuple(_campaigns(found.get("campaign", ""), found.get("messaging_service_sid", ""))),
        language=_language(found.get(LANGUAGE_COLUMN, "")),
    )


def _campaigns(names: str, sids: str) -> Iterator[tuple[str, str]]:
    """Several in one cell, with their services in the same order."""
    if not names and not sids:
        return
    given = [part.strip() for part in names.split(_BETWEEN_CAMPAIGNS)]
    services = [part.strip() for part in sids.split(_BETWEEN_CAMPAIGNS)]
    for number in range(max(len(given), len(services))):
        name = given[number] if number < len(given) else ""
        yield name, services[number] if number < len(services) else ""


def _language(text: str) -> Language:
    if not text:
        return Language.ENGLISH
    found = language_named(text)
    if found is None:
        raise Refused(Reason.BAD_LANGUAGE, field=LANGUAGE_COLUMN)
    return found


def written(rows: Iterable[Exported]) -> str:
    """A file with headings that `parse_rows` reads again. The column of the language is there where somebody is written
    to in another one than English."""
    target, listed = io.StringIO(newline=""), list(rows)
    sheet = csv.writer(target, lineterminator="\n")
    has_language = any(row.language is not Language.ENGLISH for row in listed)
    sheet.writerow((*COLUMNS, LANGUAGE_COLUMN) if has_language else COLUMNS)
    between = f" {_BETWEEN_CAMPAIGNS} "
    for row in listed:
        services = between.join(sid for _, sid in row.campaigns)
        names = between.join(name for name, _ in row.campaigns)
        cells = (row.client, row.host, row.domain_sid, row.verification, " ".join(row.emails), names, services)
        sheet.writerow(map(_guarded, (*cells, row.language.value) if has_language else cells))
    return target.getvalue()


def decoded(data: bytes) -> str:
    """The text of a file, whichever program wrote it. Raises Refused(BAD_FILE) where it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    if b"\0" in data:
        raise Refused(Reason.BAD_FILE, field="file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(data, "cp1252")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(Reason.BAD_FILE, field="file") from None
