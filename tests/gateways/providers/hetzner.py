"""Hetzner's Cloud API v1 for zones and their record sets (docs.hetzner.cloud/reference/cloud, "Zone RRSets";
dns-lexicon's recorded answers of 2026; that a value with another TTL is refused, "has differing record TTLs":
dns-update #76). The API before it, dns.hetzner.com, ended in May 2026 (dns-lexicon #81)."""

from typing import Any

from bot.sandbox.providers.desk import Asked, Refusal
from tests.gateways.providers.house import House, Row, bearer, unquoted

CODES = {"unauthorized": 401, "token_readonly": 403, "not_found": 404, "invalid_input": 422, "locked": 423}


class Hetzner(House):
    PROVIDER, HOST, IS_RELATIVE = "hetzner", "api.hetzner.cloud", True
    right = {"auth_token": "h" * 64}
    wrong = {"auth_token": "h" * 32}
    """As long as those of the API before."""
    readonly = {"auth_token": "r" * 64}
    steps = 0
    """How often an action is still running when it is asked for."""

    def answer(self, asked: Asked) -> object:
        if asked.headers["host"] != self.HOST or bearer(asked) not in ("h" * 64, "r" * 64):
            raise self.no("unauthorized")
        if asked.method != "GET" and bearer(asked) == "r" * 64:
            raise self.no("token_readonly")
        parts = asked.path.removeprefix("/v1/zones/").split("/")
        if parts[0] == "actions":
            self.steps -= 1
            return self._action()
        zones = {str(number): zone for number, zone in enumerate(self.zones, 10)} | {zone: zone for zone in self.zones}
        if parts[0] not in zones:
            raise self.no("not_found")
        if len(parts) == 1:
            return {"zone": {"id": 10 + list(self.zones).index(parts[0]), "name": parts[0], "mode": "primary"}}
        return self._of_sets(asked, zones[parts[0]], parts[2:])

    def _of_sets(self, asked: Asked, zone: str, rest: list[str]) -> object:
        if asked.method == "GET":
            rows = list(self.named(zone, asked.query["name"].removeprefix("@")))
            sets = [self._set([row for row in rows if row.kind == kind]) for kind in {row.kind for row in rows}]
            return {"rrsets": sets, "meta": {"pagination": {"page": 1, "last_page": 1, "next_page": None}}}
        name, kind = rest[0].removeprefix("@"), rest[1]
        here = [row for row in self.named(zone, name) if row.kind == kind]
        if asked.method == "DELETE":
            for row in here or [self._gone()]:
                self.remove(zone, row)
        else:
            self._add_records(zone, kind, name, asked.body, here)
        return self._action()

    def _add_records(self, zone: str, kind: str, name: str, body: dict[str, Any], here: list[Row]) -> None:
        ttl = body.get("ttl", here[0].ttl if here else 3600)
        if here and ttl != here[0].ttl:
            raise self.no("invalid_input", "has differing record TTLs")
        for one in body["records"]:
            if kind == "TXT" and unquoted(kind, one["value"]) == one["value"]:
                raise self.no("invalid_input", "TXT records must be fully quoted")
            self.add(zone, kind, name, unquoted(kind, one["value"]), ttl)

    def _set(self, rows: list[Row]) -> dict[str, Any]:
        first = rows[0]
        values = [{"value": f'"{row.value}"' if row.kind == "TXT" else row.value, "comment": ""} for row in rows]
        return {"name": first.name or "@", "type": first.kind, "ttl": first.ttl, "records": values}

    def _action(self) -> object:
        return {"action": {"id": 7, "status": "running" if self.steps > 0 else "success", "error": None}}

    def no(self, why: str, said: str = "") -> Refusal:
        code = why.replace(" ", "_") if why.replace(" ", "_") in CODES else "invalid_input"
        return Refusal(CODES[code], {"error": {"code": code, "message": said or why, "details": {}}})
