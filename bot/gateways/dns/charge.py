"""Who is in charge of a host, and what each of its authoritative servers says about the CNAME there."""

from dataclasses import dataclass
from functools import cached_property

import dns.rdatatype
from dns.name import Name
from dns.rdtypes.nsbase import NSBase

from bot.gateways.dns.atlas import Cut
from bot.gateways.dns.replies import Reply
from bot.gateways.dns.settings import Server
from bot.gateways.dns.walk import Journey, Walker

CNAME, NS, SOA = dns.rdatatype.CNAME, dns.rdatatype.NS, dns.rdatatype.SOA


@dataclass(frozen=True)
class Charge:
    """``zone`` holds the host; where the host is a zone of its own (NS records at it), that zone.

    ``home`` is the zone a record for the host belongs to: never the host itself. ``replies`` are those of every server
    in ``cut``. ``registry`` proves that the registrable domain does not exist. ``is_blind``: the walk ended above the
    client's domain without an answer, so nothing can be said.
    """

    zone: Name
    home: Name
    cut: Cut
    replies: tuple[Reply, ...]
    registry: Reply | None = None
    is_blind: bool = False

    @property
    def is_found(self) -> bool:
        """The walk reached a zone of the client's, whether its servers answer or not."""
        return self.registry is None and not self.is_blind

    @cached_property
    def answering(self) -> tuple[Reply, ...]:
        """With authority. First those that have an alias, then those where the name at least exists."""
        with_authority = (reply for reply in self.replies if reply.is_authoritative)
        return tuple(sorted(with_authority, key=lambda reply: (not reply.aliases, reply.is_nxdomain)))

    @property
    def lame(self) -> tuple[Reply, ...]:
        """They speak, but not for this zone: refused, without authority, or pointing elsewhere."""
        return tuple(r for r in self.replies if not (r.is_silent or r.is_authoritative or r.rcode == "SERVFAIL"))

    @property
    def failing(self) -> tuple[Reply, ...]:
        """Silent, or they say themselves that they cannot answer."""
        return tuple(r for r in self.replies if r.is_silent or r.rcode == "SERVFAIL")

    @property
    def is_unserved(self) -> bool:
        """All servers speak, and none of them for this zone; or none of their names has an address."""
        return not (self.answering or self.failing or self.cut.unsure)

    @property
    def aliases(self) -> tuple[Name, ...]:
        return self.answering[0].aliases if self.answering else ()

    @property
    def is_split(self) -> bool:
        return len({reply.aliases for reply in self.answering}) > 1

    @property
    def is_own_zone(self) -> bool:
        """There are NS records at the host: it is handed to servers of its own."""
        return bool(self.zone != self.home)

    @property
    def servers(self) -> tuple[Server, ...]:
        return tuple(reply.server for reply in self.answering)


async def take_charge(walker: Walker, host: Name, registrable: Name) -> Charge:
    """Walks to the host and asks all its servers. Leaves the walker with the good ones first."""
    journey = await walker.walk(host, CNAME, is_thorough=True)
    is_delegated = journey.cut.zone.is_subdomain(registrable)
    charge = await (_delegated if is_delegated else _undelegated)(walker, host, registrable, journey)
    if charge.answering:
        walker.prefer(charge.cut, charge.servers)
    return charge


async def _delegated(walker: Walker, host: Name, registrable: Name, journey: Journey) -> Charge:
    cut, best = journey.cut, journey.best
    zone = await _zone(walker, host, cut.zone, best) if best and best.is_authoritative else cut.zone
    return Charge(zone, zone if zone != host else _above(host, registrable, journey), cut, journey.replies)


def _above(host: Name, registrable: Name, journey: Journey) -> Name:
    """The lowest of the client's zones above the host."""
    zones = [c.zone for c in journey.cuts if c.zone != host and c.zone.is_subdomain(registrable)]
    return zones[-1] if zones else registrable


async def _undelegated(walker: Walker, host: Name, registrable: Name, journey: Journey) -> Charge:
    """The walk ended at a zone above the client's domain: it answers itself, or says that there is no such domain."""
    best = journey.best
    if best is None or not best.is_authoritative:
        return Charge(registrable, registrable, journey.cut, journey.replies, is_blind=True)
    zone = await _zone(walker, host, journey.cut.zone, best)
    if not zone.is_subdomain(registrable) and (registry := await _registry(walker, best, registrable)):
        return Charge(registrable, registrable, journey.cut, (), registry)
    cut, replies = await _refined(walker, host, zone, journey)
    return Charge(zone, zone if zone != host else registrable, cut, replies)


async def _zone(walker: Walker, host: Name, asked: Name, best: Reply) -> Name:
    """The zone that answered. It may lie below the delegation, when the same servers hold parent and child."""
    soa = best.soa
    if soa is None and host.parent() != asked:
        reply = await walker.resolve(host.parent(), SOA)
        soa = reply.soa if reply and reply.is_authoritative else None
    is_between = soa is not None and soa.zone.is_subdomain(asked) and host.is_subdomain(soa.zone)
    return soa.zone.canonicalize() if soa is not None and is_between else asked


async def _registry(walker: Walker, best: Reply, registrable: Name) -> Reply | None:
    """The parent's word that the registrable domain does not exist, if it says so."""
    reply = await walker.resolve(registrable, NS) if best.is_nxdomain else None
    return reply if reply and reply.is_nxdomain and reply.is_authoritative else None


async def _refined(walker: Walker, host: Name, zone: Name, journey: Journey) -> tuple[Cut, tuple[Reply, ...]]:
    """The zone's own servers, where no delegation led to them because its parent's server holds it too."""
    names = await own_servers(walker, zone) if zone != journey.cut.zone else ()
    own = await walker.cut_of(zone, names) if names else None
    if own is None or not own.servers:
        return Cut(zone, journey.cut.names, journey.cut.servers), journey.replies
    return own, await walker.ask_all(own, host, CNAME)


async def own_servers(walker: Walker, zone: Name) -> tuple[Name, ...]:
    """The NS records that the zone itself holds."""
    reply = await walker.resolve(zone, NS)
    records = reply.records(NS, zone) if reply and reply.is_authoritative else ()
    return tuple(record.target.canonicalize() for record in records if isinstance(record, NSBase))
