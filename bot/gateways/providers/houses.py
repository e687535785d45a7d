"""What each provider's API wants, where dns-lexicon's module does not know it.

Every class is proven against a stand-in that refuses what the real API refuses (``tests/gateways/providers``); their
sources are named there.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import requests
from lexicon.config import ConfigResolver
from lexicon.exceptions import AuthenticationError
from lexicon.interfaces import Provider

from bot.core.facts import Record
from bot.core.providers import Panel
from bot.core.writing import TTL, Access, Entry, full_name
from bot.gateways.providers import wire
from bot.gateways.providers.hands import Hand, NotTaken, quoted

_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "gandi": {"api_protocol": "rest"},
    "hetzner": {"retry_wait_time": "250"},
    "ovh": {"auth_entrypoint": "ovh-eu"},
}
"""Options of a module that nobody has to fill in. The time is in milliseconds."""


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
    return {"type": kind, "name": name, "content": quoted(kind, value), "ttl": TTL, "proxied": False}


def _of_cloudflare(one: Mapping[str, Any]) -> Entry:
    is_proxied = bool(one.get("proxied"))
    return Entry(one["type"], one["name"], one["content"], one.get("ttl"), is_proxied, one["id"])


class DigitalOcean(Hand):
    """A name as a value ends with a dot when it is written, and without one when it is read."""

    def _add(self, kind: str, name: str, value: str, ttl: int) -> None:
        data = f"{value.rstrip('.')}." if kind == "CNAME" else value
        wanted = {"type": kind, "name": self._relative(name), "data": data, "ttl": ttl}
        self._provider._post(f"/domains/{self._zone}/records", wanted)


class DnSimple(Hand):
    """The module takes the first domain that is *like* the zone, and asks for domains, which a token that was limited
    to a zone may not see."""

    def open(self) -> None:
        me = self._provider._get("/whoami")
        accounts = [me["account"]] if me["account"] else self._provider._get("/accounts")
        for account in accounts:
            if _if_there(partial(self._provider._get, f"/{account['id']}/zones/{self._zone}")):
                self._provider.account_id = account["id"]
                return
        raise AuthenticationError("no account holds the zone")

    def _listed(self, name: str) -> Sequence[Mapping[str, Any]]:
        found = self._provider._get(self._records, {"name": self._relative(name), "per_page": 100})
        return [{**one, "name": f"{one['name']}.{self._zone}".lstrip(".")} for one in found]

    def _add(self, kind: str, name: str, value: str, ttl: int) -> None:
        wanted = {"type": kind, "name": self._relative(name), "content": quoted(kind, value), "ttl": ttl}
        self._provider._post(self._records, wanted)

    @property
    def _records(self) -> str:
        return f"/{self._provider.account_id}/zones/{self._zone}/records"


class Gandi(Hand):
    """All values of a name and type are one there, and the module would write those it keeps without their quotes."""

    def _listed(self, name: str) -> Sequence[Mapping[str, Any]]:
        return [
            {"type": each["rrset_type"], "name": name, "content": value, "ttl": each.get("rrset_ttl"), "id": ""}
            for each in self._sets(name)
            for value in each["rrset_values"]
        ]

    def _add(self, kind: str, name: str, value: str, ttl: int) -> None:
        known = next((each for each in self._sets(name) if each["rrset_type"] == kind), None)
        values = [*(known["rrset_values"] if known else []), quoted(kind, value)]
        wanted = {"rrset_values": values, "rrset_ttl": known["rrset_ttl"] if known else ttl}
        self._provider._put(f"{self._path(name)}/{kind}", wanted)

    def _clear(self, standing: Sequence[Entry]) -> None:
        """The whole set of a type: only what shares no name with a CNAME is ever taken away."""
        for name, kind in dict.fromkeys((entry.name, entry.type) for entry in standing):
            self._provider._delete(f"{self._path(name)}/{kind}")

    def _sets(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = _if_there(partial(self._provider._get, self._path(name))) or []
        return found

    def _path(self, name: str) -> str:
        return f"/domains/{self._zone}/records/{self._relative(name) or '@'}"


class Hetzner(Hand):
    """All values of a name and type are one there, with one TTL: a value that comes with another is refused. The module
    sends a token of 32 characters to an API that was closed in 2026; every token goes to the one that is open."""

    def _listed(self, name: str) -> Sequence[Mapping[str, Any]]:
        return [
            {"type": each["type"], "name": name, "content": one["value"], "ttl": each.get("ttl"), "id": ""}
            for each in self._sets(name)
            for one in each["records"]
        ]

    def _add(self, kind: str, name: str, value: str, ttl: int) -> None:
        wanted: dict[str, object] = {"records": [{"value": quoted(kind, value)}]}
        if not any(each["type"] == kind for each in self._sets(name)):
            wanted["ttl"] = ttl
        self._wait(self._provider._post(f"{self._path(name, kind)}/actions/add_records", wanted))

    def _clear(self, standing: Sequence[Entry]) -> None:
        for name, kind in dict.fromkeys((entry.name, entry.type) for entry in standing):
            self._wait(self._provider._delete(self._path(name, kind)))

    def _wait(self, answer: Mapping[str, Any]) -> None:
        if not self._provider._wait_for_action(answer["action"]):
            raise NotTaken

    def _sets(self, name: str) -> list[dict[str, Any]]:
        answer = self._provider._get(f"/{self._provider.domain_id}/rrsets", {"name": self._relative(name) or "@"})
        found: list[dict[str, Any]] = answer["rrsets"]
        return found

    def _path(self, name: str, kind: str) -> str:
        return f"/{self._provider.domain_id}/rrsets/{self._relative(name) or '@'}/{kind}"


class Ionos(Hand):
    """What another service of IONOS pushed aside stays listed, switched off: the world does not see it."""

    def _listed(self, name: str) -> Sequence[Mapping[str, Any]]:
        found = self._provider._get(self._zone_address, {"recordName": name})["records"]
        return [one for one in found if not one.get("disabled")]

    def _add(self, kind: str, name: str, value: str, ttl: int) -> None:
        wanted = {"name": name, "type": kind, "content": value, "ttl": ttl, "prio": 0, "disabled": False}
        self._provider._post(f"{self._zone_address}/records", [wanted])

    @property
    def _zone_address(self) -> str:
        return f"https://api.hosting.ionos.com/dns/v1/zones/{self._provider.domain_id}"


class Linode(Hand):
    """TTLs are rounded up there to one of a few, of which 300 is the smallest."""

    def _add(self, kind: str, name: str, value: str, ttl: int) -> None:
        wanted = {"name": self._relative(name), "type": kind, "target": value, "ttl_sec": 300 if ttl == TTL else ttl}
        self._provider._post(f"domains/{self._provider.domain_id}/records", wanted)


class Ovh(Hand):
    """Nothing is served there before the zone is refreshed, and a zone with any warning counts as not deployed."""

    def open(self) -> None:
        try:
            super().open()
        except AuthenticationError:
            if self._zone not in self._provider._get("/domain/zone/"):
                raise

    def publish(self) -> None:
        self._provider._post(f"/domain/zone/{self._zone}/refresh")

    def _add(self, kind: str, name: str, value: str, ttl: int) -> None:
        wanted = {"fieldType": kind, "subDomain": self._relative(name), "target": value, "ttl": ttl}
        self._provider._post(self._records, wanted)

    def _clear(self, standing: Sequence[Entry]) -> None:
        for entry in standing:
            self._provider._delete(f"{self._records}/{entry.id}")

    @property
    def _records(self) -> str:
        return f"/domain/zone/{self._zone}/record"


class Vultr(Hand):
    """A text comes in quotes there, and goes out in them."""

    def _add(self, kind: str, name: str, value: str, ttl: int) -> None:
        wanted = {"type": kind, "name": self._relative(name), "data": quoted(kind, value), "ttl": ttl, "priority": 0}
        self._provider._post(f"/domains/{self._zone}/records", wanted)


def _if_there(ask: Callable[[], Any]) -> Any:  # noqa: ANN401 (whatever they answer)
    """None where the provider knows no such thing."""
    try:
        return ask()
    except requests.HTTPError as error:
        if error.response is not None and error.response.status_code == 404:
            return None
        raise


_HANDS: Mapping[str, type[Hand]] = {
    "cloudflare": Cloudflare,
    "digitalocean": DigitalOcean,
    "dnsimple": DnSimple,
    "gandi": Gandi,
    "hetzner": Hetzner,
    "ionos": Ionos,
    "linode": Linode,
    "ovh": Ovh,
    "vultr": Vultr,
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
    made: type[Provider] = module.HetznerCloud if panel.writes == "hetzner" else module.Provider
    return _HANDS[panel.writes](made(config), panel, access.zone)
