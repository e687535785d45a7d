"""The Domain Name System in small: a root, top-level domains, Twilio's zone, a provider's servers, resolvers."""

import asyncio
import socket
import time
from collections.abc import Callable, Sequence

from dns.name import Name
from dns.name import from_text as name_from_text

from bot.sandbox.dns.authority import Authority
from bot.sandbox.dns.panel import Panel
from bot.sandbox.dns.resolver import Resolver
from bot.sandbox.dns.server import DnsServer
from bot.sandbox.dns.zone import Zone

TARGET = "lsct.ashburn.us1.twilio.com."
TARGET_ADDRESSES = ("198.51.100.11", "198.51.100.12", "198.51.100.13")
"""From the range kept for documentation: nothing that follows them reaches anybody."""
ROOT, TLD = "a.root-servers.net.", "a.nic.{}."
TWILIO_SERVERS = ("ns1.twilio.com.", "ns2.twilio.com.")
PROVIDER_SERVERS = ("ns71.domaincontrol.com.", "ns72.domaincontrol.com.")
"""A provider's name servers; by their names the zones on them look like GoDaddy's."""
TRIES = 50


class DnsStandIn:
    """All servers share one port, on loopback addresses ``<net>.1`` upwards; roots and resolvers sit at its end.

    ``clock`` drives the resolvers' memory (seconds, only differences matter). ``resolvers`` is how many public
    resolvers there are; one more, ``private_resolver``, is for the other stand-ins and remembers nothing.
    """

    def __init__(
        self, *, net: str = "127.0.3", clock: Callable[[], float] = time.monotonic, resolvers: int = 2
    ) -> None:
        self.port = 0
        self._net, self._clock, self._is_up = net, clock, False
        self._authorities: dict[str, Authority] = {}
        self._servers: dict[str, DnsServer] = {}
        self._zones: dict[Name, Zone] = {}
        self._resolvers: dict[str, Resolver] = {}
        self.root = self._add_authority(ROOT, f"{net}.250")
        self._put_zone(".", [ROOT]).put(ROOT, "A", self.root.address, 3600)
        for number in range(resolvers):
            self._add_resolver(f"resolver{number + 1}", f"{net}.{253 - number}")
        self._add_resolver("private", f"{net}.254")
        self._resolvers["private"].keeps = False
        self._plant()

    @property
    def private_resolver(self) -> tuple[str, int]:
        """Address and port of a resolver that is in no setting of the bot."""
        return self._servers["private"].address, self.port

    def settings(self) -> dict[str, str]:
        """The bot's settings for this tree, once it runs."""
        public = (name for name in self._resolvers if name != "private")
        return {
            "DNS_ROOTS": f"{self.root.address}#{self.port}",
            "DNS_RESOLVERS": ",".join(f"{self._servers[name].address}#{self.port}" for name in public),
            "DNS_PORT": str(self.port),
            "DNS_TARGET": TARGET,
        }

    def put_server(self, name: str) -> DnsServer:
        """One more authoritative server, at the next free address; before the others run."""
        return self._add_authority(_absolute(name), f"{self._net}.{len(self._authorities)}")

    def add_top(self, origin: str) -> Zone:
        """One more top-level domain, on the servers of ``com``."""
        return self.add_zone(origin, [TLD.format("com")], minimum=60)

    def has_zone(self, origin: str) -> bool:
        return name_from_text(origin) in self._zones

    async def add_server(self, name: str) -> DnsServer:
        """The same, also while the others run."""
        server = self.put_server(name)
        if self._is_up:
            await server.start(*_bound(server.address, self.port))
        return server

    def add_zone(
        self, origin: str, servers: Sequence[str] = PROVIDER_SERVERS, *, ttl: int = 600, minimum: int = 300
    ) -> Zone:
        """A zone on these servers (known by name), delegated to them. Servers named inside it get their addresses."""
        names = [_absolute(name) for name in servers]
        zone = self._put_zone(origin, names, ttl=ttl, minimum=minimum)
        for name in names:
            if name_from_text(name).is_subdomain(zone.origin):
                zone.put(name, "A", self._servers[name].address)
        self.delegate(origin, names)
        return zone

    def delegate(self, origin: str, servers: Sequence[str]) -> None:
        """Makes the parent name these servers, with the addresses of those that are named inside the parent."""
        owner, parent = name_from_text(origin), self._parent(origin)
        parent.remove(owner.to_text(), "NS")
        for name in map(_absolute, servers):
            parent.put(owner.to_text(), "NS", name, 3600)
            if name in self._servers and name_from_text(name).is_subdomain(parent.origin):
                parent.remove(name, "A")
                parent.put(name, "A", self._servers[name].address, 3600)

    def undelegate(self, origin: str) -> None:
        """As if the domain were not registered."""
        self._parent(origin).remove(name_from_text(origin).to_text(), "NS")

    def zone(self, origin: str) -> Zone:
        return self._zones[name_from_text(origin)]

    def panel(self, origin: str, *, appends_zone: bool = True, least_ttl: int = 600) -> Panel:
        """The provider's form for that zone."""
        return Panel(self.zone(origin), appends_zone=appends_zone, least_ttl=least_ttl)

    def server(self, name: str) -> DnsServer:
        """A server by its name: ``ns71.domaincontrol.com.``, ``resolver1``, ``private``."""
        return self._servers[name if name in self._servers else _absolute(name)]

    def resolver(self, name: str = "resolver1") -> Resolver:
        return self._resolvers[name]

    def questions(self) -> int:
        """How many questions came from outside the tree, at any server but the private resolver: the bot's."""
        ours = {self._servers[name].address for name in self._resolvers}
        public = (server for server in self._servers.values() if server.name != "private")
        return sum(count for server in public for client, count in server.counts.items() if client not in ours)

    def faults_met(self) -> int:
        """How many questions met a fault, at whichever server."""
        return sum(server.faults_met for server in self._servers.values())

    async def start(self) -> None:
        """Binds every server, UDP and TCP, to one port that is free at all their addresses."""
        addresses = [server.address for server in self._servers.values()]
        self.port, sockets = _bound_together(addresses)
        for server, pair in zip(self._servers.values(), sockets, strict=True):
            await server.start(*pair)
        self._is_up = True

    async def stop(self) -> None:
        await asyncio.gather(*(server.stop() for server in self._servers.values()))
        self._is_up = False

    def _plant(self) -> None:
        """Twilio's zone with the target, a provider, and the domains above them."""
        for number, name in enumerate((TLD.format("com"), TLD.format("test"), *TWILIO_SERVERS, *PROVIDER_SERVERS), 1):
            self._add_authority(name, f"{self._net}.{number}")
        for tld in ("com", "test"):
            self.add_zone(f"{tld}.", [TLD.format(tld)], minimum=60)
        self.add_zone("twilio.com.", TWILIO_SERVERS)
        target = self.add_zone("us1.twilio.com.", TWILIO_SERVERS)
        for address in TARGET_ADDRESSES:
            target.put(TARGET, "A", address, 60)
        self.add_zone("domaincontrol.com.")

    def _parent(self, origin: str) -> Zone:
        above = name_from_text(origin).parent()
        while above not in self._zones:
            above = above.parent()
        return self._zones[above]

    def _put_zone(self, origin: str, servers: Sequence[str], *, ttl: int = 600, minimum: int = 60) -> Zone:
        zone = Zone(_absolute(origin), servers, ttl=ttl, minimum=minimum)
        self._zones[zone.origin] = zone
        for name in servers:
            self._authorities[name].zones.append(zone)
        return zone

    def _add_authority(self, name: str, address: str) -> DnsServer:
        self._authorities[name] = Authority()
        self._servers[name] = DnsServer(name, address, self._authorities[name])
        return self._servers[name]

    def _add_resolver(self, name: str, address: str) -> None:
        self._resolvers[name] = Resolver(address, [self.root.address], lambda: self.port, self._clock)
        self._servers[name] = DnsServer(name, address, self._resolvers[name])


Pair = tuple[socket.socket, socket.socket]


def _absolute(name: str) -> str:
    return name_from_text(name).to_text()


def _bound_together(addresses: Sequence[str]) -> tuple[int, list[Pair]]:
    """A port that the OS chose for the first address and that is free at the others."""
    for attempt in range(TRIES):
        bound: list[Pair] = []
        try:
            for address in addresses:
                bound.append(_bound(address, bound[0][0].getsockname()[1] if bound else 0))
        except OSError:
            for pair in bound:
                _close(*pair)
            if attempt == TRIES - 1:
                raise
        else:
            return bound[0][0].getsockname()[1], bound
    raise AssertionError("unreachable")


def _bound(address: str, port: int) -> Pair:
    udp, tcp = socket.socket(type=socket.SOCK_DGRAM), socket.socket()
    try:
        udp.bind((address, port))
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tcp.bind((address, udp.getsockname()[1]))
    except OSError:
        _close(udp, tcp)
        raise
    return udp, tcp


def _close(*sockets: socket.socket) -> None:
    for each in sockets:
        each.close()
