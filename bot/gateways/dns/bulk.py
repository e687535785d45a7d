"""The sweep: tens of thousands of hosts a second asked whether their record is still as expected, on next to no cost.

One UDP socket for each address family, for as long as anybody waits; a question's id is its place in a table; packets
are put together once; each wake-up drains the socket; one wheel for all that times out, no task, future or timer for
a question. An answer counts if its id, its question and its source are those of a question that is open.

It works in the event loop, in slices of 2 ms, and lets everybody else have their turn in between. Measured against
knot, 200 questions under way (`make bench`): 11 µs of CPU for a question, 3 ms for the longest turn of the loop. The
reader that drains the socket makes up 3.3 µs of that; a datagram transport of the loop takes 8.2, as it reads one
packet at each wake-up. A thread of its own keeps the interpreter for 5 ms at a time, and a process of its own has
nothing to gain where politeness allows a few thousand questions a second at most.
"""

import asyncio
import os
from array import array
from collections import deque
from collections.abc import Callable, Iterable
from time import monotonic

from bot.core.sweep import Question, SweepVerdict
from bot.gateways.dns.bulk_line import Address, Line, Wheel
from bot.gateways.dns.bulk_pace import Limits, Pace
from bot.gateways.dns.bulk_wire import Wanted, judge

_AT_ONCE = 64
"""Questions that are prepared, or seen to, before everybody else gets their turn."""
_IDS_AT_ONCE = 2048


class _Call:
    """One sweep: its verdicts in the order of its questions."""

    __slots__ = ("done", "is_fed", "open", "verdicts")

    def __init__(self, done: "asyncio.Future[None]") -> None:
        self.done, self.open, self.is_fed = done, 0, False
        self.verdicts: list[SweepVerdict] = []

    def settle(self, number: int, verdict: SweepVerdict) -> None:
        self.verdicts[number] = verdict
        self.open -= 1
        self.end_if_over()

    def end_if_over(self) -> None:
        if self.is_fed and not self.open and not self.done.done():
            self.done.set_result(None)


class _Flight:
    """One question on its way. ``step`` is when its present try ends; ``asking`` None while it waits for its turn."""

    __slots__ = ("asked", "asking", "call", "id", "is_over", "number", "paces", "sent_at", "step", "tries", "wanted")

    def __init__(self, call: _Call, number: int, wanted: Wanted, paces: "tuple[Pace[_Flight], ...]") -> None:
        self.call, self.number, self.wanted, self.paces = call, number, wanted, paces
        self.id, self.tries, self.step, self.sent_at = -1, 0, 0, 0.0
        self.is_over = False
        self.asking: Pace[_Flight] | None = None
        self.asked: tuple[Address, ...] = ()

    @property
    def next_pace(self) -> "Pace[_Flight]":
        """The server whose turn it is: each try goes to the next one."""
        return self.paces[self.tries % len(self.paces)]


class Sweep:
    """Asks many questions at once. One for a process: it remembers how each server wants to be asked."""

    def __init__(self, limits: Limits | None = None, *, randbytes: Callable[[int], bytes] = os.urandom) -> None:
        """``randbytes`` gives the ids: whoever could guess them could answer in a server's place."""
        self._limits, self._randbytes = limits or Limits(), randbytes
        self._paces: dict[str, Pace[_Flight]] = {}
        self._ready: deque[_Flight] = deque()
        self._flights: dict[int, _Flight] = {}
        self._in_flight, self._calls = 0, 0
        self._ids: array[int] = array("H")
        self._line: Line | None = None
        self.sent = 0
        """Questions sent so far, repetitions included."""

    async def __call__(self, questions: Iterable[Question]) -> list[SweepVerdict]:
        """A verdict for each question, in their order. Takes as long as the slowest server's rate asks for.

        Several sweeps may run at once; a server's limits hold for all of them together. Raises ValueError for what
        is no name or no address.
        """
        call = _Call(asyncio.get_running_loop().create_future())
        self._begin()
        try:
            await self._feed(call, questions)
            await call.done
        finally:
            self._end(call)
        return call.verdicts

    def _begin(self) -> None:
        if self._line is None:
            self._line = Line(self._hear, self._tick)
            self._timers: Wheel[_Flight] = Wheel(monotonic())
            self._pauses: Wheel[Pace[_Flight]] = Wheel(monotonic())
        self._calls += 1

    def _end(self, call: _Call) -> None:
        """Also where the caller was cancelled half-way."""
        if call.open:
            self._forget(call)
        self._calls -= 1
        if not self._calls and self._line is not None:
            self._line.close()
            self._line = None
            self._ready.clear()
            for pace in self._paces.values():
                pace.rest()

    def _forget(self, call: _Call) -> None:
        for flight in [flight for flight in self._flights.values() if flight.call is call]:
            self._free(flight)
            self._close(flight)
        for waiting in (self._ready, *(pace.waiting for pace in self._paces.values())):
            for flight in waiting:
                flight.is_over = flight.is_over or flight.call is call

    async def _feed(self, call: _Call, questions: Iterable[Question]) -> None:
        for number, question in enumerate(questions):
            paces = tuple([self._paces.get(server) or self._meet(server) for server in question.servers])
            wanted = Wanted(question.host, question.target, is_recursive=question.is_recursive)
            call.verdicts.append(SweepVerdict.NO_ANSWER)
            if paces:
                call.open += 1
                self._ready.append(_Flight(call, number, wanted, paces))
            if number % _AT_ONCE == _AT_ONCE - 1:
                self._launch()
                await asyncio.sleep(0)
        self._launch()
        call.is_fed = True
        call.end_if_over()

    def _meet(self, server: str) -> Pace[_Flight]:
        self._paces[server] = Pace(server, self._limits)
        return self._paces[server]

    def _launch(self) -> None:
        """Sends what may be sent, a little at a time: every answer and every tick comes back here."""
        if self._line is None:
            return
        now = monotonic()
        for _ in range(_AT_ONCE):
            if not self._ready or self._in_flight >= self._limits.in_flight:
                return
            flight = self._ready.popleft()
            if not flight.is_over:
                self._try(flight, now)

    def _try(self, flight: _Flight, now: float) -> None:
        pace = flight.next_pace
        if pace.is_silent(now):
            self._next_try(flight)
        elif pace.waiting or not pace.may_ask(now):
            pace.waiting.append(flight)
            self._come_back(pace, now)
        else:
            self._send(flight, pace, now)

    def _send(self, flight: _Flight, pace: Pace[_Flight], now: float) -> None:
        if self._line is None:
            return
        if flight.id < 0:
            flight.id = self._free_id()
            self._flights[flight.id] = flight
        flight.tries += 1
        flight.asking, flight.sent_at = pace, now
        flight.asked = (*flight.asked, pace.address)
        pace.asked(now)
        self._in_flight += 1
        self.sent += 1
        flight.step = self._timers.add(flight, now + pace.patience(flight.tries))
        self._line.send(flight.id.to_bytes(2) + flight.wanted.packet, pace.family, pace.address)

    def _free_id(self) -> int:
        """Never that of an open question. There are 65,536 of them, and few questions are open at once."""
        while True:
            if not self._ids:
                self._ids.frombytes(self._randbytes(2 * _IDS_AT_ONCE))
            number = self._ids.pop()
            if number not in self._flights:
                return number

    def _hear(self, wire: bytes, source: Address, now: float) -> None:
        flight = self._flights.get(int.from_bytes(wire[:2]))
        if flight is None or source not in flight.asked:
            return
        verdict = judge(wire, flight.wanted)
        if verdict is None:
            return
        pace = flight.asking
        if pace is not None and flight.tries == 1:
            pace.took(now - flight.sent_at)
        if verdict is SweepVerdict.NO_ANSWER:
            return  # as good as lost: the next try comes when this one's time is over, which is gentle to the server
        if pace is not None:
            pace.answered(now)
        self._free(flight)
        self._close(flight)
        flight.call.settle(flight.number, verdict)
        if pace is not None and pace.waiting:
            self._serve(pace, now)
        if self._ready:
            self._launch()

    def _free(self, flight: _Flight) -> None:
        """Its try is over, one way or the other."""
        if flight.asking is not None:
            flight.asking.open -= 1
            self._in_flight -= 1
            flight.asking = None

    def _close(self, flight: _Flight) -> None:
        """Its id may be given to another one: a late answer does not match that one's question."""
        flight.is_over = True
        self._flights.pop(flight.id, None)

    def _tick(self, now: float) -> None:
        for step, flight in self._timers.turn(now):
            if flight.asking is not None and flight.step == step:
                self._lose(flight, flight.asking, now)
        for _, pace in self._pauses.turn(now):
            pace.is_held = False
            self._serve(pace, now)
        self._launch()

    def _lose(self, flight: _Flight, pace: Pace[_Flight], now: float) -> None:
        pace.lost(flight.sent_at, now)
        self._free(flight)
        if flight.tries >= self._limits.tries:
            self._close(flight)
            flight.call.settle(flight.number, SweepVerdict.NO_ANSWER)
        else:
            self._ready.appendleft(flight)
        if pace.waiting:
            self._come_back(pace, now)

    def _next_try(self, flight: _Flight) -> None:
        """The server is silent: nothing is asked, and that was a try."""
        flight.tries += 1
        if flight.tries < self._limits.tries:
            self._ready.append(flight)
        else:
            self._close(flight)
            flight.call.settle(flight.number, SweepVerdict.NO_ANSWER)

    def _serve(self, pace: Pace[_Flight], now: float) -> None:
        """Lets those who wait for a server have their turn, a few at a time."""
        is_silent = pace.is_silent(now)
        for _ in range(_AT_ONCE):
            if not pace.waiting or not (is_silent or self._has_room(pace, now)):
                break
            flight = pace.waiting.popleft()
            if flight.is_over:
                continue
            if is_silent:
                self._next_try(flight)
            else:
                self._send(flight, pace, now)
        if pace.waiting:
            self._come_back(pace, now)

    def _has_room(self, pace: Pace[_Flight], now: float) -> bool:
        return self._in_flight < self._limits.in_flight and pace.may_ask(now)

    def _come_back(self, pace: Pace[_Flight], now: float) -> None:
        """Once its rate allows it; answers before that come here by themselves."""
        if not pace.is_held:
            pace.is_held = True
            self._pauses.add(pace, max(pace.next_at, now))
