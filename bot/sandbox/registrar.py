"""Whose domain is where: the zones of clients at providers with habits of their own, registered as they are named.

A visitor's own name works in the story: it is registered here, at one of the providers, and nowhere else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.errors import Refused
from bot.core.hostname import Hostname, parse_host
from bot.sandbox.consent import API_HOST
from bot.sandbox.dns import DnsStandIn, Panel, Zone

_WORD = re.compile(r"[^\s,;<>|\"'()]+")
_NEVER = (".twilio.com", ".invalid", ".localhost", ".onion")
_FURNITURE = (
    ("@", "A", "203.0.113.80"),
    ("www", "CNAME", "@"),
    ("@", "MX", "10 mail"),
    ("mail", "A", "203.0.113.25"),
    ("@", "TXT", '"v=spf1 mx -all"'),
)
"""A web site and mail, from the range kept for documentation."""


@dataclass(frozen=True, slots=True)
class Host:
    """Where a client edits its DNS: name servers by which the product knows it, and the habits of its panel.

    ``appends_zone``: a value without a final dot gets the zone added; ``proxies``: it offers to hide a record;
    ``connects``: it has a consent page (Domain Connect)."""

    name: str
    servers: tuple[str, ...]
    appends_zone: bool = False
    least_ttl: int = 60
    proxies: bool = False
    connects: bool = False


GODADDY = Host(
    "GoDaddy", ("ns71.domaincontrol.com.", "ns72.domaincontrol.com."), appends_zone=True, least_ttl=600, connects=True
)
CLOUDFLARE = Host("Cloudflare", ("ada.ns.cloudflare.com.", "bob.ns.cloudflare.com."), proxies=True)
NAMECHEAP = Host("Namecheap", ("dns1.registrar-servers.com.", "dns2.registrar-servers.com."))
OVH = Host("OVHcloud", ("dns12.ovh.net.", "ns12.ovh.net."), appends_zone=True)
HOSTS = (GODADDY, CLOUDFLARE, NAMECHEAP, OVH)
_OWN_ZONES = (("cloudflare.com.", CLOUDFLARE), ("registrar-servers.com.", NAMECHEAP), ("ovh.net.", OVH))


@dataclass(slots=True, eq=False)
class ClientZone:
    """A client's domain (no final dot). ``name`` is the label of the link host that was last named (``ls``);
    ``is_new``: registered because a visitor named it."""

    origin: str
    host: Host
    zone: Zone
    panel: Panel
    name: str = "ls"
    is_new: bool = False


class Registrar:
    """``at_hand`` is the domain that people named last."""

    def __init__(self, dns: DnsStandIn) -> None:
        self._dns = dns
        self.zones: dict[str, ClientZone] = {}
        self.at_hand = ""

    def furnish(self) -> None:
        """The providers besides the one that the tree has; before it starts."""
        self._top("net.")
        for origin, host in _OWN_ZONES:
            for server in host.servers:
                self._dns.put_server(server)
            self._dns.add_zone(origin, host.servers)

    def register(self, origin: str, host: Host | None = None, *, is_new: bool = False) -> ClientZone:
        """The client's domain, registered unless it was; without ``host`` the name decides where."""
        origin = origin.lower().rstrip(".")
        if origin not in self.zones:
            host = host or HOSTS[sum(origin.encode()) % len(HOSTS)]
            self._top(f"{origin.rpartition('.')[2]}.")
            zone = self._dns.add_zone(f"{origin}.", host.servers)
            for record in _FURNITURE:
                zone.put(*record)
            if host.connects:
                zone.put("_domainconnect", "TXT", API_HOST)
            panel = self._dns.panel(f"{origin}.", appends_zone=host.appends_zone, least_ttl=host.least_ttl)
            self.zones[origin] = ClientZone(origin, host, zone, panel, is_new=is_new)
        self.at_hand = origin
        return self.zones[origin]

    def connected(self, origin: str) -> Zone | None:
        """The zone, where it is at the provider that has a consent page."""
        known = self.zones.get(origin)
        return known.zone if known is not None and known.host.connects else None

    def zones_at(self, host: Host) -> dict[str, Zone]:
        """The zones at one provider, by origin."""
        return {known.origin: known.zone for known in self.zones.values() if known.host is host}

    def hear(self, text: str) -> None:
        """Somebody names domains: each that is not registered is now, and the last one is at hand."""
        for found in _named_in(text):
            if not self._dns.has_zone(f"{found.zone}.") or found.zone in self.zones:
                self.register(found.zone, is_new=True).name = found.name

    def _top(self, origin: str) -> None:
        if not self._dns.has_zone(origin):
            self._dns.add_top(origin)


def _named_in(text: str) -> Iterator[Hostname]:
    for word in _WORD.findall(text):
        try:
            found = parse_host(word, "ls") if "." in word else None
        except Refused:
            continue
        if found and not f".{found.zone}".endswith(_NEVER):
            yield found
