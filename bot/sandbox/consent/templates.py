"""What a template makes of a zone: which records come, which must go. The rules are the specification's."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dns.rdatatype import TXT

from bot.sandbox.dns.zone import Zone
from bot.sandbox.slack.shapes import Json

OWN = frozenset({"domain", "host", "redirect_uri", "state", "groupId", "providerName", "serviceName", "sig", "key"})
"""Parameters of the flow itself; all others are variables of the template."""
_VARIABLE = re.compile(r"%([A-Za-z0-9_-]+)%")


class NotInOrder(Exception):
    """What the consent page says in place of asking."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record, as a zone file has it; ``name`` is relative to the zone."""

    name: str
    kind: str
    value: str
    ttl: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an application changes. Nothing comes where everything is there already."""

    come: tuple[Line, ...]
    go: tuple[Line, ...]


def lines_of(template: Json, query: Mapping[str, str]) -> list[Line]:
    """The records that are asked for. Raises NotInOrder for groups and variables that are not the template's."""
    groups = [group for group in query.get("groupId", "").split(",") if group]
    records = [one for one in template["records"] if not groups or one.get("groupId") in groups]
    if set(groups) - {str(one.get("groupId")) for one in template["records"]}:
        raise NotInOrder("a group that the template does not have")
    wanted = {name for one in records for name in _VARIABLE.findall(str(one))}
    given = set(query) - OWN
    if wanted != given:
        raise NotInOrder(f"variables: {', '.join(sorted(wanted ^ given))}")
    return [_line(one, query) for one in records]


def plan(zone: Zone, lines: Sequence[Line], template: Json) -> Plan:
    """A CNAME stands alone; a TXT takes the place of those that its template names as conflicting."""
    going = dict.fromkeys(old for line in lines for old in _conflicts(zone, line, template))
    there = {(name, kind, value) for name, _, kind, value in zone.lines()}
    coming = tuple(line for line in lines if (line.name, line.kind, line.value) not in there)
    return Plan(coming, tuple(going))


def carry_out(zone: Zone, change: Plan) -> None:
    """Writes into the zone; what stays of a name is put back."""
    for old in change.go:
        kept = [line for line in _at(zone, old.name) if line.kind == old.kind and line.value != old.value]
        zone.remove(old.name, old.kind)
        for line in kept:
            zone.put(line.name, line.kind, line.value, line.ttl)
    for line in change.come:
        zone.put(line.name, line.kind, line.value, line.ttl)


def _conflicts(zone: Zone, line: Line, template: Json) -> Iterator[Line]:
    there = [old for old in _at(zone, line.name) if (old.kind, old.value) != (line.kind, line.value)]
    if line.kind == "CNAME":
        yield from there
        return
    prefixes = [str(one.get("txtConflictMatchingPrefix", "")) for one in template["records"] if one["type"] == "TXT"]
    yield from (
        old
        for old in there
        if old.kind == "CNAME"
        or (old.kind == TXT.name and any(old.value.strip('"').startswith(prefix) for prefix in prefixes if prefix))
    )


def _at(zone: Zone, name: str) -> list[Line]:
    return [Line(owner, kind, value, ttl) for owner, ttl, kind, value in zone.lines() if owner == name]


def _line(record: Json, query: Mapping[str, str]) -> Line:
    label, host = record["host"], query["host"]
    name = host if label == "@" else f"{label}.{host}"
    value = _VARIABLE.sub(lambda found: query[found[1]], str(record.get("pointsTo") or record.get("data")))
    return Line(name, record["type"], f"{value}." if record["type"] == "CNAME" else f'"{value}"', int(record["ttl"]))
