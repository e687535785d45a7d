"""Cloudflare's API v4 for zones and their DNS records: tokens, pages, the proxy, batches, and its codes of errors
(developers.cloudflare.com/api, "DNS Records for a Zone", 2026)."""

import math
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.sandbox.dns.zone import Zone
from bot.sandbox.providers.desk import ApiDesk, Asked, Refusal

HOST = "api.cloudflare.com"
_TOKEN = re.compile(r"Bearer ([A-Za-z0-9_-]{20,})")
_MOST_ZONES, _MOST_RECORDS = 50, 100
_PROXY = "104.16.0.1"
"""What the world sees of a proxied name."""
_ALONE = ("A", "AAAA", "CNAME")
_NAMES = ("CNAME", "MX", "NS")


@dataclass(frozen=True, slots=True)
class Token:
    """An API token: of which zones (none named: of all), and whether it may write there."""

    value: str
    zones: tuple[str, ...]
    can_write: bool = True

    def seen(self, zones: Mapping[str, Zone]) -> list[str]:
        return [name for name in zones if not self.zones or name in self.zones]


class CloudflareStandIn(ApiDesk):
    """``zones`` are what all accounts together hold, by name. Tokens see those that they were made for."""

    def __init__(self, zones: Callable[[], Mapping[str, Zone]]) -> None:
        super().__init__()
        self._zones = zones
        self._tokens: dict[str, Token] = {}
        self._proxied: dict[str, dict[str, Any]] = {}

    def make_token(self, *zones: str, can_write: bool = True) -> str:
        """What *Create Token* with the template *Edit zone DNS* gives."""
        token = Token(f"cf{secrets.token_hex(19)}", zones, can_write)
        self._tokens[token.value] = token
        return token.value

    def records(self, zone: str) -> list[dict[str, Any]]:
        """Those of a zone, as the API shows them."""
        shown = [record for record in self._proxied.values() if record["zone"] == zone]
        hidden = {record["name"] for record in shown}
        plain = (_record(zone, *line) for line in self._zones()[zone].lines() if line[2] not in ("SOA", "NS"))
        return [*(record for record in plain if record["name"] not in hidden), *shown]

    def put_proxied(self, zone: str, kind: str, name: str, content: str) -> None:
        """A record with the orange cloud: the world sees the proxy's address."""
        self._add(zone, {"type": kind, "name": f"{name}.{zone}", "content": content, "ttl": 1, "proxied": True})

    def answer(self, asked: Asked) -> object:
        token = self._token(asked)
        parts = asked.path.removeprefix("/client/v4/").split("/")
        if asked.headers.get("host") != HOST or not asked.path.startswith("/client/v4/zones"):
            raise _error(404, 7003, "Could not route to the requested resource")
        if len(parts) == 1:
            return _paged([_shown_zone(name) for name in token.seen(self._zones())], asked, _MOST_ZONES)
        zone = next((name for name in token.seen(self._zones()) if _zone_id(name) == parts[1]), None)
        if zone is None:
            raise _error(403, 9109, "Unauthorized to access requested resource")
        return self._of_records(token, zone, parts[3:], asked)

    def _of_records(self, token: Token, zone: str, rest: list[str], asked: Asked) -> object:
        if asked.method == "GET":
            found = [one for one in self.records(zone) if asked.query.get("name", one["name"]) == one["name"]]
            found = [one for one in found if asked.query.get("type", one["type"]) == one["type"]]
            return _paged(found, asked, _MOST_RECORDS)
        if not token.can_write:
            raise _error(403, 10000, "Authentication error")
        if asked.method == "POST" and rest == ["batch"]:
            return _good(self._batch(zone, asked.body))
        if asked.method == "POST" and not rest:
            return _good(self._add(zone, asked.body))
        if asked.method == "DELETE" and len(rest) == 1:
            return _good(self._drop(zone, rest[0]))
        raise _error(405, 10405, "Method not allowed for this authentication scheme")

    def _token(self, asked: Asked) -> Token:
        header = asked.headers.get("authorization", "")
        found = _TOKEN.fullmatch(header)
        if found is None:
            raise _error(400, 6003, "Invalid request headers")
        if found[1] not in self._tokens:
            raise _error(403, 9109, "Invalid access token")
        return self._tokens[found[1]]

    def _batch(self, zone: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Deletes first, then posts; where one is refused, nothing is done."""
        before = [(record, dict(record)) for record in self.records(zone)]
        deleted = [self._drop(zone, one["id"]) for one in body.get("deletes", [])]
        try:
            posted = [self._add(zone, one) for one in body.get("posts", [])]
        except Refusal:
            for _, record in before:
                if record["id"] in {one["id"] for one in deleted}:
                    self._add(zone, record)
            raise
        return {"deletes": deleted, "patches": [], "posts": posted, "puts": []}

    def _add(self, zone: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        record = _judged(zone, wanted)
        here = [one for one in self.records(zone) if one["name"] == record["name"]]
        if any((one["type"], one["content"]) == (record["type"], record["content"]) for one in here):
            raise _error(400, 81058, "An identical record already exists.")
        if any("CNAME" in (one["type"], record["type"]) for one in here):
            is_address = any(one["type"] in _ALONE for one in here)
            raise _error(
                400, 81053 if is_address else 81054, "An A, AAAA, or CNAME record with that host already exists."
            )
        name, data = f"{record['name']}.", _data(record)
        if record["proxied"]:
            self._proxied[record["id"]] = record
            self._zones()[zone].put(name, "A", _PROXY, 300)
        else:
            self._zones()[zone].put(name, record["type"], data, 300 if record["ttl"] == 1 else record["ttl"])
        return record

    def _drop(self, zone: str, record_id: str) -> dict[str, Any]:
        record = next((one for one in self.records(zone) if one["id"] == record_id), None)
        if record is None:
            raise _error(404, 81044, "Record does not exist.")
        data, name = self._zones()[zone], f"{record['name']}."
        if self._proxied.pop(record_id, None):
            data.remove(name, "A")
            return record
        others = [one for one in self.records(zone) if one["name"] == record["name"] and one["type"] == record["type"]]
        data.remove(name, record["type"])
        for one in others:
            if one["id"] != record_id:
                data.put(name, one["type"], _data(one), one["ttl"])
        return record


def _judged(zone: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The record, or the API's own words against it."""
    kind, name, content = (str(wanted.get(part) or "") for part in ("type", "name", "content"))
    ttl = wanted.get("ttl", 1)
    if not name.endswith(zone) or not content or not isinstance(ttl, int) or not (ttl == 1 or 60 <= ttl <= 86400):
        raise _error(400, 9005, "DNS Validation Error")
    if kind == "TXT" and not content.startswith('"'):
        content = f'"{content}"'
    plain = {"type": kind, "name": name.lower(), "content": content.rstrip("."), "ttl": ttl}
    is_proxied = bool(wanted.get("proxied", False))
    return {**plain, "id": _id(plain), "proxied": is_proxied, "proxiable": kind in _ALONE, "zone": zone}


def _record(zone: str, name: str, ttl: int, kind: str, value: str) -> dict[str, Any]:
    whole = zone if name == "@" else f"{name}.{zone}"
    content = value
    if kind in _NAMES:
        content = value.removesuffix(".") if value.endswith(".") else f"{value}.{zone}"
    plain = {"type": kind, "name": whole, "content": content, "ttl": ttl}
    return {**plain, "id": _id(plain), "proxied": False, "proxiable": kind in _ALONE, "zone": zone}


def _data(record: Mapping[str, Any]) -> str:
    return f"{record['content']}." if record["type"] in _NAMES else str(record["content"])


def _id(record: Mapping[str, Any]) -> str:
    return sha256(repr((record["type"], record["name"], record["content"])).encode()).hexdigest()[:32]


def _zone_id(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:32]


def _shown_zone(name: str) -> dict[str, Any]:
    return {"id": _zone_id(name), "name": name, "status": "active", "type": "full"}


def _paged(items: list[dict[str, Any]], asked: Asked, most: int) -> dict[str, Any]:
    size = max(1, min(int(asked.query.get("per_page", "20")), most))
    page, pages = max(1, int(asked.query.get("page", "1"))), max(1, math.ceil(len(items) / size))
    shown = items[(page - 1) * size : page * size]
    info = {"page": page, "per_page": size, "count": len(shown), "total_count": len(items), "total_pages": pages}
    return {**_good(shown), "result_info": info}


def _good(result: object) -> dict[str, Any]:
    return {"success": True, "errors": [], "messages": [], "result": result}


def _error(status: int, code: int, message: str) -> Refusal:
    body = {"success": False, "errors": [{"code": code, "message": message}], "messages": [], "result": None}
    return Refusal(status, body)
