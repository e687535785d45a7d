"""DigitalOcean's API v2 for domains and their records: scopes of a token, pages, final dots, and its refusals
(docs.digitalocean.com/reference/api, "Domain Records", 2026)."""

from bot.sandbox.providers.desk import EMPTY, Asked, Refusal
from tests.gateways.providers.house import House, Row, bearer, page_of

PAGE = 20
NEEDED = {"GET": "read", "POST": "create", "DELETE": "delete"}
STATUS = {"Unauthorized": 401, "Forbidden": 403, "not found": 404}


class DigitalOcean(House):
    PROVIDER, HOST, LEAST_TTL = "digitalocean", "api.digitalocean.com", 30
    right = {"auth_token": "dop_v1_" + "a" * 64}
    readonly = {"auth_token": "dop_v1_" + "r" * 64}
    wrong = {"auth_token": "dop_v1_" + "x" * 64}

    def answer(self, asked: Asked) -> object:
        scopes = {"a": ("read", "create", "delete"), "r": ("read",)}.get(bearer(asked)[-1])
        if asked.headers["host"] != self.HOST or scopes is None:
            raise self.no("Unauthorized")
        if NEEDED.get(asked.method) not in scopes:
            raise self.no("Forbidden")
        parts = asked.path.removeprefix("/v2/domains/").split("/")
        if parts[0] not in self.zones:
            raise self.no("not found")
        if len(parts) == 1:
            return {"domain": {"name": parts[0], "ttl": 1800}}
        return self._of_records(asked, parts[0], parts[2:])

    def _of_records(self, asked: Asked, zone: str, rest: list[str]) -> object:
        if asked.method == "GET":
            return self._page(asked, zone)
        if asked.method == "DELETE":
            self.remove(zone, self.row(zone, rest[0]))
            return EMPTY
        kind, name, data, ttl = (asked.body[part] for part in ("type", "name", "data", "ttl"))
        if kind == "CNAME" and not data.endswith("."):
            raise self.no("Data needs to end with a dot (.)")
        return {"domain_record": _shown(self.add(zone, kind, name, data.removesuffix("."), ttl))}

    def _page(self, asked: Asked, zone: str) -> object:
        rows, page = self.zones[zone], int(asked.query.get("page", "1"))
        address = f"https://{self.HOST}/v2/domains/{zone}/records?page={page + 1}"
        return {
            "domain_records": [_shown(row) for row in page_of(asked, rows, PAGE)],
            "links": {"pages": {"next": address} if len(rows) > page * PAGE else {}},
        }

    def no(self, why: str) -> Refusal:
        return Refusal(STATUS.get(why, 422), {"id": why, "message": why})


def _shown(row: Row) -> object:
    return {"id": row.id, "type": row.kind, "name": row.name or "@", "data": row.value, "ttl": row.ttl}
