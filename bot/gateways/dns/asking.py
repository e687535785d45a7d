"""Asking for one look: bounded, remembered within the look, and never past its deadline."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from weakref import WeakValueDictionary

import dns.rcode
from dns.message import Message, QueryMessage
from dns.name import Name
from dns.rdatatype import RdataType

from bot.gateways.dns.replies import Reply
from bot.gateways.dns.settings import Server
from bot.gateways.dns.transport import exchange, make_queries

PATIENT = (0.7, 1.3, 2.0)
"""Seconds for each of the three tries, where this very server must be heard."""

HASTY = (0.6, 1.2)
"""Where another server can be asked instead."""

LOOK_SECONDS = 14.0
AT_ONCE = 200
"""Questions in flight in the whole process: more only loses packets."""

AT_ONE_SERVER = 8
"""Questions in flight at one address: many clients share the same provider's servers."""


class Gate:
    """Bounds the questions in flight, in all and for each address. One for all looks of a process."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(AT_ONCE)
        self._each: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def at(self, address: str) -> AsyncIterator[None]:
        """A place to ask from."""
        own = self._each.setdefault(address, asyncio.Semaphore(AT_ONE_SERVER))
        async with own, self._all:
            yield


class Asker:
    """The questions of one look. The same question to the same server is sent once; all replies are kept as proof.
    ``patience`` multiplies every wait: less than 1 where all servers are near.
    """

    def __init__(
        self,
        gate: Gate,
        clock: Callable[[], datetime],
        patience: float = 1.0,
        seconds: float = LOOK_SECONDS,
        asking: Callable[[Server], None] | None = None,
    ) -> None:
        self._gate, self._clock, self._patience, self._asking = gate, clock, patience, asking
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._queued = 0.0
        self._known: dict[tuple[Server, Name, RdataType, bool], Reply] = {}
        self._plain: set[Server] = set()

    @property
    def replies(self) -> tuple[Reply, ...]:
        """Everything asked so far, oldest first."""
        return tuple(self._known.values())

    async def ask(
        self,
        server: Server,
        name: Name,
        rdtype: RdataType,
        *,
        recursive: bool = False,
        checking_disabled: bool = False,
        waits: Sequence[float] = PATIENT,
    ) -> Reply:
        """What the server says; a silent Reply where nothing came in time."""
        key = (server, name, rdtype, checking_disabled)
        if key not in self._known:
            if self._asking is not None:
                self._asking(server)
            message = await self._message(server, name, rdtype, recursive, checking_disabled, waits)
            self._known.setdefault(key, Reply(server, name, rdtype, message, self._clock()))
        return self._known[key]

    async def _message(
        self, server: Server, name: Name, rdtype: RdataType, recursive: bool, cd: bool, waits: Sequence[float]
    ) -> Message | None:
        queries = make_queries(name, rdtype, recursive=recursive, checking_disabled=cd)
        if server in self._plain:
            queries = queries[1:]
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        try:
            async with self._gate.at(server.address):
                # Waiting for our own place is no fault of the server's, so it does not count.
                self._queued = max(self._queued, loop.time() - asked_at)
                message = await self._in_time(server, queries, waits)
        except TimeoutError:
            return None
        if message is not None and message.edns < 0:
            self._plain.add(server)
        return message

    async def _in_time(self, server: Server, queries: Sequence[QueryMessage], waits: Sequence[float]) -> Message | None:
        async with asyncio.timeout_at(self._deadline + self._queued):
            scaled = [wait * self._patience for wait in waits]
            message = await exchange(server, queries, scaled)
            if message is not None and message.rcode() == dns.rcode.SERVFAIL:
                message = await exchange(server, queries, scaled[:1]) or message
            return message
