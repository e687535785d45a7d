"""Many domains at once: the lines people paste, and the digest that counts them up."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.cards import Stage
from bot.core.domain import Setup
from bot.core.errors import Reason, Refused
from bot.core.hostname import Hostname, parse_host

MAX_ROWS = 100
SUBDOMAIN = "ls"
_COLUMNS: Mapping[str, str] = {
    "host": "host",
    "hostname": "host",
    "domain": "host",
    "client": "client",
    "customer": "client",
    "domain_sid": "sid",
    "domain sid": "sid",
    "sid": "sid",
    "verification": "verification",
}
"""What a heading may be called, without case."""
_USUAL_ORDER = ("host", "client", "sid", "verification")


@dataclass(frozen=True, slots=True)
class Row:
    """One pasted line that can be understood; ``line`` counts from 1. ``client`` is a name as typed."""

    line: int
    host: Hostname
    client: str
    domain_sid: str | None = None
    verification: str | None = None


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one line; ``subject`` is the part of it that is meant."""

    line: int
    error: Refused
    subject: str = ""


class RowsRefused(Refused):
    """Some lines are faulty, so that none was added."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(Reason.BAD_ROWS, field="rows")
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))


@dataclass(frozen=True, slots=True)
class AddMany:
    """``rows`` pairs each row with its new domain's id; ``faults`` are the lines that could not be understood."""

    batch_id: str
    channel: str
    setup: Setup
    rows: tuple[tuple[str, Row], ...]
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """One message for all domains that were added together. ``is_first``: nothing was posted of it yet."""

    batch_id: str
    owner: str
    at: datetime
    channel: str
    stages: Mapping[Stage, int]
    clients: tuple[str, ...]
    ts: str | None = None

    @property
    def total(self) -> int:
        """How many domains."""
        return sum(self.stages.values())


def parse_rows(text: str) -> tuple[tuple[Row, ...], tuple[RowFault, ...]]:
    """Reads lines of `host, client, SID`; commas, semicolons or tabs between, quotes around what holds one. A first
    line of headings says another order. Gives what can be understood, and what is wrong with the other lines."""
    lines = [(number, cells) for number, line in enumerate(text.splitlines(), 1) if any(cells := _cells(line))]
    order: Sequence[str | None] = _USUAL_ORDER
    if lines and (headings := _headings(lines[0][1])):
        order, lines = headings, lines[1:]
    rows: list[Row] = []
    faults: list[RowFault] = []
    seen: dict[str, int] = {}
    for number, cells in lines:
        try:
            row = _row(number, cells, order)
            if row.host.ascii in seen:
                raise Refused(Reason.DUPLICATE_ROW, line=str(seen[row.host.ascii]))
        except Refused as error:
            faults.append(RowFault(number, error, cells[0]))
            continue
        seen[row.host.ascii] = number
        rows.append(row)
    if len(rows) > MAX_ROWS:
        faults.append(RowFault(rows[MAX_ROWS].line, Refused(Reason.TOO_MANY_ROWS, limit=str(MAX_ROWS))))
    return tuple(rows), tuple(faults)


def _cells(line: str) -> list[str]:
    delimiter = next((mark for mark in "\t;," if mark in line), ",")
    found = next(csv.reader([line.replace("\0", "")], delimiter=delimiter, skipinitialspace=True), [])
    return [cell.strip() for cell in found]


def _headings(cells: Sequence[str]) -> tuple[str | None, ...] | None:
    """The columns in their order, where the line names host and client; None where it is no heading."""
    names = tuple(_COLUMNS.get(cell.casefold()) for cell in cells)
    return names if "host" in names and "client" in names else None


def _row(number: int, cells: Sequence[str], order: Sequence[str | None]) -> Row:
    if any(cells[len(order) :]):
        raise Refused(Reason.BAD_ROW)
    found = {name: cell for name, cell in zip(order, cells, strict=False) if name}
    host = parse_host(found.get("host", ""), SUBDOMAIN)
    if not found.get("client"):
        raise Refused(Reason.BAD_ROW)
    return Row(number, host, found["client"], found.get("sid") or None, found.get("verification") or None)
