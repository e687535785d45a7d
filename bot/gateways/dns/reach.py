"""Whether the servers that every look depends on can be reached at all."""

import asyncio
from collections.abc import Sequence

import dns.name
import dns.rcode
from dns.rdatatype import RdataType

from bot.gateways.dns.settings import DnsSettings, Server
from bot.gateways.dns.transport import exchange, make_queries

_WAITS = (1.0, 2.0)  # seconds: two tries


async def deaf_servers(settings: DnsSettings) -> tuple[Server, ...]:
    """The resolvers that do not resolve the wanted target, and, where no root server answers, all of those."""
    target = dns.name.from_text(settings.target)
    resolved, rooted = await asyncio.gather(
        _heard(settings.resolvers, target, RdataType.A, recursive=True),
        _heard(settings.roots, dns.name.root, RdataType.NS, recursive=False),
    )
    deaf = [server for server, is_heard in zip(settings.resolvers, resolved, strict=True) if not is_heard]
    return (*deaf, *(() if any(rooted) else settings.roots))


async def _heard(servers: Sequence[Server], name: dns.name.Name, kind: RdataType, *, recursive: bool) -> list[bool]:
    async def is_heard(server: Server) -> bool:
        reply = await exchange(server, make_queries(name, kind, recursive=recursive, checking_disabled=False), _WAITS)
        return reply is not None and reply.rcode() == dns.rcode.NOERROR and bool(reply.answer)

    return await asyncio.gather(*map(is_heard, servers))
