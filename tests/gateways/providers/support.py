"""A zone at Cloudflare, its API on loopback, and what writes there."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bot.core.facts import Record
from bot.core.writing import Access, Outcome
from bot.gateways.providers import LexiconWriter
from bot.sandbox.dns.zone import Zone
from bot.sandbox.providers import CloudflareStandIn

ZONE = "acme.com"
TARGET = "lsct.ashburn.us1.twilio.com."
VALUE = "twilio-domain-verification=" + "a1" * 16
CNAME = Record("CNAME", "ls", ZONE, TARGET)
TXT = Record("TXT", "_twilio.ls", ZONE, VALUE)
BOTH = (CNAME, TXT)


class Place:
    """acme.com at Cloudflare, with a web site and mail that nobody may touch."""

    def __init__(self) -> None:
        self.zones = {ZONE: a_zone(ZONE)}
        self.api = CloudflareStandIn(lambda: self.zones)
        self.token = self.api.make_token(ZONE)
        self.writer = LexiconWriter()

    @property
    def zone(self) -> Zone:
        return self.zones[ZONE]

    async def write(self, records: Sequence[Record] = BOTH, consent: str = "", token: str = "") -> Outcome:
        return await self.writer.write(access(token or self.token), records, consent)

    def standing(self) -> list[tuple[str, str, str, int]]:
        return sorted((one["type"], one["name"], one["content"], one["ttl"]) for one in self.api.records(ZONE))

    def written(self) -> list[Any]:
        """The requests that changed something."""
        return [asked for asked in self.api.asked if asked.method != "GET"]


def access(token: str, provider: str = "cloudflare", field: str = "auth_token") -> Access:
    return Access(provider, ZONE, {field: token})


def a_zone(origin: str) -> Zone:
    zone = Zone(f"{origin}.", ["ada.ns.cloudflare.com.", "bob.ns.cloudflare.com."])
    zone.put("@", "A", "203.0.113.80")
    zone.put("www", "CNAME", "@")
    zone.put("@", "MX", "10 mail")
    zone.put("mail", "A", "203.0.113.25")
    zone.put("@", "TXT", '"v=spf1 mx -all"')
    return zone


@asynccontextmanager
async def at_cloudflare(deadline: float = 60.0) -> AsyncIterator[Place]:
    place = Place()
    await place.api.start()
    place.writer = LexiconWriter(place.api.base_url, deadline=deadline)
    try:
        yield place
    finally:
        await place.api.stop()
