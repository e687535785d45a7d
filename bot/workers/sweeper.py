"""The steady state: live domains swept bucket by bucket. What is as it was costs one short question and no writing.

A domain whose server does not say what it said at the last whole look is called up for the diagnosis, which looks by
all paths and takes its time to decide. Where a zone's server says nothing at all, the resolvers are asked before
anybody is called up: the outage of a provider is not thousands of diagnoses. And every twelfth round goes to the
resolvers at once: they see it when the domain has moved to other servers, while the old ones go on as before.
"""

import logging
from collections.abc import Sequence
from uuid import uuid4

from bot.core.commands import Actor, ClaimDue
from bot.core.rules import Rules
from bot.core.sweep import Bucket, Member, Question, SweepVerdict, is_plain
from bot.services import sweeping
from bot.services.ports import Clock, Run
from bot.services.ports_buckets import Sweep

_log = logging.getLogger(__name__)
LIMIT = 8
"""Buckets at once: of a million domains, eight thousand."""
LEASE = 600.0
"""Seconds; a bucket whose servers are slow takes minutes."""
PAGE = 128
"""Members read in one transaction: of a million domains on SQLite, cold, some 20 ms during which people wait."""
_BY_RESOLVERS = 12


class Sweeper:
    """``tick`` is for the metronome, every ten seconds. ``resolvers`` are ``address#port`` texts; they may be none."""

    def __init__(
        self, run: Run, sweep: Sweep, clock: Clock, bot: Actor, rules: Rules, *, resolvers: Sequence[str] = ()
    ) -> None:
        self._run, self._sweep, self._clock, self._bot = run, sweep, clock, bot
        self._target, self._resolvers = rules.target, tuple(resolvers)
        self._owner = f"sweeper-{uuid4().hex}"
        self._is_laid_out = False

    async def tick(self) -> None:
        """Sweeps every bucket that is due."""
        if not self._is_laid_out:
            await self._run(sweeping.lay_out, None, self._bot, self._clock())
            self._is_laid_out = True
        while await self._round():
            pass

    async def _round(self) -> bool:
        """Whether there may be more to do."""
        claim = ClaimDue(self._owner, LIMIT, LEASE)
        buckets = await self._run(sweeping.claim_buckets, claim, self._bot, self._clock())
        if not buckets:
            return False
        at, groups = self._clock(), [(bucket, await self._members(bucket)) for bucket in buckets]
        strays = await self._strays(groups)
        count = sum(len(members) for _, members in groups)
        settle = sweeping.SettleSweep(tuple(buckets), at, count, strays)
        called = await self._run(sweeping.settle_sweep, settle, self._bot, self._clock())
        if strays:
            _log.info("swept", extra={"members": count, "strays": len(strays), "called_up": called})
        return len(buckets) == LIMIT

    async def _members(self, bucket: Bucket) -> list[Member]:
        members: list[Member] = []
        page: list[Member] | None = None
        while page is None or len(page) == PAGE:
            query = sweeping.MembersQuery(bucket.number, page[-1].domain_id if page else "", PAGE)
            page = await self._run(sweeping.members_of, query, self._bot, self._clock())
            members += [member for member in page if is_plain(member.answer, self._target)]
        return members

    async def _strays(self, groups: Sequence[tuple[Bucket, Sequence[Member]]]) -> tuple[str, ...]:
        """The ids of those who do not say what they said, or say nothing at all."""
        asked = [(member, self._is_by_resolvers(bucket)) for bucket, members in groups for member in members]
        verdicts = await self._sweep(self._question(*one) for one in asked)
        odd = [(*one, verdict) for one, verdict in zip(asked, verdicts, strict=True) if not _is_well(verdict)]
        strays = [member for member, _, verdict in odd if verdict is SweepVerdict.NOT_AS_EXPECTED]
        silent = [(member, by) for member, by, verdict in odd if verdict is SweepVerdict.NO_ANSWER]
        return tuple(member.domain_id for member in (*strays, *await self._still_silent(silent)))

    async def _still_silent(self, silent: Sequence[tuple[Member, bool]]) -> list[Member]:
        """The other way round: who was asked at the zone's server is asked at the resolvers."""
        if not self._resolvers:
            return [member for member, _ in silent]
        verdicts = await self._sweep(self._question(member, not by) for member, by in silent)
        return [member for (member, _), verdict in zip(silent, verdicts, strict=True) if not _is_well(verdict)]

    def _is_by_resolvers(self, bucket: Bucket) -> bool:
        return bool(self._resolvers) and (bucket.generation + bucket.number) % _BY_RESOLVERS == 0

    def _question(self, member: Member, is_by_resolvers: bool) -> Question:
        servers = self._resolvers if is_by_resolvers else (member.server,)
        return Question(member.host, self._target, servers, is_recursive=is_by_resolvers)


def _is_well(verdict: SweepVerdict) -> bool:
    return verdict is SweepVerdict.AS_EXPECTED
