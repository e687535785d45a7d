"""One DNS server: a UDP and a TCP socket at one address, a log of what was asked, and faults to order."""

import asyncio
import socket
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, cast

import dns.exception
from dns.flags import AA, QR, TC
from dns.message import Message, from_wire, make_response
from dns.name import Name
from dns.opcode import QUERY
from dns.rcode import BADVERS, FORMERR, NOTIMP, REFUSED, SERVFAIL, Rcode
from dns.rdataclass import IN
from dns.rdatatype import RdataType

from bot.sandbox.tasks import reap

LARGEST_UDP = 1232
"""Octets of the largest datagram sent or taken (DNS flag day 2020)."""
_MOST_SAID = 5_000
Send = Callable[[bytes], None]


class DnsFault(StrEnum):
    """What can be wrong with a server."""

    DROP = "drop"
    SERVFAIL = "servfail"
    REFUSED = "refused"
    TRUNCATE = "truncate"
    """Every UDP answer is cut short, so that the client must come again by TCP."""
    LAME = "lame"
    """Answers, but without authority."""


class Responder(Protocol):
    @property
    def state(self) -> object:
        """While it is the same, the same question gets the same reply; None: it may not."""

    async def respond(self, question: tuple[Name, RdataType], reply: Message) -> Message:
        """Fills the reply to one well-formed question of class IN. It has the question's RD flag already."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A reply without its id, to whom it was given, and in which state of the responder."""

    state: object
    query: Message
    wire: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that arrived. ``client`` is the address it came from."""

    client: str
    is_tcp: bool
    name: str
    kind: str


class DnsServer:
    """Answers at ``address`` on the port given at the start, by what ``responder`` says.

    ``asked`` keeps the newest 10,000 questions, ``counts`` how many came from each address, ``faults_met`` how many
    met a fault.
    """

    def __init__(self, name: str, address: str, responder: Responder) -> None:
        self.name, self.address = name, address
        self.asked: deque[Asked] = deque(maxlen=10_000)
        self.counts: Counter[str] = Counter()
        self.faults_met = 0
        self._responder = responder
        self._fault: DnsFault | None = None
        self._fault_left = 0
        self._delay = 0.0
        self._lines: set[asyncio.Transport] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._own_faults: list[BaseException] = []
        self._said: dict[tuple[bytes, bool], _Said] = {}
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None

    def fail(self, fault: DnsFault | str, times: int = -1) -> None:
        """The next ``times`` questions (all, if negative) meet this fault."""
        self._fault, self._fault_left = DnsFault(fault), times

    def slow(self, seconds: float) -> None:
        """Every answer comes this much later."""
        self._delay = seconds

    def mend(self) -> None:
        """Well again: no fault, no delay."""
        self._fault, self._delay = None, 0.0

    async def start(self, udp: socket.socket, tcp: socket.socket) -> None:
        """Serves on two sockets already bound to the address."""
        loop = asyncio.get_running_loop()
        self._udp, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), sock=udp)
        self._tcp = await loop.create_server(lambda: _Stream(self), sock=tcp)

    async def stop(self) -> None:
        """Closes every socket and forgets what is under way. A fault of this program's own is raised here, as it would
        look like a lost packet else."""
        if self._udp is None or self._tcp is None:
            return
        self._udp.close()
        self._tcp.close()
        for line in list(self._lines):
            line.abort()
        await reap(self._tasks)
        await self._tcp.wait_closed()
        self._udp = self._tcp = None
        if self._own_faults:
            raise self._own_faults[0]

    def opened(self, line: asyncio.Transport) -> None:
        self._lines.add(line)

    def closed(self, line: asyncio.Transport) -> None:
        self._lines.discard(line)

    def take(self, wire: bytes, client: str, send: Send, *, is_tcp: bool) -> None:
        """One message has come; the answer is sent when it is ready."""
        said = self._said.get((wire[2:], is_tcp))
        if said and said.state == self._responder.state and not self._fault and not self._delay:
            self._note(said.query, client, is_tcp)
            send(wire[:2] + said.wire)
            return
        task = asyncio.ensure_future(self._serve(wire, client, send, is_tcp))
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            self._own_faults.append(fault)

    async def _serve(self, wire: bytes, client: str, send: Send, is_tcp: bool) -> None:
        query = _read(wire)
        if query is None:
            return
        self._note(query, client, is_tcp)
        fault = self._take_fault()
        if fault is DnsFault.DROP:
            return
        state = self._responder.state
        reply = await self._reply(query, fault)
        if self._delay:
            self.faults_met += 1
            await asyncio.sleep(self._delay)
        answer = _write(reply, query, is_tcp=is_tcp, is_cut=fault is DnsFault.TRUNCATE and not is_tcp)
        if state is not None and fault is None:
            if len(self._said) >= _MOST_SAID:
                self._said.clear()
            self._said[wire[2:], is_tcp] = _Said(state, query, answer[2:])
        send(answer)

    async def _reply(self, query: Message, fault: DnsFault | None) -> Message:
        reply = make_response(query, our_payload=LARGEST_UDP)
        refusal = _FAULT_CODES.get(fault) if fault else _refusal(query)
        if refusal is not None:
            reply.set_rcode(refusal)
            return reply
        asked = query.question[0]
        reply = await self._responder.respond((asked.name, asked.rdtype), reply)
        if fault is DnsFault.LAME:
            reply.flags &= ~AA
        return reply

    def _note(self, query: Message, client: str, is_tcp: bool) -> None:
        self.counts[client] += 1
        for question in query.question:
            self.asked.append(Asked(client, is_tcp, question.name.to_text(), question.rdtype.name))

    def _take_fault(self) -> DnsFault | None:
        if self._fault is None or self._fault_left == 0:
            return None
        self._fault_left -= 1
        self.faults_met += 1
        return self._fault


_FAULT_CODES = {DnsFault.SERVFAIL: SERVFAIL, DnsFault.REFUSED: REFUSED}


def _read(wire: bytes) -> Message | None:
    """None for what is no query at all: real servers do not answer that either."""
    try:
        query = from_wire(wire)
    except dns.exception.DNSException:
        return None
    return None if query.flags & QR else query


def _refusal(query: Message) -> Rcode | None:
    if query.opcode() != QUERY:
        return NOTIMP
    if len(query.question) != 1:
        return FORMERR
    if query.edns > 0:
        return BADVERS
    return REFUSED if query.question[0].rdclass != IN else None


def _write(reply: Message, query: Message, *, is_tcp: bool, is_cut: bool) -> bytes:
    """UDP answers keep to what the client can take (RFC 6891 section 6.2.3), else they say TC."""
    if is_tcp:
        return reply.to_wire(max_size=65535)
    if is_cut:
        reply.answer, reply.authority, reply.additional = [], [], []
        reply.flags |= TC
    limit = min(max(512, query.payload), LARGEST_UDP)
    return reply.to_wire(max_size=limit, prefer_truncation=True)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._server.take(data, addr[0], lambda wire: self._send(wire, addr), is_tcp=False)

    def _send(self, wire: bytes, addr: tuple[str, int]) -> None:
        if not self._transport.is_closing():
            self._transport.sendto(wire, addr)


class _Stream(asyncio.Protocol):
    """Messages with two octets of length before each (RFC 1035 section 4.2.2), several on one connection."""

    def __init__(self, server: DnsServer) -> None:
        self._server = server
        self._heard = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._client = transport.get_extra_info("peername")[0]
        self._server.opened(self._transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._server.closed(self._transport)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while len(self._heard) >= 2 and len(self._heard) >= (end := 2 + int.from_bytes(self._heard[:2])):
            wire = bytes(self._heard[2:end])
            del self._heard[:end]
            self._server.take(wire, self._client, self._send, is_tcp=True)

    def _send(self, wire: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(len(wire).to_bytes(2) + wire)
