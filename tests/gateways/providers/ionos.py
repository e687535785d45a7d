"""IONOS' DNS API v1: keys of a prefix and a secret, whole names, and records that give way to others by being switched
off (developer.hosting.ionos.de, "DNS API" 1.0.2; dns-lexicon's recorded answers: a second record that is the same takes
the place of the first, and texts come back in quotes)."""

from bot.sandbox.providers.desk import EMPTY, Asked, Refusal
from tests.gateways.providers.house import ZONE, House, Row, unquoted

STATUS = {"UNAUTHORIZED": 401, "FORBIDDEN": 403, "not found": 404, "ZONE_NOT_FOUND": 404}


class Ionos(House):
    PROVIDER, HOST = "ionos", "api.hosting.ionos.com"
    right = {"api_key": "p" * 32 + "." + "s" * 86}
    wrong = {"api_key": "p" * 32}
    """The prefix alone."""

    def answer(self, asked: Asked) -> object:
        if asked.headers["host"] != self.HOST or asked.headers.get("x-api-key") != self.right["api_key"]:
            raise self.no("UNAUTHORIZED")
        parts = asked.path.removeprefix("/dns/v1/zones").strip("/").split("/")
        zones = {f"zone-{number}": zone for number, zone in enumerate(self.zones)}
        if parts == [""]:
            return [{"name": zone, "id": one, "type": "NATIVE"} for one, zone in zones.items()]
        if parts[0] not in zones:
            raise self.no("ZONE_NOT_FOUND")
        zone = zones[parts[0]]
        if asked.method == "GET":
            wanted = asked.query["recordName"].removesuffix(zone).rstrip(".")
            return {"id": parts[0], "name": zone, "records": [_shown(row) for row in self.named(zone, wanted)]}
        if asked.method == "DELETE":
            self.remove(zone, self.row(zone, parts[2]))
            return EMPTY
        return [_shown(self._created(zone, one)) for one in asked.body]

    def _created(self, zone: str, wanted: dict[str, str]) -> Row:
        name, kind, content = wanted["name"], wanted["type"], wanted["content"]
        if not name.endswith(f".{zone}") or content.endswith("."):
            raise self.no("INVALID_RECORD")
        return self.add(zone, kind, name.removesuffix(f".{zone}"), unquoted(kind, content), wanted["ttl"])

    def _judge(self, zone: str, kind: str, name: str, value: str) -> None:
        """What cannot stand beside it is switched off; what is the same is replaced."""
        for row in [*self.named(zone, name)]:
            if (row.kind, row.value) == (kind, value):
                self.zones[zone].remove(row)
            elif "CNAME" in (kind, row.kind):
                row.is_off = True

    def no(self, why: str) -> Refusal:
        return Refusal(STATUS.get(why, 400), [{"code": why, "message": why}])


def _shown(row: Row) -> object:
    content = f'"{row.value}"' if row.kind == "TXT" else row.value
    name, state = f"{row.name}.{ZONE}".lstrip("."), {"ttl": row.ttl, "disabled": row.is_off}
    return {"id": str(row.id), "type": row.kind, "name": name, "content": content, **state}
