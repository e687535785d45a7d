"""A small DNS tree on loopback, made for one test: a root, name servers with quirks, and a resolver.

It shares no code with the program's own stand-in, so that the two cannot share a fault. Zones are record lines; two
CNAMEs at a name, missing authority and wrong glue are possible on purpose.
"""

import asyncio
import random
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from dns.message import Message
from dns.name import Name
from dns.rdatatype import RdataType

from bot.core.facts import Code, Diagnosis
from bot.gateways.dns import DnsSettings, Looker, Server

TARGET = "lsct.ashburn.us1.twilio.com."
HOST = "ls.acme.test"
RIGHT = f"ls CNAME {TARGET}"
NS1, NS2 = "ns1.dns-host.test.", "ns2.dns-host.test."
PATIENCE = 3.0
"""What waits for an answer that is to come is multiplied by this, for slow machines."""

HURRY = 0.3
"""Where a server keeps silent: `Lab.patience` of tests that wait for nothing."""

IN, CNAME, NS, SOA, DNAME = (
    dns.rdataclass.IN,
    dns.rdatatype.CNAME,
    dns.rdatatype.NS,
    dns.rdatatype.SOA,
    dns.rdatatype.DNAME,
)

Quirk = Callable[[Message, bool], "Message | bytes | list[bytes] | None"]
"""From the query and whether it came by TCP to an answer; None: say nothing."""


def rrset(owner: Name, ttl: int, rdtype: RdataType, *texts: str) -> dns.rrset.RRset:
    """Records of one name and type. dnspython keeps one CNAME of two, so they come as separate sets."""
    return dns.rrset.from_text_list(owner, ttl, IN, rdtype, list(texts))


class Zone:
    """``owner [ttl] TYPE data`` lines, names relative to the origin unless they end with a dot."""

    def __init__(
        self, origin: str, *lines: str, ns: Sequence[str] = (NS1,), serial: int = 1, minimum: int = 300
    ) -> None:
        self.origin = dns.name.from_text(origin)
        self.rrsets: dict[tuple[Name, RdataType], list[dns.rrset.RRset]] = {}
        soa = f"@ 600 SOA {ns[0]} hostmaster.dns-host.test. {serial} 3600 600 1209600 {minimum}"
        for line in (soa, *(f"@ 600 NS {name}" for name in ns), *lines):
            self.add(line)

    def add(self, line: str) -> None:
        owner, *words = line.split(" ")
        ttl = int(words.pop(0)) if words[0].isdigit() else 600
        rdtype = dns.rdatatype.from_text(words.pop(0))
        name = dns.name.from_text(owner, self.origin)
        data = dns.rdata.from_text(IN, rdtype, " ".join(words), origin=self.origin, relativize=False)
        self.rrsets.setdefault((name, rdtype), []).append(dns.rrset.from_rdata(name, ttl, data))

    def get(self, name: Name, rdtype: RdataType) -> list[dns.rrset.RRset]:
        return self.rrsets.get((name, rdtype), [])

    def exists(self, name: Name) -> bool:
        return any(owner.is_subdomain(name) for owner, _ in self.rrsets)

    def has(self, name: Name) -> bool:
        return any(owner == name for owner, _ in self.rrsets)

    def source(self, name: Name) -> Name | None:
        """The owner that answers for a name: itself, or the wildcard of its closest encloser (RFC 4592)."""
        if self.exists(name):
            return name
        encloser = name.parent()
        while not self.exists(encloser):
            encloser = encloser.parent()
        star = Name((b"*", *encloser.labels))
        return star if self.has(star) else None

    def cut(self, name: Name) -> Name | None:
        """The delegation above a name, or at it."""
        found = None
        while name != self.origin:
            found = name if self.get(name, NS) else found
            name = name.parent()
        return found


@dataclass
class NameServer:
    """``quirks`` are asked in turn before the zones are."""

    address: str
    zones: list[Zone] = field(default_factory=list)
    quirks: list[Quirk] = field(default_factory=list)
    glue: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def respond(self, query: Message, is_tcp: bool) -> list[bytes]:
        question = query.question[0]
        self.asked.append((question.name.to_text(), dns.rdatatype.to_text(question.rdtype)))
        for quirk in self.quirks:
            said = quirk(query, is_tcp)
            if said is not query:
                parts = said if isinstance(said, list) else [said]
                return [part.to_wire() if isinstance(part, Message) else part for part in parts if part is not None]
        return [self.answer(query).to_wire()]

    def answer(self, query: Message) -> Message:
        name, rdtype = query.question[0].name, query.question[0].rdtype
        reply = dns.message.make_response(query)
        zones = [zone for zone in self.zones if name.is_subdomain(zone.origin)]
        if not zones:
            reply.set_rcode(dns.rcode.REFUSED)
            return reply
        zone = max(zones, key=lambda zone: len(zone.origin))
        cut = zone.cut(name)
        if cut is not None:
            self._refer(reply, zone, cut)
            return reply
        reply.flags |= dns.flags.AA
        self._fill(reply, zone, name, rdtype)
        return reply

    def _refer(self, reply: Message, zone: Zone, cut: Name) -> None:
        for one in zone.get(cut, NS):
            reply.authority.append(one)
            target = one[0].target
            wrong = self.glue.get(target.to_text())
            found = [rrset(target, 600, dns.rdatatype.A, wrong)] if wrong else zone.get(target, dns.rdatatype.A)
            reply.additional.extend(found)

    def _fill(self, reply: Message, zone: Zone, name: Name, rdtype: RdataType) -> None:
        for owner in (name.parent(), name.parent().parent()) if len(name) > 3 else ():
            for alias in zone.get(owner, DNAME):
                to = name.relativize(owner).derelativize(alias[0].target)
                reply.answer += [alias, rrset(name, alias.ttl, CNAME, to.to_text())]
                return
        source = zone.source(name)
        found = (zone.get(source, rdtype) or zone.get(source, CNAME)) if source is not None else []
        for one in found:
            reply.answer.append(dns.rrset.from_rdata_list(name, one.ttl, list(one)))
        if not found:
            reply.authority += zone.get(zone.origin, SOA)
            if source is None:
                reply.set_rcode(dns.rcode.NXDOMAIN)


class Resolver(NameServer):
    """Answers from the zones of all servers, unless it is scripted: (name, type) or name to a message maker."""

    def __init__(self, address: str, lab: "Lab") -> None:
        super().__init__(address)
        self.lab = lab

    def answer(self, query: Message) -> Message:
        name, rdtype = query.question[0].name, query.question[0].rdtype
        known = NameServer("", [zone for server in self.lab.servers.values() for zone in server.zones])
        reply = known.answer(query)
        reply.flags &= ~dns.flags.AA
        last = reply.answer[-1] if reply.answer else None
        if last is not None and last.rdtype == CNAME and rdtype != CNAME and last[0].target != name:
            more = known.answer(dns.message.make_query(last[0].target, rdtype))
            reply.answer += more.answer
        return reply


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, server: NameServer) -> None:
        self.server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        for part in self.server.respond(dns.message.from_wire(data), False):
            self.transport.sendto(part, addr)  # type: ignore[attr-defined]


class Lab:
    """A tree: ``await lab.look()`` is one look of a fresh Looker at it, as patient as ``patience`` says."""

    def __init__(self) -> None:
        self._net = f"127.{random.randint(10, 250)}.{random.randint(1, 250)}"
        self.root = NameServer(f"{self._net}.250")
        self.root.zones.append(Zone(".", ns=("a.root.test.",)))
        self.servers: dict[str, NameServer] = {"root": self.root}
        self.resolvers: list[Resolver] = []
        self.port = 0
        self.target = TARGET
        self.patience = PATIENCE
        self._closing: list[Callable[[], None]] = []
        self.root.zones.append(
            Zone(
                "us1.twilio.com.",
                "lsct.ashburn A 198.51.100.11",
                "lsct.ashburn A 198.51.100.12",
                ns=("a.root.test.",),
            )
        )
        self.root.zones.append(
            Zone("example.", "old.shortener A 203.0.113.6", "other A 203.0.113.5", ns=("a.root.test.",))
        )

    def server(self, name: str, *zones: Zone, quirks: Sequence[Quirk] = ()) -> NameServer:
        """A name server; its address is published at the root."""
        if name not in self.servers:
            self.servers[name] = NameServer(f"{self._net}.{len(self.servers)}")
            self.root.zones[0].add(f"{name} A {self.servers[name].address}")
        self.servers[name].zones += zones
        self.servers[name].quirks += quirks
        return self.servers[name]

    def delegate(self, zone: str, *names: str) -> None:
        for name in names:
            self.root.zones[0].add(f"{zone} NS {name}")

    def resolver(self, *quirks: Quirk) -> Resolver:
        made = Resolver(f"{self._net}.{240 - len(self.resolvers)}", self)
        made.quirks += quirks
        self.resolvers.append(made)
        return made

    def acme(self, *lines: str, quirks: Sequence[Quirk] = (), **options: int) -> NameServer:
        """acme.test at two name servers that are one."""
        self.delegate("acme.test.", NS1, NS2)
        made = self.server(NS1, Zone("acme.test.", *lines, ns=(NS1, NS2), **options), quirks=quirks)
        self.servers[NS2] = made
        self.root.zones[0].add(f"{NS2} A {made.address}")
        return made

    @property
    def settings(self) -> DnsSettings:
        resolvers = tuple(Server(made.address, self.port) for made in self.resolvers)
        return DnsSettings(resolvers, (Server(self.root.address, self.port),), self.port, self.target)

    def looker(self, **options: object) -> Looker:
        return Looker(self.settings, None, chance=random.Random(1), patience=self.patience, **options)  # type: ignore[arg-type]

    async def look(self, host: str = HOST, **options: object) -> Diagnosis:
        return await self.looker()(host, **{"is_quick": True, **options})  # type: ignore[arg-type]

    def asked(self) -> list[tuple[str, str]]:
        """Every question that any server or resolver heard."""
        servers = {id(made): made for made in (*self.servers.values(), *self.resolvers)}
        return [question for made in servers.values() for question in made.asked]

    async def __aenter__(self) -> Self:
        return self

    async def start(self) -> None:
        """All sockets, on one port chosen by the OS."""
        everyone = {made.address: made for made in (*self.servers.values(), *self.resolvers)}
        for _ in range(20):
            try:
                self.port = _free_port(self.root.address)
                for made in everyone.values():
                    await self._open(made)
            except OSError:
                self._close()
            else:
                return
        raise RuntimeError("no port is free on all addresses")

    async def _open(self, server: NameServer) -> None:
        loop = asyncio.get_running_loop()
        udp, _ = await loop.create_datagram_endpoint(lambda: _Udp(server), (server.address, self.port))
        self._closing.append(udp.close)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            size = int.from_bytes(await reader.readexactly(2), "big")
            query = dns.message.from_wire(await reader.readexactly(size))
            for part in server.respond(query, True):
                writer.write(len(part).to_bytes(2, "big") + part)
            await writer.drain()
            writer.close()

        tcp = await asyncio.start_server(serve, server.address, self.port)
        self._closing.append(tcp.close)

    def _close(self) -> None:
        while self._closing:
            self._closing.pop()()

    async def __aexit__(self, *_: object) -> None:
        self._close()
        await asyncio.sleep(0)


def _free_port(address: str) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def codes(diagnosis: Diagnosis) -> list[Code]:
    return [finding.code for finding in diagnosis.findings]


def detail(diagnosis: Diagnosis, name: str) -> str:
    return diagnosis.findings[0].details.get(name, "")


def rcode(code: dns.rcode.Rcode) -> Quirk:
    """Always that code."""

    def say(query: Message, _: bool) -> Message:
        reply = dns.message.make_response(query)
        reply.set_rcode(code)
        return reply

    return say


refused, servfail = rcode(dns.rcode.REFUSED), rcode(dns.rcode.SERVFAIL)


def silent(_: Message, __: bool) -> None:
    """Nothing comes."""


def for_type(rdtype: str, quirk: Quirk) -> Quirk:
    """The quirk for one type of question only."""
    return lambda query, is_tcp: (
        quirk(query, is_tcp) if query.question[0].rdtype == dns.rdatatype.from_text(rdtype) else query
    )


def times(count: int, quirk: Quirk) -> Quirk:
    """The quirk for the first questions only."""
    left = iter(range(count))
    return lambda query, is_tcp: quirk(query, is_tcp) if next(left, None) is not None else query


def scripted(
    name: str, *answer: str, authority: Sequence[str] = (), code: dns.rcode.Rcode = dns.rcode.NOERROR
) -> Quirk:
    """A resolver's memory of one name, for every type: full record lines with TTL."""

    def say(query: Message, _: bool) -> Message:
        if query.question[0].name != dns.name.from_text(name):
            return query
        reply = dns.message.make_response(query)
        reply.answer = [_line(text) for text in answer]
        reply.authority = [_line(text) for text in authority]
        reply.set_rcode(code)
        return reply

    return say


def _line(text: str) -> dns.rrset.RRset:
    owner, ttl, rdtype, data = text.split(" ", 3)
    return dns.rrset.from_text(owner, int(ttl), IN, rdtype, data)


def unsigned(query: Message, _: bool) -> Message:
    """A validating resolver for which no signature is right."""
    if query.flags & dns.flags.CD:
        return query
    return servfail(query, False)  # type: ignore[return-value]
