"""OVHcloud's API 1.0 for zones: signed requests, one answer for each record, and a refresh before anything is served
(dns-lexicon's recorded answers; the signature and ``errorCode``: github.com/ovh/python-ovh; that a zone with a warning
is "not deployed", and that a record beside a CNAME is taken with a warning: certbot #9836)."""

from fnmatch import fnmatchcase
from hashlib import sha1
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.core.providers import panels
from bot.sandbox.providers.desk import Asked, Refusal
from tests.gateways.providers.house import ZONE, House, Row

STATUS = {"NOT_GRANTED_CALL": 403, "INVALID_KEY": 403, "INVALID_CREDENTIAL": 403, "INVALID_SIGNATURE": 400}
LINK = next(panel.access_address for panel in panels() if panel.provider.id == "ovh")
RIGHTS = parse_qsl(urlsplit(LINK.replace("{zone}", ZONE)).query)
"""What the page that we lead to has filled in."""


class Ovh(House):
    PROVIDER, HOST, IS_RELATIVE = "ovh", "eu.api.ovh.com", True
    right = {"auth_application_key": "k" * 16, "auth_application_secret": "s" * 32, "auth_consumer_key": "c" * 32}
    wrong = {**right, "auth_consumer_key": "d" * 32}
    readonly = {**right, "auth_consumer_key": "r" * 32}

    has_warning = False

    def put(self, name: str, kind: str, value: str, ttl: int = 1800, *, zone: str = ZONE) -> Row:
        row = super().put(name, kind, value, ttl, zone=zone)
        self._deployed = {zone: [*rows] for zone, rows in self.zones.items()}
        return row

    def served(self, zone: str = ZONE) -> list[tuple[str, str, str, int]]:
        edited, self.zones[zone] = self.zones[zone], self._deployed[zone]
        try:
            return super().served(zone)
        finally:
            self.zones[zone] = edited

    def changes(self) -> list[Asked]:
        return [asked for asked in super().changes() if not asked.path.endswith("/refresh")]

    def answer(self, asked: Asked) -> object:
        if asked.headers["host"] != self.HOST:
            raise self.no("not found")
        if asked.path == "/1.0/auth/time":
            return 1_800_000_000
        self._sign_in(asked)
        parts = asked.path.removeprefix("/1.0/domain/zone/").split("/")
        if parts == [""]:
            return list(self.zones)
        if parts[0] not in self.zones:
            raise self.no("not found")
        return self._of_zone(asked, parts[0], parts[1:])

    def _of_zone(self, asked: Asked, zone: str, rest: list[str]) -> object:
        if rest == ["status"]:
            return {"isDeployed": not self.has_warning, "errors": [], "warnings": ["a warning"] * self.has_warning}
        if rest == ["refresh"]:
            return self._deployed.update({zone: [*self.zones[zone]]})
        if len(rest) == 2:
            row = self.row(zone, rest[1])
            return self.remove(zone, row) if asked.method == "DELETE" else _shown(zone, row)
        if asked.method == "POST":
            body = asked.body
            return _shown(zone, self.add(zone, body["fieldType"], body["subDomain"], body["target"], body["ttl"]))
        return [row.id for row in self.named(zone, asked.query["subDomain"])]

    def _sign_in(self, asked: Asked) -> None:
        head = asked.headers
        consumer = head.get("x-ovh-consumer", "")
        if head.get("x-ovh-application") != self.right["auth_application_key"]:
            raise self.no("INVALID_KEY")
        if consumer not in (self.right["auth_consumer_key"], self.readonly["auth_consumer_key"]):
            raise self.no("INVALID_CREDENTIAL")
        is_granted = any(asked.method == method and fnmatchcase(asked.path, f"/1.0{path}") for method, path in RIGHTS)
        if not is_granted or (asked.method != "GET" and consumer == self.readonly["auth_consumer_key"]):
            raise self.no("NOT_GRANTED_CALL")
        address = f"https://{self.HOST}{asked.path}" + (f"?{urlencode(asked.query)}" if asked.query else "")
        secret, time = self.right["auth_application_secret"], head["x-ovh-timestamp"]
        signed = "+".join([secret, consumer, asked.method, address, asked.text, time])
        if head["x-ovh-signature"] != "$1$" + sha1(signed.encode()).hexdigest():
            raise self.no("INVALID_SIGNATURE")

    def _judge(self, zone: str, kind: str, name: str, value: str) -> None:
        """Nothing is refused for what stands beside it."""

    def no(self, why: str) -> Refusal:
        status = STATUS.get(why, 404 if why == "not found" else 400)
        return Refusal(status, {"errorCode": why, "httpCode": str(status), "message": why})


def _shown(zone: str, row: Row) -> object:
    return {
        "id": row.id,
        "zone": zone,
        "fieldType": row.kind,
        "subDomain": row.name,
        "target": f'"{row.value}"' if row.kind == "TXT" else row.value,
        "ttl": row.ttl,
    }
