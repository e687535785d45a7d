"""One question to one server over the wire: UDP with three tries, TCP where the answer was cut, plain DNS where EDNS
is not understood. Answers are matched by address, id and question; what does not match is not heard.
"""

import socket
import time
from collections.abc import Sequence

import dns.asyncbackend
import dns.asyncquery
import dns.exception
import dns.flags
import dns.message
import dns.rcode
from dns._asyncbackend import Backend, DatagramSocket
from dns.message import Message, QueryMessage
from dns.name import Name
from dns.rdatatype import RdataType

from bot.gateways.dns.settings import Server

EDNS_SIZE = 1232
"""What passes every path unfragmented (DNS flag day 2020)."""

TCP_SECONDS = 3.0
_NO_EDNS = frozenset({dns.rcode.FORMERR, dns.rcode.NOTIMP, dns.rcode.BADVERS})


def make_queries(
    name: Name, rdtype: RdataType, *, recursive: bool, checking_disabled: bool
) -> tuple[QueryMessage, ...]:
    """The same question with EDNS and without, under one id."""
    flags = (dns.flags.RD if recursive else 0) | (dns.flags.CD if checking_disabled else 0)
    plain = dns.message.make_query(name, rdtype, use_edns=False, flags=flags)
    edns = dns.message.make_query(name, rdtype, use_edns=0, payload=EDNS_SIZE, flags=flags, id=plain.id)
    return edns, plain


async def exchange(server: Server, queries: Sequence[QueryMessage], waits: Sequence[float]) -> Message | None:
    """The answer, or None where none came: one try for each of ``waits`` (seconds), the last one without EDNS.

    ``queries`` are tried in order, the last of them for all further tries. Late answers to earlier tries count.
    """
    try:
        return await _over_udp(server, queries, waits)
    except dns.message.Truncated:
        return await _over_tcp(server, queries)
    except (OSError, EOFError, ValueError):
        return None


async def _over_udp(server: Server, queries: Sequence[QueryMessage], waits: Sequence[float]) -> Message | None:
    backend: Backend = dns.asyncbackend.get_backend("asyncio")
    family = socket.AF_INET6 if ":" in server.address else socket.AF_INET
    async with await backend.make_socket(family, socket.SOCK_DGRAM) as sock:  # type: ignore[no-untyped-call]
        for number, wait in enumerate(waits, 1):
            query = queries[-1] if number == len(waits) else queries[0]
            message = await _one_try(sock, server, query, wait)
            if message is not None and query is not queries[-1] and message.rcode() in _NO_EDNS:
                message = await _one_try(sock, server, queries[-1], wait)
            if message is not None:
                return message
    return None


async def _one_try(sock: DatagramSocket, server: Server, query: QueryMessage, wait: float) -> Message | None:
    destination = (server.address, server.port)
    await dns.asyncquery.send_udp(sock, query, destination)
    try:
        message, _, _ = await dns.asyncquery.receive_udp(
            sock,
            destination,
            time.time() + wait,
            ignore_unexpected=True,
            one_rr_per_rrset=True,  # else the second of two CNAMEs would silently replace the first
            raise_on_truncation=True,
            ignore_errors=True,
            query=query,
        )
    except dns.exception.Timeout:
        return None
    return message if isinstance(message, Message) else None


async def _over_tcp(server: Server, queries: Sequence[QueryMessage]) -> Message | None:
    message: Message | None = None
    try:
        for query in queries:
            message = await dns.asyncquery.tcp(query, server.address, TCP_SECONDS, server.port, one_rr_per_rrset=True)
            if message.rcode() not in _NO_EDNS:
                break
    except (OSError, EOFError, ValueError, dns.exception.DNSException):
        return None
    return message
