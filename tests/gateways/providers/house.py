"""What the stand-ins of providers share: zones with records, and what every name server refuses. A stand-in of one
provider says how its API is asked, who may ask, in which words it refuses, and what it does differently."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.core.writing import Access
from bot.sandbox.providers.desk import ApiDesk, Asked, Refusal

ZONE = "acme.com"
OTHERS = 30
"""Records of other names, so that a page is not enough where there are pages."""


@dataclass(slots=True)
class Row:
    """``name`` is relative, empty for the zone; ``value`` as the provider keeps it; texts without quotes."""

    id: int
    kind: str
    name: str
    value: str
    ttl: int
    is_off: bool = False


class House(ApiDesk):
    """One account with zones. ``right`` are the fields of an access that may do it all."""

    PROVIDER: ClassVar[str]
    HOST: ClassVar[str]
    WRITES: ClassVar[str] = "POST"
    """The method by which a record is added."""
    LEAST_TTL: ClassVar[int] = 60
    IS_RELATIVE: ClassVar[bool] = False
    """A name as a value without its final dot is one below the zone."""
    TTL: ClassVar[int] = 600
    right: Mapping[str, str]
    wrong: Mapping[str, str]
    readonly: Mapping[str, str] = {}
    """May read; empty where there is no such access."""

    def __init__(self) -> None:
        super().__init__()
        self.zones: dict[str, list[Row]] = {}
        self.stuck = ""
        """The value of a record that cannot be deleted just now."""
        self._count = 100
        for zone in ("my" + ZONE, ZONE):
            self.put("", "A", "203.0.113.80", zone=zone)
            self.put("", "MX", "10 mail", zone=zone)
            for number in range(OTHERS):
                self.put(f"host{number}", "A", "203.0.113.80", zone=zone)

    def access(self, fields: Mapping[str, str] | None = None) -> Access:
        return Access(self.PROVIDER, ZONE, fields or self.right)

    def put(self, name: str, kind: str, value: str, ttl: int = 1800, *, zone: str = ZONE) -> Row:
        """As somebody does it in the panel."""
        return self._store(name, kind, value, ttl, zone)

    def _store(self, name: str, kind: str, value: str, ttl: int, zone: str) -> Row:
        self._count += 1
        row = Row(self._count, kind, name, value, ttl)
        self.zones.setdefault(zone, []).append(row)
        return row

    def served(self, zone: str = ZONE) -> list[tuple[str, str, str, int]]:
        """What the world sees: type, whole name, value with names whole, TTL."""
        rows = (row for row in self.zones[zone] if not row.is_off)
        return sorted((row.kind, f"{row.name}.{zone}.".lstrip("."), self._seen(zone, row), row.ttl) for row in rows)

    def changes(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.method != "GET"]

    def add(self, zone: str, kind: str, name: str, value: str, ttl: object) -> Row:
        """Refuses what no name server could serve."""
        if not isinstance(ttl, int) or ttl < self.LEAST_TTL:
            raise self.no("ttl")
        if not value or name.endswith(zone) or (kind == "TXT" and '"' in value):
            raise self.no("value")
        self._judge(zone, kind, name, value)
        return self._store(name, kind, value, ttl, zone)

    def remove(self, zone: str, row: Row) -> None:
        if row.value == self.stuck:
            raise self.no("locked")
        self.zones[zone].remove(row)

    def row(self, zone: str, row_id: str) -> Row:
        return next((row for row in self.zones[zone] if str(row.id) == row_id), None) or self._gone()

    def named(self, zone: str, name: str) -> Iterator[Row]:
        return (row for row in self.zones[zone] if row.name == name)

    def no(self, why: str) -> Refusal:
        """In the words of this API."""
        raise NotImplementedError

    def _judge(self, zone: str, kind: str, name: str, value: str) -> None:
        for row in self.named(zone, name):
            if (row.kind, row.value) == (kind, value):
                raise self.no("exists")
            if "CNAME" in (row.kind, kind):
                raise self.no("cname")

    def _gone(self) -> Row:
        raise self.no("not found")

    def _seen(self, zone: str, row: Row) -> str:
        if row.kind not in ("CNAME", "NS") or row.value.endswith("."):
            return row.value
        return f"{row.value}.{zone}." if self.IS_RELATIVE else f"{row.value}."


def bearer(asked: Asked) -> str:
    return asked.headers.get("authorization", "").removeprefix("Bearer ")


def unquoted(kind: str, value: str) -> str:
    return value[1:-1] if kind == "TXT" and len(value) > 1 and value[0] == value[-1] == '"' else value


def page_of(asked: Asked, items: list[Any], size: int) -> list[Any]:
    page = int(asked.query.get("page", "1"))
    return items[(page - 1) * size : page * size]
