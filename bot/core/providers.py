"""Who hosts a zone's DNS, told by its name servers or its SOA record, and what that provider's panel is like.

All of it stands in ``providers.toml``, read at the first question; a row there is all it takes to know one more.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from bot.core.facts import Provider, Record


class Dot(StrEnum):
    """What a panel makes of the final dot of a value."""

    OPEN = ""
    """Either way is good, or it is not known."""
    REFUSED = "refused"
    NEEDED = "needed"
    """Without it the panel adds the domain to the value."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A provider and its DNS panel; the fields are those of ``providers.toml``, ``smallest_ttl`` in seconds.

    The boxes are named as the panel names them. ``path`` are the menus down to the form, with ``{zone}`` for the
    domain; empty where they are not known for sure.
    """

    provider: Provider
    servers: tuple[str, ...]
    soa: tuple[str, ...] = ()
    address: str | None = None
    path: tuple[str, ...] = ()
    type_box: str = "Type"
    name_box: str = "Name"
    value_box: str = "Value"
    text_box: str = ""
    ttl_box: str = "TTL"
    wants_full_name: bool = False
    dot: Dot = Dot.OPEN
    ttl_choice: str = ""
    proxy: str = ""
    direct: str = ""
    alias_switch: str = ""
    quotes_text: bool = False
    flattens: bool = False
    connects: bool = False
    consent_origins: tuple[str, ...] = ()
    smallest_ttl: int = 0
    writes: str = ""
    fields: tuple[str, ...] = ()
    field_names: tuple[str, ...] = ()
    access_address: str = ""
    access_path: tuple[str, ...] = ()
    writes_dot: bool = False
    by_hand: str = ""

    def box_of(self, record: Record) -> str:
        """The box for the value of this record."""
        return self.text_box if record.type == "TXT" and self.text_box else self.value_box

    def name_of(self, record: Record) -> str:
        """What goes into the box for the name."""
        return f"{record.name}.{record.zone}" if self.wants_full_name else record.name

    def value_of(self, record: Record) -> str:
        """What goes into the box for the value."""
        value = record.value.removesuffix(".") if self.dot is Dot.REFUSED else record.value
        return f'"{value}"' if record.type == "TXT" and self.quotes_text else value


def provider_of(name_servers: Sequence[str]) -> Provider | None:
    """The provider behind most of these name servers (names in any case, final dot or not); None: not known."""
    found = [panel.provider for name in name_servers if (panel := _first(name, "servers"))]
    return max(found, key=found.count, default=None)


def provider_by_soa(mname: str, rname: str) -> Provider | None:
    """The provider that a zone's SOA record names as its primary server or its responsible person (RFC 1035 3.3.13):
    it shows through name servers that carry the client's own name. None: not known."""
    panel = _first(rname, "soa") or _first(mname, "soa") or _first(mname, "servers")
    return panel.provider if panel else None


def panel_of(provider: Provider | None) -> Panel | None:
    """What is known of the provider's panel."""
    return next((panel for panel in panels() if provider is not None and panel.provider.id == provider.id), None)


@cache
def panels() -> tuple[Panel, ...]:
    """All that are known, most specific first."""
    text = (files("bot.core") / "providers.toml").read_text("utf-8")
    return tuple(_panel(row) for row in tomllib.loads(text)["provider"])


def _panel(row: Mapping[str, object]) -> Panel:
    """Lists of the file are tuples here. Raises TypeError on a field that is not known."""
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    provider = Provider(str(fields.pop("id")), str(fields.pop("name")))
    return Panel(provider, dot=Dot(str(fields.pop("dot", ""))), **fields)  # type: ignore[arg-type]


def _first(name: str, field: str) -> Panel | None:
    """The first panel with a pattern in ``field`` that fits the name."""
    name = name.lower().rstrip(".")
    return next((panel for panel in panels() if any(fnmatchcase(name, pattern) for pattern in _of(panel, field))), None)


def _of(panel: Panel, field: str) -> tuple[str, ...]:
    return panel.soa if field == "soa" else panel.servers
