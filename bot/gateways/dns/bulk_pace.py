"""How fast one server is asked, and how long its answers are waited for. Both are learnt from the server.

Many clients share the name servers of their provider: a sweep must not look like an attack there. So a server has a
rate and a number of unanswered questions that are never exceeded; a server that drops or refuses many questions is
asked more slowly, and one that says nothing at all is left alone for a while.
"""

import ipaddress
import socket
from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.gateways.dns.settings import parse_server

WaitingT = TypeVar("WaitingT")

_FIRST_WAIT, _SHORTEST_WAIT, _LONGEST_WAIT = 0.5, 0.05, 2.0
"""Seconds. The first holds until the server has answered once; Africa and back by satellite takes longer than that, so
that a late answer counts too."""
_LONGER = [1.5 ** max(tries - 1, 0) for tries in range(32)]
_OUTCOMES, _MUCH_LOSS = 128, 45
"""So many losses among so many outcomes are too many. Lines lose a few per cent; a server with a limit drops most of
what exceeds it."""
_FIRST_GAP, _SLOWEST = 0.001, 0.5
"""Seconds from question to question to a server that is slowed down."""
_GOOD_RUN, _QUICKER = 16, 0.7
_SILENT_RUN, _SILENT_FOR = 24, 1.0
"""A server is taken for dead after so many questions and seconds without an answer."""
_LEFT_ALONE = 30.0


@dataclass(frozen=True, slots=True)
class Limits:
    """``in_flight`` bounds the unanswered questions of the whole sweep: more than 200 small datagrams overflow the
    receive buffer that Linux grants by default (measured: 500 lose packets), and 200 at 50 ms are 4,000 a second.
    ``per_server`` bounds those to one server; ``rate`` is questions per second to one server, ``burst`` how many of
    them may go at once; ``tries`` is per question."""

    in_flight: int = 200
    per_server: int = 50
    rate: float = 20.0
    burst: int = 50
    tries: int = 3


class Pace(Generic[WaitingT]):
    """One server. Times are the seconds of any steady clock. ``waiting`` are those who want to ask it;
    ``is_held`` says that somebody will come back to them."""

    __slots__ = (
        *(
            "_answered_at",
            "_due",
            "_gap",
            "_good_run",
            "_limits",
            "_losses",
            "_most_open",
            "_outcomes",
            "_rtt",
            "_rtt_swing",
            "_sent",
        ),
        *("_silent_run", "_silent_until", "_since", "_slack", "_wait"),
        *("address", "family", "is_held", "open", "waiting"),
    )

    def __init__(self, server: str, limits: Limits) -> None:
        """``server`` is ``address#port``. Raises ValueError."""
        parsed = parse_server(server)
        address = ipaddress.ip_address(parsed.address)
        self.family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
        self.address = (str(address), parsed.port)
        self.waiting: deque[WaitingT] = deque()
        self.open, self.is_held = 0, False
        self._limits = limits
        self._most_open = limits.per_server
        self._set_gap(0.0)
        self._due = self._since = self._silent_until = self._answered_at = 0.0
        self._rtt, self._rtt_swing, self._wait = 0.0, 0.0, _FIRST_WAIT
        self._outcomes, self._losses, self._sent, self._good_run, self._silent_run = 0, 0, 0, 0, 0

    def rest(self) -> None:
        """Nobody asks it any more for now."""
        self.waiting.clear()
        self.open, self.is_held = 0, False
        self._sent = self._silent_run = 0
        self._answered_at = 0.0

    def is_silent(self, now: float) -> bool:
        """It has not answered for long: nothing is asked of it now."""
        return now < self._silent_until

    def may_ask(self, now: float) -> bool:
        """Whether one more question may go. Its rate is a cell rate (ITU-T I.371): no counter has to be filled."""
        return self.open < self._most_open and now >= self._due - self._slack

    @property
    def next_at(self) -> float:
        """When its rate allows the next question."""
        return self._due - self._slack

    def asked(self, now: float) -> None:
        """A question goes."""
        if not self._sent:
            self._since = now
            self._answered_at = self._answered_at or now
        self.open += 1
        self._sent += 1
        self._due = (now if now > self._due else self._due) + self._gap

    def patience(self, tries: int) -> float:
        """Seconds to wait for the answer to the try of that number; the first is 1."""
        return min(self._wait * _LONGER[tries], _LONGEST_WAIT)

    def answered(self, now: float) -> None:
        """An answer came."""
        self._silent_run, self._answered_at = 0, now
        self._outcomes += 1
        self._good_run += 1
        if self._good_run == _GOOD_RUN:
            self._good_run = 0
            self._set_gap(self._gap * _QUICKER)

    def took(self, rtt: float) -> None:
        """So many seconds passed until an answer or a refusal of a question that was sent once only: what to wait for
        the next ones follows from that (RFC 6298)."""
        if self._rtt:
            self._rtt_swing += (abs(rtt - self._rtt) - self._rtt_swing) / 4
            self._rtt += (rtt - self._rtt) / 8
        else:
            self._rtt, self._rtt_swing = rtt, rtt / 2
        self._wait = self._rtt + 4 * self._rtt_swing + _SHORTEST_WAIT

    def lost(self, sent_at: float, now: float) -> None:
        """No answer to that question came in time, or a refusal."""
        self._good_run = 0
        self._silent_run += sent_at >= self._answered_at
        if self._outcomes >= _OUTCOMES:
            self._outcomes = self._losses = 0
        self._outcomes += 1
        self._losses += 1
        if self._silent_run >= _SILENT_RUN and now - self._answered_at >= _SILENT_FOR:
            self._silent_until, self._silent_run = now + _LEFT_ALONE, _SILENT_RUN // 2
        if self._losses >= _MUCH_LOSS and sent_at >= self._since:
            self._slow_down(now)

    def _slow_down(self, now: float) -> None:
        """To half of what was really asked, or half of what was meant. What was saved up for a burst is gone."""
        spent = (now - self._since) / self._sent
        self._set_gap(min(max(2 * self._gap, 2 * spent, _FIRST_GAP), _SLOWEST))
        self._since, self._sent, self._outcomes, self._losses = now, 0, 0, 0
        self._due = now + self._slack

    def _set_gap(self, gap: float) -> None:
        self._gap = max(gap, 1 / self._limits.rate)
        self._slack = self._gap * (self._limits.burst - 1)
