"""When a domain is looked at again, and at what of it. ``speed`` divides every interval (1 outside the sandbox)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.cadence import CLOSE_FOR, DAY, HOUR, ROUNDS_TO_LOSE, SECOND, LastSeen, LookContext, next_look
from bot.core.domain import LinkDomain, RequestState
from bot.core.facts import Code, FactName, FactState

NOT_THERE_YET = frozenset({Code.MISSING_NXDOMAIN, Code.MISSING_NODATA})
"""What is found where nobody has added anything yet."""

_PAGE_SEEN_WITHIN = 45 * SECOND
"""An open page asks for news every 15 seconds, and may miss a turn or two."""

_HTTPS_OF_LIVE, _CERTIFICATE_OF_LIVE, _VERIFICATION_OF_LIVE = HOUR, 6 * HOUR, DAY
_ASSOCIATION_OF_LIVE = DAY
_CERTIFICATE_UNASKED = 6 * HOUR
_LEAST = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class LooksDue:
    """What a check looks at besides the DNS record, which is always looked at."""

    verification: bool
    certificate: bool
    https: bool
    association: bool = False


def next_check(domain: LinkDomain, now: datetime, speed: float) -> datetime | None:
    """The next look, always after ``now``; None: nothing until the next event."""
    pause = next_look(context_of(domain, now, speed))
    return now + max(pause / speed, _LEAST) if pause is not None else None


def context_of(domain: LinkDomain, now: datetime, speed: float) -> LookContext:
    """What the cadence depends on, in the cadence's own time."""
    seen = _since(domain.page_seen_at, now, speed)
    return LookContext(
        age=_elapsed(domain.created_at, now, speed),
        since_opened=_since(domain.opened_at, now, speed),
        since_pressed=_since(domain.close_since, now, speed),
        since_wrong=_since(domain.degraded_since or domain.wrong_since, now, speed),
        since_live=_since(domain.live_since, now, speed),
        last=_last_seen(domain),
        page_open=seen is not None and seen < _PAGE_SEEN_WITHIN,
        live=domain.live_since is not None,
        failures=_failures(domain),
    )


def is_close(domain: LinkDomain, now: datetime, speed: float) -> bool:
    """True for ten minutes after a person pressed *Check now* or the certificate was asked for."""
    since = _since(domain.close_since, now, speed)
    return since is not None and since < CLOSE_FOR


def _last_seen(domain: LinkDomain) -> LastSeen:
    fact = domain.fact(FactName.RECORD)
    if fact.unsure is not None:
        return LastSeen.UNKNOWN
    if fact.holds:
        return LastSeen.WRONG if fact.contrary else LastSeen.RIGHT
    is_missing = fact.state is FactState.OPEN or fact.finding is None or fact.finding.code in NOT_THERE_YET
    return LastSeen.MISSING if is_missing else LastSeen.WRONG


def _failures(domain: LinkDomain) -> int:
    if domain.live_since is None:
        return 0
    if domain.degraded_since is not None:
        return ROUNDS_TO_LOSE
    return min(max((fact.contrary for fact in domain.facts.values()), default=0), ROUNDS_TO_LOSE)


def _elapsed(since: datetime, now: datetime, speed: float) -> timedelta:
    """A clock that was set back counts as no time."""
    return max((now - since) * speed, timedelta())


def _since(moment: datetime | None, now: datetime, speed: float) -> timedelta | None:
    return None if moment is None else _elapsed(moment, now, speed)


def looks_due(domain: LinkDomain, now: datetime, speed: float) -> LooksDue:
    """What is worth looking at now. The TXT needs its value, the certificate its Domain SID."""
    has_value = domain.details is not None and domain.details.verification is not None
    return LooksDue(
        verification=has_value and _is_due(domain, FactName.VERIFICATION, _VERIFICATION_OF_LIVE, now, speed),
        certificate=domain.details is not None and _is_certificate_due(domain, now, speed),
        https=_is_due(domain, FactName.HTTPS, _HTTPS_OF_LIVE, now, speed),
        association=domain.live_since is not None
        and _is_due(domain, FactName.ASSOCIATION, _ASSOCIATION_OF_LIVE, now, speed),
    )


def _is_due(domain: LinkDomain, name: FactName, pause: timedelta, now: datetime, speed: float) -> bool:
    """Always while waiting; of a live domain after ``pause``, closely looked at, or while something is amiss."""
    fact = domain.fact(name)
    if domain.live_since is None or is_close(domain, now, speed) or not fact.holds or fact.contrary:
        return True
    return fact.seen_at is None or _elapsed(fact.seen_at, now, speed) >= pause


def _is_certificate_due(domain: LinkDomain, now: datetime, speed: float) -> bool:
    """Nobody asked for one: there is little hope of seeing it, and Twilio is spared the question at every look."""
    fact = domain.fact(FactName.CERTIFICATE)
    is_asked = domain.request is not None and domain.request.state is RequestState.APPROVED
    is_urgent = is_asked or fact.contrary > 0 or is_close(domain, now, speed)
    if domain.live_since is None and fact.seen_at is not None and not is_urgent:
        return _elapsed(fact.seen_at, now, speed) >= _CERTIFICATE_UNASKED
    return _is_due(domain, FactName.CERTIFICATE, _CERTIFICATE_OF_LIVE, now, speed)
