"""The quick question to many live hosts at once: is the record still the one that was seen when all was well?

Live domains stand in buckets by a hash of their host. A bucket is asked about as a whole, and what is still as it was
writes nothing to the domains: when their bucket was last looked at is when they were.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.domain import LinkDomain
from bot.core.facts import FactName

BUCKETS = 1024
_EVERY, _EVERY_OF_MANY = timedelta(minutes=5), timedelta(minutes=15)
_MANY = 300_000
_WHOLE, _WHOLE_OF_SOME, _SOME = timedelta(hours=1), timedelta(days=1), 10_000
_STILL_SWEPT = 2
"""A bucket that was not swept for so many rounds is not looked after: its process may be gone."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whether ``host`` (A-label name) still has exactly the CNAME ``target``.

    ``servers`` are ``address#port`` texts, tried in turn: either all of them servers of the zone, whose word counts
    only with authority, or all of them resolvers (``is_recursive``), whose word is as old as their memory.
    """

    host: str
    target: str
    servers: tuple[str, ...]
    is_recursive: bool = False


class SweepVerdict(StrEnum):
    """All that a sweep can say: what is wrong is for the diagnosis to find out.

    NOT_AS_EXPECTED: a server says so with authority. NO_ANSWER: nobody could tell; that is not *wrong*.
    """

    AS_EXPECTED = "as_expected"
    NOT_AS_EXPECTED = "not_as_expected"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Bucket:
    """``generation`` rises at each claim: a settlement with an older one is dropped."""

    number: int
    generation: int


@dataclass(frozen=True, slots=True)
class Member:
    """A live domain to ask about: ``server`` (``address#port``) gave ``answer`` (records) at the last whole look."""

    domain_id: str
    host: str
    server: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swept:
    """The last sweep of a bucket: when, and how many were in it (as all buckets of the round, on average)."""

    at: datetime
    members: int


def bucket_of(host: str) -> int:
    """Where the host stands; it never changes."""
    return zlib.crc32(host.encode()) % BUCKETS


def pause(members: int, buckets: int) -> timedelta:
    """From one sweep of a bucket to the next, as ``members`` in ``buckets`` of them let expect for all."""
    return _EVERY_OF_MANY if members * BUCKETS > _MANY * max(buckets, 1) else _EVERY


def whole_look(swept: Swept | None, now: datetime, speed: float) -> timedelta | None:
    """From one look by all paths to the next, for a domain whose bucket was swept so: hourly, and daily where there
    are many. None: nobody sweeps it, so that such looks are all it gets."""
    if swept is None or (now - swept.at) * speed > _STILL_SWEPT * pause(swept.members, 1):
        return None
    return _WHOLE_OF_SOME if swept.members * BUCKETS > _SOME else _WHOLE


def is_plain(answer: Sequence[str], target: str) -> bool:
    """Whether the records are the one alias that is wanted. By way of another one, or with addresses in its place, a
    domain may work as well; only the diagnosis can tell."""
    return len(answer) == 1 and answer[0].lower() == target


def is_swept(domain: LinkDomain, target: str) -> bool:
    """Whether the sweep looks after it: live, nothing about its record in doubt, and that is the plain one."""
    record = domain.fact(FactName.RECORD)
    is_calm = record.holds and not record.contrary and domain.degraded_since is None and domain.removing_since is None
    is_known = record.evidence is not None and is_plain(record.evidence.answer, target)
    return domain.live_since is not None and is_calm and is_known


def looked_at(domain: LinkDomain, swept: Swept | None) -> LinkDomain:
    """A domain that is swept, with its last look, where that was its bucket's."""
    if swept is None or domain.last_check_at is None or swept.at <= domain.last_check_at:
        return domain
    return replace(domain, last_check_at=swept.at)
