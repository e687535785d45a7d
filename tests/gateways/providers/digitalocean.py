"""DigitalOcean's API v2 for domains and their records: scopes of a token, pages, final dots, and its refusals
(docs.digitalocean.com/reference/api, "Domain Records", 2026)."""

from typing import Any

from bot.sandbox.providers.desk import ApiDesk, Asked, Refusal

HOST = "api.digitalocean.com"
PAGE = 20
SCOPES = frozenset({"domain:read", "domain:create", "domain:delete"})


class DigitalOcean(ApiDesk):
    """``domains`` of one account; ``tokens`` with their scopes."""

    def __init__(self) -> None:
        super().__init__()
        self.domains: dict[str, list[dict[str, Any]]] = {}
        self.tokens: dict[str, frozenset[str]] = {"dop_v1_" + "a" * 64: SCOPES}
        self._count = 0

    def put(self, domain: str, kind: str, name: str, data: str, ttl: int = 1800) -> dict[str, Any]:
        self._count += 1
        record = {"id": self._count, "type": kind, "name": name, "data": data, "ttl": ttl}
        self.domains.setdefault(domain, []).append(record)
        return record

    def answer(self, asked: Asked) -> object:
        scopes = self.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        if scopes is None:
            raise _error(401, "Unauthorized", "Unable to authenticate you")
        needed = {"GET": "domain:read", "POST": "domain:create", "DELETE": "domain:delete"}.get(asked.method, "none")
        if needed not in scopes:
            raise _error(403, "Forbidden", "You are not authorized to perform this operation")
        parts = asked.path.split("/")[1:]
        if asked.headers.get("host") != HOST or parts[:2] != ["v2", "domains"] or parts[2] not in self.domains:
            raise _error(404, "not_found", "The resource you were accessing could not be found.")
        if len(parts) == 3:
            return {"domain": {"name": parts[2], "ttl": 1800}}
        return self._of_records(asked, parts[2], parts[4:])

    def _of_records(self, asked: Asked, domain: str, rest: list[str]) -> object:
        records = self.domains[domain]
        if asked.method == "GET":
            return _page(asked, domain, records)
        if asked.method == "POST":
            return {"domain_record": self._created(domain, asked.body)}
        found = [one for one in records if str(one["id"]) == rest[0]]
        if not found:
            raise _error(404, "not_found", "The resource you were accessing could not be found.")
        records.remove(found[0])
        return {}

    def _created(self, domain: str, wanted: dict[str, Any]) -> dict[str, Any]:
        kind, name, data, ttl = (wanted[part] for part in ("type", "name", "data", "ttl"))
        if kind == "CNAME" and not data.endswith("."):
            raise _error(422, "unprocessable_entity", "Data needs to end with a dot (.)")
        if not isinstance(ttl, int) or ttl < 30:
            raise _error(422, "unprocessable_entity", "Ttl must be greater than or equal to 30")
        if any("CNAME" in (kind, one["type"]) for one in self.domains[domain] if one["name"] == name):
            raise _error(422, "unprocessable_entity", "CNAME records cannot share a name with other records")
        return self.put(domain, kind, name, data.removesuffix(".") if kind == "CNAME" else data, ttl)


def _page(asked: Asked, domain: str, records: list[dict[str, Any]]) -> dict[str, Any]:
    page = int(asked.query.get("page", "1"))
    address = f"https://{HOST}/v2/domains/{domain}/records?page={page + 1}"
    pages = {"next": address} if len(records) > page * PAGE else {}
    return {
        "domain_records": records[(page - 1) * PAGE : page * PAGE],
        "links": {"pages": pages},
        "meta": {"total": len(records)},
    }


def _error(status: int, code: str, message: str) -> Refusal:
    return Refusal(status, {"id": code, "message": message})
