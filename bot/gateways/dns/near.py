"""What stands at the host and near it, where the CNAME is not what it should be."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import dns.rdatatype
from dns.name import Name
from dns.rdatatype import RdataType
from dns.rdtypes.txtbase import TXTBase

from bot.core.advice import FREE_NAMES
from bot.gateways.dns.asking import HASTY, Asker
from bot.gateways.dns.charge import CNAME, Charge, own_servers
from bot.gateways.dns.guesses import below, doubled_names, mistyped_names
from bot.gateways.dns.replies import Reply
from bot.gateways.dns.settings import Server
from bot.gateways.dns.walk import Walker, text

A, AAAA, TXT, MX = dns.rdatatype.A, dns.rdatatype.AAAA, dns.rdatatype.TXT, dns.rdatatype.MX
_AT_HOST = (A, AAAA, TXT, MX)


@dataclass(frozen=True, slots=True)
class Near:
    """``at_host`` are the replies that hold records of other types at the host. ``doubled`` and ``mistyped`` hold our
    target at a wrong name. ``elsewhere`` is a server that has our record and is not in charge.
    ``ours`` are the target's own addresses."""

    at_host: tuple[Reply, ...] = ()
    doubled: Reply | None = None
    mistyped: Reply | None = None
    elsewhere: Reply | None = None
    ours: frozenset[str] = field(default_factory=frozenset)

    def found(self, *rdtypes: RdataType) -> Reply | None:
        """The first reply that holds records of these types."""
        return next((reply for reply in self.at_host if reply.rdtype in rdtypes), None)

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(address for reply in self.at_host if reply.rdtype in (A, AAAA) for address in values(reply))

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(value for reply in self.at_host if reply.rdtype == TXT for value in values(reply))


def values(reply: Reply) -> tuple[str, ...]:
    """The records asked for, sorted; the strings of one TXT are joined without a space (RFC 7208 3.3)."""
    return tuple(
        sorted(
            b"".join(record.strings).decode("utf-8", "replace") if isinstance(record, TXTBase) else record.to_text()
            for record in reply.records(reply.rdtype, reply.name)
        )
    )


async def look_near(
    walker: Walker,
    asker: Asker,
    charge: Charge,
    host: Name,
    target: Name,
    registrable: Name,
    remembered: Sequence[Server],
) -> Near:
    """Everything that may explain why there is no CNAME at the host."""
    at_host, doubled, mistyped, elsewhere = await asyncio.gather(
        _at_host(walker, charge, host),
        _with_target(walker, doubled_names(host, charge.home, registrable), target),
        _with_target(walker, mistyped_names(host, charge.home), target),
        _elsewhere(walker, asker, charge, host, target, remembered),
    )
    near = Near(at_host, doubled, mistyped, elsewhere)
    if not near.addresses:
        return near
    ours, _ = await walker.addresses(target)
    return Near(at_host, doubled, mistyped, elsewhere, frozenset(ours))


async def is_wildcard(walker: Walker, host: Name, reply: Reply, chance: random.Random) -> bool:
    """Does a sibling that nobody made answer as the host does? (RFC 4592)"""
    name = below(f"{chance.getrandbits(48):012x}".encode(), host.parent())
    sibling = await walker.resolve(name, reply.rdtype) if name else None
    if sibling is None or not sibling.is_authoritative:
        return False
    seen = sorted(sibling.texts(reply.rdtype))
    return bool(seen) and seen == sorted(reply.texts(reply.rdtype))


async def free_name(walker: Walker, host: Name, zone: Name) -> Name | None:
    """Another name to offer for the links: one that does not exist yet."""
    for label in FREE_NAMES:
        name = below(label.encode(), zone)
        reply = await walker.resolve(name, CNAME) if name and name != host else None
        if reply is not None and reply.is_authoritative and reply.is_nxdomain:
            return name
    return None


async def _at_host(walker: Walker, charge: Charge, host: Name) -> tuple[Reply, ...]:
    if all(reply.is_nxdomain for reply in charge.answering):
        return ()
    replies = await asyncio.gather(*(walker.resolve(host, rdtype) for rdtype in _AT_HOST))
    return tuple(r for r in replies if r is not None and r.is_authoritative and values(r))


async def _with_target(walker: Walker, names: Sequence[Name], target: Name) -> Reply | None:
    """The first of the names that holds a CNAME to our target."""
    replies = await asyncio.gather(*(walker.resolve(name, CNAME) for name in names))
    return next((r for r in replies if r is not None and r.is_authoritative and target in r.aliases), None)


async def _elsewhere(
    walker: Walker, asker: Asker, charge: Charge, host: Name, target: Name, remembered: Sequence[Server]
) -> Reply | None:
    """A server that is not in charge and has our record: named by the zone itself, or where it once was right."""
    names = [name for name in await own_servers(walker, charge.zone) if text(name) not in charge.cut.names]
    cut = await walker.cut_of(charge.zone, names)
    in_charge = {server.address for server in charge.cut.servers}
    others = [server for server in (*cut.servers, *remembered) if server.address not in in_charge]
    replies = await asyncio.gather(*(asker.ask(server, host, CNAME, waits=HASTY) for server in others))
    return next((reply for reply in replies if reply.is_authoritative and reply.aliases == (target,)), None)
