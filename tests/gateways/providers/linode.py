"""Linode's API v4 for domains: a filter in a header, pages, a few TTLs, and a scope that is missing told with a 401
(techdocs.akamai.com/linode-api, "Create a domain record"; dns-lexicon's recorded answers; the words for the scope:
ansible_linode #353)."""

import json

from bot.sandbox.providers.desk import Asked, Refusal
from tests.gateways.providers.house import House, Row, bearer, page_of

TTLS = (300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200)
PAGE = 20
STATUS = {"Invalid Token": 401, "Your OAuth token is not authorized to use this endpoint.": 401, "not found": 404}


class Linode(House):
    PROVIDER, HOST, TTL = "linode", "api.linode.com", 300
    right = {"auth_token": "l" * 64}
    readonly = {"auth_token": "r" * 64}
    without = {"auth_token": "n" * 64}
    """Of another scope."""
    wrong = {"auth_token": "x" * 64}

    def answer(self, asked: Asked) -> object:
        token = bearer(asked)
        if asked.headers["host"] != self.HOST or token[0] not in "lrn":
            raise self.no("Invalid Token")
        if token[0] == "n" or (asked.method != "GET" and token[0] == "r"):
            raise self.no("Your OAuth token is not authorized to use this endpoint.")
        parts = asked.path.removeprefix("/v4/domains").strip("/").split("/")
        zones = {str(number): zone for number, zone in enumerate(self.zones, 500)}
        if parts == [""]:
            wanted = json.loads(asked.headers["x-filter"])["domain"]
            return _paged(asked, [{"id": int(one), "domain": zone} for one, zone in zones.items() if zone == wanted])
        if parts[0] not in zones:
            raise self.no("not found")
        return self._of_records(asked, zones[parts[0]], parts[2:])

    def _of_records(self, asked: Asked, zone: str, rest: list[str]) -> object:
        if rest:
            self.remove(zone, self.row(zone, rest[0]))
            return {}
        if asked.method == "GET":
            return _paged(asked, [_shown(row) for row in self.zones[zone]])
        kind, name, target, ttl = (asked.body[part] for part in ("type", "name", "target", "ttl_sec"))
        if target.endswith("."):
            raise self.no("Must be a valid hostname")
        rounded = next((one for one in TTLS if one >= ttl), TTLS[-1])
        return _shown(self.add(zone, kind, name, target, rounded))

    def no(self, why: str) -> Refusal:
        said = "Record conflict - CNAMES must be unique" if why == "cname" else why
        return Refusal(STATUS.get(why, 400), {"errors": [{"reason": said}]})


def _shown(row: Row) -> object:
    return {"id": row.id, "type": row.kind, "name": row.name, "target": row.value, "ttl_sec": row.ttl, "priority": 0}


def _paged(asked: Asked, items: list[object]) -> object:
    pages = max(1, -(-len(items) // PAGE))
    page = int(asked.query.get("page", "1"))
    return {"data": page_of(asked, items, PAGE), "page": page, "pages": pages, "results": len(items)}
