"""dns-lexicon's providers in use: what stands at a name, adding one record, taking away what was agreed to.

Of a provider's module only signing in, reading and deleting are used, and how it asks. Its ``update_record`` sets more
than one record with some providers, and its ``create_record`` knows one TTL, so that what has to come back would come
back with ours. What differs from provider to provider stands in `bot.gateways.providers.houses`.
"""

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from lexicon.interfaces import Provider

from bot.core.facts import Record
from bot.core.providers import Panel
from bot.core.writing import TTL, Entry, full_name, value_of
from bot.gateways.providers import wire

_NAMED = ("CNAME", "NS")
"""Types whose value is a name."""


class NotTaken(Exception):
    """The provider says no in an answer that is no HTTP error."""


class Hand:
    """A provider with an access. Everything it raises is the module's or of ``requests``."""

    def __init__(self, provider: Provider, panel: Panel, zone: str) -> None:
        self._provider: Any = provider
        self._panel, self._zone = panel, zone

    def open(self) -> None:
        """Signs in and finds the zone."""
        self._provider.authenticate()

    def entries(self, name: str) -> list[Entry]:
        """What stands at exactly this name, of every type. ``name`` is whole."""
        found = (self._entry(one) for one in self._listed(name))
        return [entry for entry in found if entry.name.rstrip(".").lower() == name.lower()]

    def put(self, record: Record, standing: Sequence[Entry]) -> None:
        """Adds the record in place of what stands in its way, which comes back where that fails; so nothing is taken
        away that there might be no time to bring back."""
        if standing:
            wire.require(2 * len(standing) + 2)  # each goes, ours comes; else the name is read and each comes back
        try:
            self._clear(standing)
            self._add(record.type, full_name(record), self._written(record), TTL)
        except Exception:
            with contextlib.suppress(Exception):
                self._bring_back(record, standing)
            raise

    def publish(self) -> None:
        """Shows the world what was written, where that is a step of its own. Safe to repeat."""

    def _listed(self, name: str) -> Sequence[Mapping[str, Any]]:
        """Records in lexicon's form: at least those of this name."""
        found: Sequence[Mapping[str, Any]] = self._provider.list_records(None, name)
        return found

    def _add(self, kind: str, name: str, value: str, ttl: int) -> None:
        """``name`` is whole, ``value`` as it was read or is to be written."""
        raise NotImplementedError

    def _clear(self, standing: Sequence[Entry]) -> None:
        for entry in standing:
            self._provider.delete_record(entry.id)

    def _bring_back(self, record: Record, standing: Sequence[Entry]) -> None:
        """Only what is gone: an answer that was lost may have been a yes."""
        here = {(entry.type, value_of(entry.type, entry.value)) for entry in self.entries(full_name(record))}
        if (record.type, value_of(record.type, record.value)) in here:
            return
        for entry in standing:
            if (entry.type, value_of(entry.type, entry.value)) not in here:
                self._add(entry.type, entry.name, entry.value, entry.ttl or TTL)

    def _written(self, record: Record) -> str:
        if record.type == "TXT" or self._panel.writes_dot:
            return record.value
        return record.value.removesuffix(".")

    def _entry(self, one: Mapping[str, Any]) -> Entry:
        value = self._whole(str(one["type"]), str(one["content"]))
        return Entry(str(one["type"]), str(one["name"]), value, _ttl(one), id=str(one["id"]))

    def _whole(self, kind: str, value: str) -> str:
        """A value that is a name, as the world sees it: without a final dot it may be one below the zone."""
        if kind not in _NAMED:
            return value
        if value == "@":
            return f"{self._zone}."
        return f"{value}.{self._zone}." if self._panel.writes_dot and not value.endswith(".") else value

    def _relative(self, name: str) -> str:
        """A whole name without its zone; empty for the zone itself."""
        return name.rstrip(".").removesuffix(self._zone).rstrip(".")


def quoted(kind: str, value: str) -> str:
    """A text as it stands in a zone file."""
    return f'"{value}"' if kind == "TXT" and not value.startswith('"') else value


def _ttl(one: Mapping[str, Any]) -> int | None:
    ttl = one.get("ttl")
    return int(ttl) if isinstance(ttl, int | str) and str(ttl).isdigit() else None
