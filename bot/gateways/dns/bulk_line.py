"""The sweep's way to the network and its sense of time: sockets that are drained in slices, and a wheel of timers."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")
Address = tuple[str, int]

SLICE = 0.002
"""Seconds of work after which everybody else gets their turn."""
TICK = 0.01
_SLOTS = 256
_BETWEEN_LOOKS = 16
"""Datagrams from one look at the clock to the next; with dnspython's help they take 2 ms."""
_LARGEST = 4096
_RECEIVE_BUFFER = 1 << 20


class Wheel(Generic[ItemT]):
    """Timers by the dozen: what is due is found by turning the wheel, in steps of 10 ms.

    Nothing is taken out before its time: what is no longer wanted then is the caller's to know. Times are the seconds
    of a steady clock.
    """

    def __init__(self, now: float) -> None:
        self._slots: list[list[tuple[int, ItemT]]] = [[] for _ in range(_SLOTS)]
        self._turned = int(now / TICK)

    def add(self, item: ItemT, at: float) -> int:
        """Gives the step at which it is due: never the present one."""
        step = int(at / TICK) + 1
        self._slots[step % _SLOTS].append((step, item))
        return step

    def turn(self, now: float) -> Iterator[tuple[int, ItemT]]:
        """What has become due since the last turn, with its step."""
        last = int(now / TICK)
        while self._turned < last:
            self._turned += 1
            slot = self._turned % _SLOTS
            due, self._slots[slot] = self._slots[slot], []
            for timer in due:
                if timer[0] <= self._turned:
                    yield timer
                else:
                    self._slots[slot].append(timer)  # further ahead than the wheel is large


class Line:
    """A UDP socket for each address family, opened when it is needed, on ports of the system's choosing.

    ``hear`` gets datagram, source and time; ``tick`` the time, every 10 ms. Times are `time.monotonic`.
    """

    def __init__(self, hear: Callable[[bytes, Address, float], None], tick: Callable[[float], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._hear, self._tick = hear, tick
        self._sockets: dict[socket.AddressFamily, socket.socket] = {}
        self._timer = self._loop.call_later(TICK, self._on_tick)

    def send(self, packet: bytes, family: socket.AddressFamily, address: Address) -> None:
        """What cannot be sent is lost, as much else is."""
        sock = self._sockets.get(family) or self._open(family)
        try:
            sock.sendto(packet, address)
        except OSError:
            return

    def close(self) -> None:
        """Late answers find nobody."""
        self._timer.cancel()
        for sock in self._sockets.values():
            self._loop.remove_reader(sock)
            sock.close()

    def _open(self, family: socket.AddressFamily) -> socket.socket:
        sock = socket.socket(family, socket.SOCK_DGRAM)
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        sock.bind(("", 0))
        self._loop.add_reader(sock, self._drain, sock)
        self._sockets[family] = sock
        return sock

    def _drain(self, sock: socket.socket) -> None:
        now = monotonic()
        end = now + SLICE
        hear = self._hear
        try:
            while now < end:
                for _ in range(_BETWEEN_LOOKS):
                    wire, source = sock.recvfrom(_LARGEST)
                    hear(wire, source[:2], now)
                now = monotonic()
        except BlockingIOError:
            return

    def _on_tick(self) -> None:
        self._timer = self._loop.call_later(TICK, self._on_tick)
        self._tick(monotonic())
