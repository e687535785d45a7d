"""What stands at the host and near it, where the CNAME is not what it should be."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import dns.name
import dns.rdatatype
from dns.name import Name
from dns.rdatatype import RdataType
from dns.rdtypes.txtbase import TXTBase

from bot.core.advice import FREE_NAMES
from bot.core.facts import Remembered
from bot.gateways.dns.asking import HASTY, Asker
from bot.gateways.dns.charge import CNAME, Charge, own_servers
from bot.gateways.dns.guesses import below, doubled_names, mistyped_names
from bot.gateways.dns.replies import Reply
from bot.gateways.dns.settings import Server, parse_server
from bot.gateways.dns.walk import Walker

A, AAAA, TXT, MX = dns.rdatatype.A, dns.rdatatype.AAAA, dns.rdatatype.TXT, dns.rdatatype.MX
_AT_HOST = (A, AAAA, TXT, MX)


@dataclass(frozen=True, slots=True)
class Near:
    """``at_host`` are the replies that hold records of other types at the host; ``is_uneven``: some servers have other
    types there than others. ``doubled`` and ``mistyped`` hold our target at a wrong name. ``elsewhere`` is a server
    that has our record and is not in charge. ``ours`` are the target's own addresses."""

    at_host: tuple[Reply, ...] = ()
    is_uneven: bool = False
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
    remembered: Remembered,
) -> Near:
    """Everything that may explain why there is no CNAME at the host."""
    (at_host, is_uneven), doubled, mistyped, elsewhere = await asyncio.gather(
        _at_host(asker, charge, host),
        _with_target(walker, doubled_names(host, charge.home, registrable), target),
        _with_target(walker, mistyped_names(host, charge.home), target),
        _elsewhere(walker, asker, charge, host, target, remembered),
    )
    near = Near(at_host, is_uneven, doubled, mistyped, elsewhere)
    return replace(near, ours=await _own_addresses(walker, target)) if near.addresses else near


async def _own_addresses(walker: Walker, target: Name) -> frozenset[str]:
    (found, _), newer = await asyncio.gather(walker.addresses(target), walker.resolve(target, AAAA))
    return frozenset((*found, *(newer.texts(AAAA) if newer else ())))


async def is_wildcard(walker: Walker, host: Name, reply: Reply, chance: random.Random) -> bool:
    """Does a sibling that nobody made answer as the host does? (RFC 4592)"""
    name = below(f"{chance.getrandbits(48):012x}".encode(), host.parent())
    sibling = await walker.resolve(name, reply.rdtype) if name else None
    if sibling is None or not sibling.is_authoritative:
        return False
    seen = sorted(sibling.texts(reply.rdtype))
    return bool(seen) and seen == sorted(reply.texts(reply.rdtype))


async def is_given_up(walker: Walker, charge: Charge, registrable: Name, caught: Reply, remembered: Remembered) -> bool:
    """Has the domain come to other servers, whose catch-all leads where the domain itself leads?"""
    before = {parse_server(server).address for server in remembered.servers}
    if caught.rdtype not in (A, AAAA) or not before or before & {server.address for server in charge.cut.servers}:
        return False
    root = await walker.resolve(registrable, caught.rdtype)
    return root is not None and root.is_authoritative and values(root) == values(caught)


async def free_name(walker: Walker, host: Name, zone: Name) -> Name | None:
    """Another name to offer for the links: one that does not exist yet."""
    for label in FREE_NAMES:
        name = below(label.encode(), zone)
        reply = await walker.resolve(name, CNAME) if name and name != host else None
        if reply is not None and reply.is_authoritative and reply.is_nxdomain:
            return name
    return None


async def _at_host(asker: Asker, charge: Charge, host: Name) -> tuple[tuple[Reply, ...], bool]:
    """The first server's records, and whether all servers have the same types. Their values may differ: some providers
    give every asker another address."""
    there = [reply.server for reply in charge.answering if not reply.is_nxdomain]
    held = [held for server in there if (held := await _held(asker, server, host)) is not None]
    types = {tuple(reply.rdtype for reply in replies) for replies in held}
    if len(there) < len(charge.answering):
        types.add(())
    return next((replies for replies in held if replies), ()), len(types) > 1


async def _held(asker: Asker, server: Server, host: Name) -> tuple[Reply, ...] | None:
    """What that server holds at the host; None where it does not say so of every type."""
    replies = await asyncio.gather(*(asker.ask(server, host, rdtype) for rdtype in _AT_HOST))
    if not all(reply.is_authoritative for reply in replies):
        return None
    return tuple(reply for reply in replies if values(reply))


async def _with_target(walker: Walker, names: Sequence[Name], target: Name) -> Reply | None:
    """The first of the names that holds a CNAME to our target."""
    replies = await asyncio.gather(*(walker.resolve(name, CNAME) for name in names))
    return next((r for r in replies if r is not None and r.is_authoritative and target in r.aliases), None)


async def _elsewhere(
    walker: Walker, asker: Asker, charge: Charge, host: Name, target: Name, remembered: Remembered
) -> Reply | None:
    """A server that is not in charge and has our record: named by the zone itself (or at the address that the zone
    gives for one of its name servers, where the registrar gives another one), or where it once was right."""
    named = (*await own_servers(walker, charge.zone), *map(dns.name.from_text, remembered.names))
    cut = await walker.cut_of(charge.zone, named)
    in_charge = {server.address for server in charge.cut.servers}
    others = [
        server for server in (*cut.servers, *map(parse_server, remembered.servers)) if server.address not in in_charge
    ]
    replies = await asyncio.gather(*(asker.ask(server, host, CNAME, waits=HASTY) for server in others))
    return next((reply for reply in replies if reply.is_authoritative and reply.aliases == (target,)), None)
