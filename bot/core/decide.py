"""From a look to what we hold to be true: one pure function, `decide`.

How the single facts move is in `bot.core.moves`; what follows from them is here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.domain import LinkDomain, RequestState, Standing
from bot.core.events import Event, EventKind
from bot.core.facts import (
    Code,
    Diagnosis,
    Fact,
    FactName,
    FactState,
    Finding,
    Observation,
    Verdict,
)
from bot.core.looks import NOT_THERE_YET, next_check
from bot.core.moves import with_facts
from bot.core.patience import NOT_ISSUED, is_late, with_patience
from bot.core.removal import begun, is_due, offboard
from bot.core.rules import Rules
from bot.core.stage import doubt_of, has_proofs, is_ready, is_verified, lost_facts, stage_of

BLOCKING = frozenset(
    {
        Code.DOMAIN_NOT_REGISTERED,
        Code.DOMAIN_EXPIRED_PARKED,
        Code.LAME_DELEGATION,
        Code.DNSSEC_BOGUS,
        Code.NS_AT_NAME_DELEGATED,
        Code.APEX_CNAME,
        Code.A_INSTEAD_OF_CNAME,
    }
)
"""Trouble that is named before anybody is asked to add records: the instructions wait until it is gone."""


def is_blocking(domain: LinkDomain, finding: Finding | None) -> bool:
    """A CNAME to somewhere else blocks as well while nobody was asked yet: the name may be in use. Afterwards it is a
    slip of whoever was asked."""
    if finding is None:
        return False
    return finding.code in BLOCKING or (finding.code is Code.WRONG_TARGET and not domain.instructed)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a look changes. ``is_visible``: the card shows something else than before."""

    domain: LinkDomain
    events: tuple[Event, ...]
    is_visible: bool


def decide(
    domain: LinkDomain,
    diagnosis: Diagnosis | None,
    observations: Mapping[FactName, Observation],
    now: datetime,
    rules: Rules,
) -> Decision:
    """What to hold true after a look at ``now``.

    1. The facts move, with hysteresis; zone, provider and times follow the diagnosis.
    2. What follows from them: a waiting request turns pending, the Domain SID is confirmed.
    3. Live, degraded, recovered.
    4. The instructions, where they have not been told.
    5. When to look again.
    """
    if domain.removed_at is not None:
        return Decision(domain, (), False)
    if domain.removing_since is not None or is_due(domain, now):
        return _offboarding(domain, diagnosis, _observations(diagnosis, observations, None), now, rules)
    block = _blocking_finding(domain, diagnosis)
    seen = _observations(diagnosis, observations, block)
    after = with_facts(domain, diagnosis, seen, now)
    after = _with_life(with_patience(_with_consequences(after), seen, now, rules), now)
    is_instructing = _must_instruct(domain, after, seen, block)
    after = replace(after, instructed=domain.instructed or is_instructing)
    after = replace(after, next_check_at=next_check(after, now, rules.speed))
    events = (*_fact_events(domain, after, block, now), *_life_events(domain, after, now))
    if is_instructing:
        events = (*events, _event(after, EventKind.INSTRUCTED, now, records=_open_records(after)))
    return Decision(after, events, bool(events) or _face(domain) != _face(after))


def _offboarding(
    domain: LinkDomain, diagnosis: Diagnosis | None, seen: Mapping[FactName, Observation], now: datetime, rules: Rules
) -> Decision:
    """Nothing is awaited but that the record goes."""
    is_beginning = domain.removing_since is None
    before = begun(domain, now) if is_beginning else domain
    after, events = offboard(before, with_facts(before, diagnosis, seen, now), now, rules)
    if is_beginning:
        events = (_event(after, EventKind.REMOVING, now, waited="yes"), *events)
    after = replace(after, next_check_at=next_check(after, now, rules.speed))
    return Decision(after, events, bool(events) or _face(domain) != _face(after))


def is_first_sight(before: LinkDomain) -> bool:
    """No look so far could tell anything of the record: what holds now was set up before us."""
    return before.fact(FactName.RECORD).state is FactState.OPEN


def _blocking_finding(domain: LinkDomain, diagnosis: Diagnosis | None) -> Finding | None:
    if diagnosis is None or domain.instructed or domain.live_since is not None:
        return None
    return next((finding for finding in diagnosis.findings if is_blocking(domain, finding)), None)


def _observations(
    diagnosis: Diagnosis | None, observations: Mapping[FactName, Observation], block: Finding | None
) -> dict[FactName, Observation]:
    """All that was seen. What blocks is the reason told for a record that is not there: it must be mended first."""
    seen = {**(diagnosis.observations if diagnosis else {}), **observations}
    record = seen.get(FactName.RECORD)
    if record is not None and record.verdict is Verdict.WRONG:
        first = diagnosis.findings[0] if diagnosis and diagnosis.findings else None
        seen[FactName.RECORD] = replace(record, finding=block or record.finding or first)
    return seen


def _with_consequences(domain: LinkDomain) -> LinkDomain:
    """A certificate under this Domain SID proves it is the host's; a request that waited for the records goes on."""
    details, request = domain.details, domain.request
    if details is not None and domain.fact(FactName.CERTIFICATE).holds:
        domain = replace(domain, details=replace(details, standing=Standing.CONFIRMED))
    if request is not None and request.state is RequestState.WAITING and is_ready(domain):
        domain = replace(domain, request=replace(request, state=RequestState.PENDING))
    return domain


def _with_life(domain: LinkDomain, now: datetime) -> LinkDomain:
    if domain.live_since is None:
        return replace(domain, live_since=now) if has_proofs(domain) else domain
    is_lost = bool(lost_facts(domain))
    if domain.degraded_since is None:
        return replace(domain, degraded_since=now) if is_lost else domain
    return domain if is_lost or not has_proofs(domain) else replace(domain, degraded_since=None)


def _must_instruct(
    before: LinkDomain, after: LinkDomain, seen: Mapping[FactName, Observation], block: Finding | None
) -> bool:
    """The first look that could tell, and names no trouble, is followed by the steps for what is not right yet.
    Where the first look could not tell, the second one decides: an outage of ours must not hold people up."""
    if before.instructed or after.live_since is not None or block is not None or not _open_records(after):
        return False
    record = seen.get(FactName.RECORD)
    can_tell = record is not None and record.verdict is not Verdict.UNKNOWN
    return can_tell or before.last_check_at is not None


def _open_records(domain: LinkDomain) -> str:
    """The types of the records that are still to be added, comma separated."""
    types = [] if domain.fact(FactName.RECORD).holds else ["CNAME"]
    has_value = domain.details is not None and domain.details.verification is not None
    is_missing = domain.fact(FactName.VERIFICATION).state is FactState.WRONG or bool(types)
    if has_value and is_missing and not is_verified(domain):
        types.append("TXT")
    return ",".join(types)


def _event(domain: LinkDomain, kind: EventKind, now: datetime, **details: str) -> Event:
    return Event(domain.id, kind, now, details=details)


def _fact_events(before: LinkDomain, after: LinkDomain, block: Finding | None, now: datetime) -> tuple[Event, ...]:
    events = [*_record_events(before, after, block, now)]
    if is_verified(after) and not is_verified(before):
        by = "txt" if after.fact(FactName.VERIFICATION).holds else "certificate"
        events.append(_event(after, EventKind.VERIFIED, now, by=by))
    if _standing(after) is Standing.CONFIRMED and _standing(before) is Standing.UNPROVEN:
        events.append(_event(after, EventKind.DETAILS_CONFIRMED, now))
    if after.fact(FactName.CERTIFICATE).holds and not before.fact(FactName.CERTIFICATE).holds:
        events.append(_event(after, EventKind.CERTIFICATE_ISSUED, now))
    elif _is_ending(after) and not _is_ending(before):
        events.append(_event(after, EventKind.CERTIFICATE_ENDING, now))
    if after.request and is_late(after) and not is_late(before):
        events.append(_event(after, EventKind.CERTIFICATE_FAILED, now, request=after.request.id, code=NOT_ISSUED))
    return tuple(events)


def _is_ending(domain: LinkDomain) -> bool:
    fact = domain.fact(FactName.CERTIFICATE)
    return fact.holds and fact.finding is not None and fact.finding.code is Code.TLS_EXPIRING


def _standing(domain: LinkDomain) -> Standing | None:
    return domain.details.standing if domain.details else None


def _record_events(before: LinkDomain, after: LinkDomain, block: Finding | None, now: datetime) -> tuple[Event, ...]:
    old, new = before.fact(FactName.RECORD), after.fact(FactName.RECORD)
    if new.holds and not old.holds:
        return (_event(after, EventKind.RECORD_FOUND, now, seconds=_seconds(before.created_at, now)),)
    if old.holds and not new.holds:
        return (_event(after, EventKind.RECORD_LOST, now, code=_code(new)),)
    if new.state is FactState.WRONG and _is_news(before, old, new):
        blocking = {"blocking": "yes"} if block is not None else {}
        return (_event(after, EventKind.RECORD_WRONG, now, code=_code(new), **blocking),)
    if block is not None and before.last_check_at is None and not new.holds:
        return (_event(after, EventKind.RECORD_WRONG, now, code=block.code.value, blocking="yes"),)
    return ()


def _is_news(before: LinkDomain, old: Fact, new: Fact) -> bool:
    """Another cause than before; a record that nobody was asked to add is none."""
    is_unasked = old.state is FactState.OPEN or is_blocking(before, old.finding)
    if is_unasked and new.finding is not None and new.finding.code in NOT_THERE_YET:
        return False
    return old.state is not new.state or _code(old) != _code(new)


def _code(fact: Fact) -> str:
    return fact.finding.code.value if fact.finding else ""


def _seconds(since: datetime, now: datetime) -> str:
    return str(max(int((now - since).total_seconds()), 0))


def _life_events(before: LinkDomain, after: LinkDomain, now: datetime) -> tuple[Event, ...]:
    if before.live_since is None and after.live_since is not None:
        adopted = {"adopted": "yes"} if is_first_sight(before) else {}
        return (_event(after, EventKind.LIVE, now, seconds=_seconds(before.created_at, now), **adopted),)
    if before.degraded_since is None and after.degraded_since is not None:
        return (_event(after, EventKind.DEGRADED, now, facts=",".join(lost_facts(after)), code=_lost_code(after)),)
    if before.degraded_since is not None and after.degraded_since is None:
        return (_event(after, EventKind.RECOVERED, now, seconds=_seconds(before.degraded_since, now)),)
    return ()


def _lost_code(domain: LinkDomain) -> str:
    return _code(domain.fact(lost_facts(domain)[0]))


def _face(domain: LinkDomain) -> tuple[object, ...]:
    """What the card shows and a look can change. Times of looks are not part of it."""
    facts = tuple(_face_of_fact(domain, name) for name in FactName)
    state = domain.request.state if domain.request else None
    return stage_of(domain), facts, state, _standing(domain), domain.zone, domain.provider, domain.visible_everywhere_at


def _face_of_fact(domain: LinkDomain, name: FactName) -> tuple[object, ...]:
    """An outage of ours is shown only where we are waiting to see something."""
    fact, doubt = domain.fact(name), doubt_of(domain, name)
    return fact.state, fact.finding, doubt.code if doubt and not fact.holds else None, fact.expires_at
