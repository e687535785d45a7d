"""How the facts move with what a look saw.

With hysteresis: what holds becomes wrong only after three looks in a row that say so; what was lost on a live domain
holds again after two good ones; everything else believes the first look. A look that could not tell changes no state
and no streak.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.cadence import ROUNDS_TO_LOSE
from bot.core.domain import LinkDomain
from bot.core.facts import Code, Diagnosis, Fact, FactName, FactState, Finding, Observation, Verdict
from bot.core.looks import NOT_THERE_YET

_ROUNDS_TO_RECOVER = 2
_VISIBLE_TOLERANCE = timedelta(seconds=60)


def with_facts(
    domain: LinkDomain, diagnosis: Diagnosis | None, seen: Mapping[FactName, Observation], now: datetime
) -> LinkDomain:
    """The domain after a look at ``now`` that saw this."""
    moved = {name: _move(domain, domain.fact(name), observation, now) for name, observation in seen.items()}
    after = replace(domain, facts={**domain.facts, **moved}, last_check_at=now)
    after = replace(after, wrong_since=_wrong_since(after, now))
    if diagnosis is None:
        return after
    return replace(
        after,
        zone=_zone(domain, diagnosis),
        provider=diagnosis.provider or domain.provider,
        visible_everywhere_at=_visible_at(domain, diagnosis),
    )


def _wrong_since(domain: LinkDomain, now: datetime) -> datetime | None:
    """A wrong record that was taken away again, to be added anew, still counts."""
    fact = domain.fact(FactName.RECORD)
    if fact.holds:
        return None
    is_wrong = fact.finding is not None and fact.finding.code not in NOT_THERE_YET
    return domain.wrong_since or (now if is_wrong else None)


def _zone(domain: LinkDomain, diagnosis: Diagnosis) -> str:
    zone = diagnosis.record.zone.rstrip(".")
    return zone if f".{domain.host}".endswith(f".{zone}") and zone else domain.zone


def _visible_at(domain: LinkDomain, diagnosis: Diagnosis) -> datetime | None:
    """Caches count down while we look: the same moment, seen a few seconds off, is the same."""
    old, new = domain.visible_everywhere_at, diagnosis.visible_everywhere_at
    record = diagnosis.observations.get(FactName.RECORD)
    if record is None or record.verdict is Verdict.UNKNOWN:
        return old
    if old is not None and new is not None and abs(new - old) <= _VISIBLE_TOLERANCE:
        return old
    return new if record.verdict is Verdict.RIGHT else None


def _move(domain: LinkDomain, fact: Fact, seen: Observation, now: datetime) -> Fact:
    if seen.verdict is Verdict.UNKNOWN:
        return replace(fact, unsure=seen.finding or Finding(Code.RESOLVER_FAULT))
    wanted = FactState.HOLDS if seen.verdict is Verdict.RIGHT else FactState.WRONG
    if fact.state is not wanted and fact.contrary + 1 < _patience(domain, fact, wanted):
        return replace(fact, seen_at=now, contrary=fact.contrary + 1, unsure=None)
    return Fact(
        state=wanted,
        since=fact.since if fact.state is wanted else now,
        seen_at=now,
        finding=seen.finding,
        evidence=seen.evidence,
        expires_at=seen.expires_at,
        before=None if wanted is FactState.HOLDS else fact.evidence if fact.holds else fact.before,
    )


def _patience(domain: LinkDomain, fact: Fact, wanted: FactState) -> int:
    """How many looks in a row must say so before a fact changes."""
    if wanted is FactState.WRONG:
        return ROUNDS_TO_LOSE if fact.holds or domain.live_since is not None else 1
    return _ROUNDS_TO_RECOVER if fact.state is FactState.WRONG and domain.degraded_since is not None else 1
