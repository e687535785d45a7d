"""A resolver's memory: what it saw, and what it saw to be missing, until the time is up (RFC 2308)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from dns.name import Name
from dns.rcode import NOERROR, NXDOMAIN, Rcode
from dns.rdatatype import CNAME, RdataType
from dns.rrset import RRset

LONGEST_POSITIVE, LONGEST_NEGATIVE = 86_400.0, 10_800.0
"""Seconds; what common public resolvers keep at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of one name and type. ``alias`` is where a CNAME leads instead."""

    rcode: Rcode = NOERROR
    answer: list[RRset] = field(default_factory=list)
    soa: RRset | None = None
    alias: Name | None = None


class Cache:
    """``clock`` gives seconds; only differences matter."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._entries: dict[tuple[Name, RdataType | None], tuple[float, Found]] = {}

    def get(self, name: Name, kind: RdataType) -> Found | None:
        """What is remembered, with its TTLs counted down. A missing name is missing in every type."""
        for key in ((name, kind), (name, CNAME), (name, None)):
            kept = self._entries.get(key)
            if kept and kept[0] > self._clock() and (key[1] == kind or kept[1].alias or kept[1].rcode == NXDOMAIN):
                return self._aged(*kept)
        return None

    def put(self, name: Name, kind: RdataType, found: Found) -> None:
        """Keeps it as long as its TTL allows; a negative answer without SOA is not kept."""
        if found.answer:
            lasts = min(LONGEST_POSITIVE, *(rrset.ttl for rrset in found.answer))
        elif found.soa is not None:
            lasts = min(LONGEST_NEGATIVE, found.soa.ttl)
        else:
            return
        key = None if found.rcode == NXDOMAIN else CNAME if found.alias else kind
        self._entries[name, key] = (self._clock() + lasts, found)

    def flush(self) -> None:
        """Forgets everything."""
        self._entries.clear()

    def _aged(self, until: float, found: Found) -> Found:
        left = int(until - self._clock())
        soa = _with_ttl(found.soa, left) if found.soa else None
        return Found(found.rcode, [_with_ttl(rrset, left) for rrset in found.answer], soa, found.alias)


def _with_ttl(rrset: RRset, ttl: int) -> RRset:
    copy = RRset(rrset.name, rrset.rdclass, rrset.rdtype)
    for data in rrset:
        copy.add(data, min(ttl, rrset.ttl))
    return copy
