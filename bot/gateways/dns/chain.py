"""Where a CNAME leads, hop by hop."""

from dataclasses import dataclass
from enum import StrEnum

import dns.rdatatype
from dns.name import Name

from bot.gateways.dns.replies import Reply
from bot.gateways.dns.walk import MAX_ALIASES, Journey, Walker


class End(StrEnum):
    REACHES = "reaches"
    LOOP = "loop"
    BROKEN = "broken"
    TOO_LONG = "too long"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Chain:
    """``hops`` are the names after the host, in order; ``proof`` is the reply that decided how it ends."""

    hops: tuple[Name, ...]
    end: End
    proof: Reply | None

    @property
    def is_direct(self) -> bool:
        return self.end is End.REACHES and len(self.hops) == 1


async def follow(walker: Walker, host: Name, first: Name, target: Name, proof: Reply) -> Chain:
    """From the host's CNAME value on, at the servers in charge of each name. At most 8 hops."""
    hops: list[Name] = [first]
    reply: Reply | None = proof
    while True:
        last = hops[-1]
        if last == target:
            return Chain(tuple(hops), End.REACHES, reply)
        if last in (host, *hops[:-1]):
            return Chain(tuple(hops), End.LOOP, reply)
        if len(hops) > MAX_ALIASES:
            return Chain(tuple(hops), End.TOO_LONG, reply)
        journey = await walker.walk(last, dns.rdatatype.CNAME)
        reply = journey.best
        if reply is None or not reply.is_authoritative:
            return Chain(tuple(hops), End.ELSEWHERE if _is_refused(journey) else End.UNKNOWN, reply)
        if not reply.aliases:
            return Chain(tuple(hops), End.BROKEN if reply.is_nxdomain else End.ELSEWHERE, reply)
        hops.append(reply.aliases[0])


def _is_refused(journey: Journey) -> bool:
    """Every server that is named for it says that it does not serve that name: nobody gets to us that way."""
    said = journey.replies
    return bool(said) and not any(reply.is_silent or reply.rcode == "SERVFAIL" for reply in said)
