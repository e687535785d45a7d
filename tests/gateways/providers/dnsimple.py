"""DNSimple's API v2: tokens of an account and of a user, tokens that see one zone and no domains, and texts in quotes
(developer.dnsimple.com/v2, "Zone Records", "Identity"; support.dnsimple.com, "API Access Token"; that an unquoted text
may be refused: terraform-provider-dnsimple #165)."""

from bot.sandbox.providers.desk import EMPTY, Asked, Refusal
from tests.gateways.providers.house import ZONE, House, Row, bearer, page_of, unquoted

STATUS = {"unauthorized": 401, "scope": 403, "not found": 404}
PAGE = 30


class DnSimple(House):
    PROVIDER, HOST = "dnsimple", "api.dnsimple.com"
    right = {"auth_token": "dnsimple_a_zone"}
    """Made for the zone alone, as plans with scopes allow."""
    readonly = {"auth_token": "dnsimple_a_reads"}
    of_user = {"auth_token": "dnsimple_u_all"}
    wrong = {"auth_token": "dnsimple_a_gone"}
    accounts = {1: ("my" + ZONE,), 2: (ZONE,)}
    """Those of the user; an account's token is of the second."""

    def answer(self, asked: Asked) -> object:
        token = bearer(asked)
        if asked.headers["host"] != self.HOST or token not in {
            one["auth_token"] for one in (self.right, self.readonly, self.of_user)
        }:
            raise self.no("unauthorized")
        is_user = token == self.of_user["auth_token"]
        path = asked.path.removeprefix("/v2/")
        if path == "whoami":
            return {"data": {"user": {"id": 9} if is_user else None, "account": None if is_user else {"id": 2}}}
        if path == "accounts" and is_user:
            return {"data": [{"id": number, "plan_identifier": "solo"} for number in self.accounts]}
        account, kind, *rest = [*path.split("/"), ""]
        if kind != "zones":
            raise self.no("scope")
        rest.pop()
        if rest[0] not in self.zones or rest[0] not in self.accounts[int(account)]:
            raise self.no("not found")
        if asked.method != "GET" and token == self.readonly["auth_token"]:
            raise self.no("scope")
        return self._of_zone(asked, rest[0], rest[1:])

    def _of_zone(self, asked: Asked, zone: str, rest: list[str]) -> object:
        if not rest:
            return {"data": {"id": 1, "name": zone}}
        if len(rest) == 2:
            self.remove(zone, self.row(zone, rest[1]))
            return EMPTY
        if asked.method == "POST":
            kind, content = asked.body["type"], asked.body["content"]
            if kind == "TXT" and unquoted(kind, content) == content:
                raise self.no("Txt must be wrapped between double-quotes")
            row = self.add(zone, kind, asked.body["name"], unquoted(kind, content).rstrip("."), asked.body["ttl"])
            return {"data": _shown(row)}
        rows = [row for row in self.zones[zone] if row.name == asked.query.get("name", row.name)]
        return {"data": [_shown(row) for row in page_of(asked, rows, int(asked.query.get("per_page", PAGE)))]}

    def no(self, why: str) -> Refusal:
        return Refusal(STATUS.get(why, 400), {"message": "Validation failed", "errors": {"base": [why]}})


def _shown(row: Row) -> object:
    content = f'"{row.value}"' if row.kind == "TXT" else row.value
    return {"id": row.id, "type": row.kind, "name": row.name, "content": content, "ttl": row.ttl, "priority": None}
