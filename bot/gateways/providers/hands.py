"""dns-lexicon's providers in use: what stands at a name, adding one record, taking away what was agreed to.

Its ``update_record`` is used nowhere: with some providers it sets more than one record, with others it forgets the
final dot of a name, and Cloudflare's leaves the proxy as it is. What a provider's module cannot do safely by its common
methods stands here in a class of that provider.
"""

import contextlib
import logging
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from lexicon.config import ConfigResolver
from lexicon.interfaces import Provider

from bot.core.facts import Record
from bot.core.providers import Panel
from bot.core.writing import TTL, Access, Entry, full_name
from bot.gateways.providers import wire

_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "gandi": {"api_protocol": "rest"},
    "ovh": {"auth_entrypoint": "ovh-eu"},
}
"""Options of a module that nobody has to fill in."""


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
        found = self._provider.list_records(None, name)
        listed = (
            Entry(str(one["type"]), str(one["name"]), str(one["content"]), _ttl(one), id=str(one["id"]))
            for one in found
        )
        return [entry for entry in listed if entry.name.rstrip(".").lower() == name.lower()]

    def put(self, record: Record, standing: Sequence[Entry]) -> None:
        """Adds the record in place of what stands in its way, which comes back where the provider refuses it."""
        for entry in standing:
            self.drop(entry)
        try:
            self.add(record.type, full_name(record), self._written(record))
        except Exception:
            for entry in standing:
                with contextlib.suppress(Exception):
                    self.add(entry.type, entry.name, entry.value)
            raise

    def add(self, kind: str, name: str, value: str) -> None:
        if not self._provider.create_record(kind, name, value):
            raise NotTaken

    def drop(self, entry: Entry) -> None:
        self._provider.delete_record(entry.id)

    def _written(self, record: Record) -> str:
        if record.type == "TXT" or self._panel.writes_dot:
            return record.value
        return record.value.removesuffix(".")


class Cloudflare(Hand):
    """The proxy is off in all that is written, and seen in all that is read. Replacing is one transaction there."""

    def entries(self, name: str) -> list[Entry]:
        found, page, pages = [], 1, 1
        while page <= pages:
            answer = self._provider._get(self._records, {"name": name, "per_page": 100, "page": page})
            found += answer["result"]
            page, pages = page + 1, answer["result_info"]["total_pages"]
        return [_of_cloudflare(one) for one in found if one["name"].lower() == name.lower()]

    def put(self, record: Record, standing: Sequence[Entry]) -> None:
        wanted = _for_cloudflare(record.type, full_name(record), self._written(record))
        if not standing:
            self._provider._post(self._records, wanted)
            return
        batch = {"deletes": [{"id": entry.id} for entry in standing], "posts": [wanted]}
        self._provider._post(f"{self._records}/batch", batch)

    @property
    def _records(self) -> str:
        return f"/zones/{self._provider.domain_id}/dns_records"


def _for_cloudflare(kind: str, name: str, value: str) -> dict[str, object]:
    content = f'"{value}"' if kind == "TXT" else value
    return {"type": kind, "name": name, "content": content, "ttl": TTL, "proxied": False}


def _of_cloudflare(one: Mapping[str, Any]) -> Entry:
    is_proxied = bool(one.get("proxied"))
    return Entry(one["type"], one["name"], one["content"], one.get("ttl"), is_proxied, one["id"])


class Gandi(Hand):
    """All values of a name and type are one there, and the module would write those it keeps without their quotes."""

    def entries(self, name: str) -> list[Entry]:
        return [
            Entry(each["rrset_type"], name, value, each.get("rrset_ttl"))
            for each in self._sets(name)
            for value in each["rrset_values"]
        ]

    def add(self, kind: str, name: str, value: str) -> None:
        written = f'"{value}"' if kind == "TXT" and not value.startswith('"') else value
        known = next((each for each in self._sets(name) if each["rrset_type"] == kind), None)
        values = [*known["rrset_values"], written] if known else [written]
        self._provider._put(f"{self._path(name)}/{kind}", {"rrset_values": values, "rrset_ttl": _ttl_of(known)})

    def drop(self, entry: Entry) -> None:
        """The whole set of that type: only what shares no name with a CNAME is ever taken away."""
        self._provider._delete(f"{self._path(entry.name)}/{entry.type}")

    def _sets(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._provider._get(self._path(name))
        return found

    def _path(self, name: str) -> str:
        return f"/domains/{self._zone}/records/{self._provider._relative_name(name) or '@'}"


def _ttl_of(known: Mapping[str, Any] | None) -> int:
    return int(known["rrset_ttl"]) if known else TTL


class Hetzner(Hand):
    """Records have no ids there: the value says which one goes."""

    def drop(self, entry: Entry) -> None:
        if not self._provider.delete_record(None, entry.type, entry.name, entry.value):
            raise NotTaken


class Linode(Hand):
    """The module asks for the default TTL, which is a day there."""

    def add(self, kind: str, name: str, value: str) -> None:
        data = {"name": self._provider._relative_name(name), "type": kind, "target": value, "ttl_sec": 300}
        self._provider._post(f"domains/{self._provider.domain_id}/records", data=data)


_HANDS: Mapping[str, type[Hand]] = {
    "cloudflare": Cloudflare,
    "gandi": Gandi,
    "hetzner": Hetzner,
    "linode": Linode,
}


def hand_of(panel: Panel, access: Access) -> Hand:
    """The provider's module with this access, asking over our wire. The zone is known already: the module is made
    directly, as lexicon's client would ask the public suffix list of it, over the network."""
    logging.getLogger("lexicon").setLevel(logging.CRITICAL)
    module = import_module(f"lexicon._private.providers.{panel.writes}")
    wire.bind(module)
    options = {**_OPTIONS.get(panel.writes, {}), **access.fields}
    config = ConfigResolver().with_dict(  # type: ignore[no-untyped-call]
        {"provider_name": panel.writes, "domain": access.zone, "ttl": TTL, panel.writes: options}
    )
    return _HANDS.get(panel.writes, Hand)(module.Provider(config), panel, access.zone)


def _ttl(one: Mapping[str, Any]) -> int | None:
    ttl = one.get("ttl")
    return int(ttl) if isinstance(ttl, int | str) and str(ttl).isdigit() else None
