"""A recursive resolver: walks the tree by real packets from its own address, and remembers."""

import itertools
from collections.abc import Callable, Sequence

import dns.asyncquery
import dns.exception
from dns.flags import AA, RA, RD, TC
from dns.message import Message, make_query
from dns.name import Name, root
from dns.rcode import NOERROR, NOTIMP, NXDOMAIN, REFUSED, SERVFAIL
from dns.rdatatype import ANY, CNAME, DS, NS, SOA, A, RdataType
from dns.rrset import RRset

from bot.sandbox.dns.cache import Cache, Found

LONGEST_CHAIN, DEEPEST = 8, 6
TRIES, PATIENCE = 2, 1.5
"""How often each server is asked, and for how many seconds each time."""


class Unresolved(Exception):
    """No server gave a usable answer, or the names lead in a circle: SERVFAIL to the client."""


class Resolver:
    """``roots`` are addresses; every server listens on ``port()``. ``clock`` drives the memory (seconds); with
    ``keeps`` off nothing outlives a question."""

    def __init__(self, address: str, roots: Sequence[str], port: Callable[[], int], clock: Callable[[], float]) -> None:
        self._address, self._roots, self._port, self._clock = address, list(roots), port, clock
        self._cache = Cache(clock)
        self._cuts: dict[Name, tuple[float, list[str]]] = {}
        self._turn = itertools.count()
        self.keeps = True
        self.state = None
        """What it says depends on the time."""

    def flush(self) -> None:
        """Forgets everything, as a restart would."""
        self._cache.flush()
        self._cuts.clear()

    async def respond(self, question: tuple[Name, RdataType], reply: Message) -> Message:
        reply.flags |= RA
        if not reply.flags & RD or question[1] == ANY:
            reply.set_rcode(NOTIMP if question[1] == ANY else REFUSED)
            return reply
        if not self.keeps:
            self.flush()
        try:
            found = await self.resolve(*question)
        except Unresolved:
            reply.set_rcode(SERVFAIL)
            return reply
        reply.set_rcode(found.rcode)
        reply.answer = found.answer
        reply.authority = [found.soa] if found.soa else []
        return reply

    async def resolve(self, name: Name, kind: RdataType, depth: int = 0) -> Found:
        """The answer with the CNAMEs that led to it. Raises Unresolved."""
        chain: list[RRset] = []
        asked: Name | None = name
        for _ in range(LONGEST_CHAIN + 1):
            assert asked is not None  # noqa: S101 - set by each turn that goes on
            found = self._cache.get(asked, kind) or await self._look(asked, kind, depth)
            chain += found.answer
            if found.alias is None or kind == CNAME:
                return Found(found.rcode, chain, found.soa)
            asked = found.alias
        raise Unresolved(f"{name} leads in a circle")

    async def _look(self, name: Name, kind: RdataType, depth: int) -> Found:
        """Follows referrals from the closest servers known down to an answer, and remembers it."""
        if depth > DEEPEST:
            raise Unresolved(f"{name}: servers of servers of servers")
        zone, servers = self._closest(name.parent() if kind == DS and name != root else name)
        for _ in range(DEEPEST * 2):
            reply = await self._ask(servers, name, kind, zone)
            cut = _referral(reply, name, zone)
            if cut is None:
                found = _read(reply, name, kind)
                self._cache.put(name, kind, found)
                return found
            zone, servers = cut.name, await self._enter(cut, reply, depth)
        raise Unresolved(f"{name}: too many referrals")

    def _closest(self, name: Name) -> tuple[Name, list[str]]:
        while name != root:
            kept = self._cuts.get(name)
            if kept and kept[0] > self._clock():
                return name, kept[1]
            name = name.parent()
        return root, self._roots

    async def _enter(self, cut: RRset, reply: Message, depth: int) -> list[str]:
        """The addresses of a referral's servers: from its glue, else by asking for them."""
        names = [data.target for data in cut]
        servers = [
            data.address for rrset in reply.additional if rrset.rdtype == A and rrset.name in names for data in rrset
        ]
        for name in names if not servers else []:
            try:
                found = await self.resolve(name, A, depth + 1)
            except Unresolved:
                continue
            servers += [data.address for rrset in found.answer if rrset.rdtype == A for data in rrset]
        if servers:
            self._cuts[cut.name] = (self._clock() + cut.ttl, servers)
        return servers

    async def _ask(self, servers: Sequence[str], name: Name, kind: RdataType, zone: Name) -> Message:
        """The first usable answer; servers take turns, as load is spread in life."""
        shift = next(self._turn) % max(1, len(servers))
        for server in [*servers[shift:], *servers[:shift]] * TRIES:
            reply = await self._exchange(server, name, kind)
            if reply and reply.rcode() in (NOERROR, NXDOMAIN) and (reply.flags & AA or _referral(reply, name, zone)):
                return reply
        raise Unresolved(f"no server answers for {name}")

    async def _exchange(self, server: str, name: Name, kind: RdataType) -> Message | None:
        query = make_query(name, kind, use_edns=0, payload=1232, flags=0)
        port, own = self._port(), self._address
        try:
            reply = await dns.asyncquery.udp(query, server, PATIENCE, port, source=own, ignore_unexpected=True)
            return await dns.asyncquery.tcp(query, server, PATIENCE, port, own) if reply.flags & TC else reply
        except (dns.exception.DNSException, OSError, EOFError):
            return None


def _referral(reply: Message, name: Name, zone: Name) -> RRset | None:
    """The delegation in a reply that leads closer to the name, if it is one."""
    if reply.answer or reply.rcode() != NOERROR or any(rrset.rdtype == SOA for rrset in reply.authority):
        return None
    closer = (r for r in reply.authority if r.rdtype == NS and name.is_subdomain(r.name) and r.name != zone)
    return next((rrset for rrset in closer if rrset.name.is_subdomain(zone)), None)


def _read(reply: Message, name: Name, kind: RdataType) -> Found:
    """What an authoritative reply says of the name itself; what it adds of other names is asked for again."""
    for rrset in reply.answer:
        if rrset.name == name and rrset.rdtype == CNAME:
            return Found(answer=[rrset], alias=rrset[0].target)
    if right := [rrset for rrset in reply.answer if rrset.name == name and rrset.rdtype == kind]:
        return Found(answer=right)
    soa = next((rrset for rrset in reply.authority if rrset.rdtype == SOA), None)
    return Found(reply.rcode(), soa=soa)
