"""Vultr's API v2: pages by a cursor, texts in quotes, and keys that work from allowed addresses only
(vultr.com/api, "DNS"; dns-lexicon's recorded answers; its words of refusal: vultr-csi #97, terraform-provider-vultr
#117)."""

from bot.sandbox.providers.desk import EMPTY, Asked, Refusal
from tests.gateways.providers.house import House, Row, bearer, unquoted

PAGE = 20
STATUS = {"Invalid API token.": 401, "Unauthorized IP address: 192.0.2.7": 401, "not found": 404}


class Vultr(House):
    PROVIDER, HOST, LEAST_TTL = "vultr", "api.vultr.com", 120
    right = {"auth_token": "V" * 36}
    wrong = {"auth_token": "X" * 36}
    is_address_allowed = True

    def answer(self, asked: Asked) -> object:
        if asked.headers["host"] != self.HOST or bearer(asked) != self.right["auth_token"]:
            raise self.no("Invalid API token.")
        if not self.is_address_allowed:
            raise self.no("Unauthorized IP address: 192.0.2.7")
        parts = asked.path.removeprefix("/v2/domains").strip("/").split("/")
        if parts == [""]:
            return _paged(asked, "domains", [{"domain": zone} for zone in self.zones])
        if parts[0] not in self.zones:
            raise self.no("not found")
        zone = parts[0]
        if asked.method == "GET":
            return _paged(asked, "records", [_shown(row) for row in self.zones[zone]])
        if asked.method == "DELETE":
            self.remove(zone, self.row(zone, parts[2]))
            return EMPTY
        kind, name, data, ttl = (asked.body[part] for part in ("type", "name", "data", "ttl"))
        if kind == "TXT" and unquoted(kind, data) == data:
            raise self.no("Unable to add record: Record data must be enclosed in quotes")
        if data.endswith("."):
            raise self.no("Unable to add record: Invalid data")
        return {"record": _shown(self.add(zone, kind, name, unquoted(kind, data), ttl))}

    def no(self, why: str) -> Refusal:
        status = STATUS.get(why, 400)
        return Refusal(status, {"error": why, "status": status})


def _shown(row: Row) -> object:
    data = f'"{row.value}"' if row.kind == "TXT" else row.value
    return {"id": str(row.id), "type": row.kind, "name": row.name, "data": data, "ttl": row.ttl, "priority": 0}


def _paged(asked: Asked, what: str, items: list[object]) -> object:
    start = int(asked.query.get("cursor") or "0")
    following = str(start + PAGE) if start + PAGE < len(items) else ""
    return {
        what: items[start : start + PAGE],
        "meta": {"total": len(items), "links": {"next": following, "prev": ""}},
    }
