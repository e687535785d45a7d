"""What an authoritative server says of its zones (RFC 1034 section 4.3.2, RFC 2308, RFC 4592)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dns.flags import AA
from dns.message import Message
from dns.name import Name
from dns.rcode import NOERROR, NXDOMAIN, REFUSED, Rcode
from dns.rdatatype import ANY, AXFR, CNAME, DS, IXFR, NS, SOA, A, RdataType
from dns.rrset import RRset

from bot.sandbox.dns.zone import Node, Zone

LONGEST_CHAIN = 8


@dataclass(slots=True)
class Answer:
    rcode: Rcode = NOERROR
    is_authoritative: bool = True
    answer: list[RRset] = field(default_factory=list)
    authority: list[RRset] = field(default_factory=list)
    additional: list[RRset] = field(default_factory=list)

    def put_into(self, message: Message) -> Message:
        message.set_rcode(self.rcode)
        if self.is_authoritative:
            message.flags |= AA
        message.answer, message.authority, message.additional = self.answer, self.authority, self.additional
        return message


class Authority:
    """Answers for the zones it was given; refuses everything else, and zone transfers."""

    def __init__(self) -> None:
        self.zones: list[Zone] = []

    @property
    def state(self) -> object:
        """Another one after every edit."""
        return len(self.zones), sum(zone.serial for zone in self.zones)

    async def respond(self, question: tuple[Name, RdataType], reply: Message) -> Message:
        return answer(self.zones, *question).put_into(reply)


def answer(zones: Sequence[Zone], name: Name, kind: RdataType) -> Answer:
    """The answer of a server that holds these zones."""
    zone = _zone_for(zones, name, kind)
    said = Answer()
    if zone is None or kind in (AXFR, IXFR):
        said.rcode, said.is_authoritative = REFUSED, False
        return said
    seen: set[Name] = set()
    following: Name | None = name
    while following is not None and following not in seen and len(seen) <= LONGEST_CHAIN:
        seen.add(following)
        following = _step(zone, following, kind, said)
    return said


def _zone_for(zones: Sequence[Zone], name: Name, kind: RdataType) -> Zone | None:
    """The deepest zone that holds the name; for DS the parent's side of a cut (RFC 4035 section 3.1.4.1)."""
    holding = [zone for zone in zones if name.is_subdomain(zone.origin)]
    above = [zone for zone in holding if zone.origin != name] if kind == DS else []
    return max(above or holding, key=lambda zone: len(zone.origin), default=None)


def _step(zone: Zone, name: Name, kind: RdataType, said: Answer) -> Name | None:
    """Adds what the zone says of one name; gives the name a CNAME leads to, while it stays in the zone."""
    cut = zone.cut(name)
    if cut is not None and not (kind == DS and cut == name):
        _refer(zone, cut, said)
        return None
    node = zone.find(name)
    if node is None:
        said.rcode = NXDOMAIN
    elif found := _found(zone, node, kind, name):
        said.answer += found
        return None
    elif CNAME in node:
        return _follow(zone, node, name, said)
    said.authority.append(zone.soa(is_negative=True))
    return None


def _found(zone: Zone, node: Node, kind: RdataType, name: Name) -> list[RRset]:
    soa = [zone.soa()] if name == zone.origin and kind in (SOA, ANY) else []
    kinds = list(node) if kind == ANY else [kind]
    return soa + [rrset for each in kinds for rrset in zone.rrsets(node, each, name)]


def _follow(zone: Zone, node: Node, name: Name, said: Answer) -> Name | None:
    """Two CNAMEs at one name are served as they are and not followed: which one would it be?"""
    said.answer += zone.rrsets(node, CNAME, name)
    targets = [data.target for data in node[CNAME].datas]  # type: ignore[attr-defined]
    is_clear = len(targets) == 1 and targets[0].is_subdomain(zone.origin)
    return targets[0] if is_clear else None


def _refer(zone: Zone, cut: Name, said: Answer) -> None:
    """A referral, with the addresses the zone itself has (glue)."""
    said.is_authoritative = bool(said.answer)
    servers = zone.rrsets(zone.at(cut), NS, cut)
    said.authority += servers
    for data in servers[0]:
        said.additional += zone.rrsets(zone.at(data.target), A, data.target)
