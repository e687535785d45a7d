"""What recursive resolvers still remember of a host whose record is right at the source.

They are asked only then: asking before would plant the answer "there is no such name" in their caches.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import dns.rdatatype
from dns.name import Name
from dns.rdatatype import RdataType

from bot.core.addresses import is_address, is_within
from bot.gateways.dns.asking import Asker
from bot.gateways.dns.replies import Reply
from bot.gateways.dns.settings import Server

MAX_RESOLVERS = 3
_NAT64 = "64:ff9b::/96"
CNAME, A = dns.rdatatype.CNAME, dns.rdatatype.A


class Memory(StrEnum):
    FRESH = "fresh"
    NEGATIVE = "negative"
    STALE = "stale"
    BOGUS = "bogus"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Echo:
    """One resolver's memory. ``until`` is when it forgets (aware UTC), ``seen`` the old value."""

    memory: Memory
    proof: Reply
    until: datetime | None = None
    seen: str = ""


async def listen(asker: Asker, resolvers: Sequence[Server], host: Name, alias: Name) -> tuple[Echo, ...]:
    """What each resolver gives for the host, whose CNAME is ``alias``."""
    return tuple(await asyncio.gather(*(_listen(asker, server, host, alias) for server in resolvers[:MAX_RESOLVERS])))


async def doubt(asker: Asker, resolvers: Sequence[Server], zone: Name) -> tuple[Echo, ...]:
    """Whether resolvers refuse the whole zone: asked for its SOA, which plants nothing about the host."""
    asked = resolvers[:MAX_RESOLVERS]
    replies = await asyncio.gather(*(_ask(asker, server, zone, dns.rdatatype.SOA) for server in asked))
    return tuple(await asyncio.gather(*(_judge_failure(asker, reply) for reply in replies)))


async def _listen(asker: Asker, server: Server, host: Name, alias: Name) -> Echo:
    by_name, by_address = await asyncio.gather(_ask(asker, server, host, CNAME), _ask(asker, server, host, A))
    echoes = [_memory_of(reply, alias) for reply in (by_name, by_address) if reply.is_usable]
    if not echoes:
        return await _judge_failure(asker, by_name)
    return next((echo for echo in echoes if echo.memory is not Memory.FRESH), echoes[0])


async def _ask(asker: Asker, server: Server, name: Name, rdtype: RdataType, *, is_unchecked: bool = False) -> Reply:
    return await asker.ask(server, name, rdtype, recursive=True, checking_disabled=is_unchecked)


def _memory_of(reply: Reply, alias: Name) -> Echo:
    if reply.aliases:
        if reply.aliases == (alias,):
            return Echo(Memory.FRESH, reply)
        return Echo(Memory.STALE, reply, _later(reply), reply.aliases[0].to_text(omit_final_dot=True))
    if _is_made_up(reply):
        return Echo(Memory.FRESH, reply)
    if reply.answer:
        found = sorted(record.to_text() for rrset in reply.answer for record in rrset)
        return Echo(Memory.STALE, reply, _later(reply), ", ".join(found))
    return Echo(Memory.NEGATIVE, reply, _later(reply))


def _is_made_up(reply: Reply) -> bool:
    """Nothing but addresses that an IPv6-only network makes of IPv4 ones (RFC 6052)."""
    found = {record.to_text() for rrset in reply.answer for record in rrset}
    return bool(found) and all(":" in text and is_address(text) and is_within(text, _NAT64) for text in found)


def _later(reply: Reply) -> datetime | None:
    """When this answer will be forgotten: its time has been counting down in the cache already (RFC 2308)."""
    return reply.at + timedelta(seconds=reply.ttl) if reply.ttl is not None else None


async def _judge_failure(asker: Asker, reply: Reply) -> Echo:
    """SERVFAIL (heard twice) that becomes an answer once checking is off is DNSSEC (RFC 4035 3.2.2)."""
    if reply.is_usable:
        return Echo(Memory.FRESH, reply)
    if reply.rcode == "SERVFAIL":
        unchecked = await _ask(asker, reply.server, reply.name, reply.rdtype, is_unchecked=True)
        if unchecked.is_usable:
            return Echo(Memory.BOGUS, reply)
    return Echo(Memory.FAULT, reply)
