"""Gandi's LiveDNS API v5: all values of a name and type are one; tokens of people (PAT) and the older keys differ by
their scheme (api.gandi.net/docs/livedns and /authentication; dns-lexicon's recorded answers)."""

from typing import Any

from bot.sandbox.providers.desk import EMPTY, Asked, Refusal
from tests.gateways.providers.house import House, Row, unquoted

TOKEN, KEY, READS = "g" * 40, "k" * 24, "r" * 40


class Gandi(House):
    PROVIDER, HOST, WRITES, LEAST_TTL, IS_RELATIVE = "gandi", "api.gandi.net", "PUT", 300, True
    right = {"auth_token": TOKEN}
    wrong = {"auth_token": "x" * 40}
    readonly = {"auth_token": READS}
    has_empty_answer = False
    """A name with nothing at it is an empty list, not a 404."""

    def answer(self, asked: Asked) -> object:
        access = asked.headers.get("authorization")
        if asked.headers["host"] != self.HOST or access not in (f"Bearer {TOKEN}", f"Apikey {KEY}", f"Bearer {READS}"):
            raise self.no("unauthorized")
        if asked.method != "GET" and access == f"Bearer {READS}":
            raise self.no("forbidden")
        parts = asked.path.removeprefix("/v5/livedns/domains/").split("/")
        if parts[0] not in self.zones:
            raise self.no("not found")
        if len(parts) == 1:
            return {"fqdn": parts[0]}
        return self._of_name(asked, parts[0], parts[2].removeprefix("@"), parts[3] if len(parts) > 3 else "")

    def _of_name(self, asked: Asked, zone: str, name: str, kind: str) -> object:
        rows = [row for row in self.named(zone, name) if kind in ("", row.kind)]
        if asked.method == "GET":
            if not rows and not self.has_empty_answer:
                raise self.no("not found")
            return [self._set([row for row in rows if row.kind == one]) for one in sorted({row.kind for row in rows})]
        if asked.method == "DELETE":
            for row in rows or [self._gone()]:
                self.remove(zone, row)
            return EMPTY
        before = [*self.zones[zone]]
        self.zones[zone] = [row for row in before if row not in rows]
        try:
            for value in asked.body["rrset_values"]:
                self.add(zone, kind, name, unquoted(kind, value), asked.body["rrset_ttl"])
        except Refusal:
            self.zones[zone] = before
            raise
        return {"message": "DNS Record Created"}

    def _set(self, rows: list[Row]) -> dict[str, Any]:
        values = [f'"{row.value}"' if row.kind == "TXT" else row.value for row in rows]
        return {
            "rrset_name": rows[0].name or "@",
            "rrset_type": rows[0].kind,
            "rrset_ttl": rows[0].ttl,
            "rrset_values": values,
        }

    def no(self, why: str) -> Refusal:
        status = {"unauthorized": 401, "forbidden": 403, "not found": 404}.get(why, 400)
        return Refusal(status, {"code": status, "message": why, "object": "dns-record", "cause": why})
