"""When to look again. Every interval is in seconds before it is divided by ``speed`` (1 outside the sandbox)."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.domain import LinkDomain, RequestState
from bot.core.facts import FactName

CLOSE_FOR = 600.0
_CLOSE_LOOKS = (2.0, 5.0, 10.0, 15.0, 20.0, *(float(second) for second in range(30, 601, 10)))
_SHARE_OF_AGE = 0.02
_SHORTEST, _LONGEST = 60.0, 1800.0
_LIVE = 300.0
_STREAK, _STREAK_FLOOR = 60.0, 30.0
_HTTPS_OF_LIVE, _CERTIFICATE_OF_LIVE, _VERIFICATION_OF_LIVE = 3600.0, 6 * 3600.0, 24 * 3600.0
_CERTIFICATE_UNASKED = 6 * 3600.0
_LEAST = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class LooksDue:
    """What a check looks at besides the DNS record, which is always looked at."""

    verification: bool
    certificate: bool
    https: bool


def is_close(domain: LinkDomain, now: datetime, speed: float) -> bool:
    """True for ten minutes after a person pressed *Check now* or the certificate was asked for."""
    return domain.close_since is not None and _elapsed(domain.close_since, now, speed) < CLOSE_FOR


def next_check(domain: LinkDomain, now: datetime, speed: float) -> datetime:
    """The next look: always after ``now``, at most 30 minutes / ``speed`` ahead."""
    pause = _close_pause(domain, now, speed) if is_close(domain, now, speed) else _calm_pause(domain, now, speed)
    if any(fact.contrary for fact in domain.facts.values()):
        pause = min(max(pause, _STREAK_FLOOR), _STREAK)
    return now + max(timedelta(seconds=pause / speed), _LEAST)


def _elapsed(since: datetime, now: datetime, speed: float) -> float:
    """In the seconds of the cadence; a clock that was set back counts as no time."""
    return max((now - since).total_seconds() * speed, 0.0)


def _close_pause(domain: LinkDomain, now: datetime, speed: float) -> float:
    elapsed = _elapsed(domain.close_since or now, now, speed)
    return _CLOSE_LOOKS[bisect_right(_CLOSE_LOOKS, elapsed)] - elapsed


def _calm_pause(domain: LinkDomain, now: datetime, speed: float) -> float:
    if domain.live_since is not None:
        return _LIVE
    age = _elapsed(domain.created_at, now, speed)
    return min(max(_SHARE_OF_AGE * age, _SHORTEST), _LONGEST)


def looks_due(domain: LinkDomain, now: datetime, speed: float) -> LooksDue:
    """What is worth looking at now. The TXT needs its value, the certificate its Domain SID."""
    has_value = domain.details is not None and domain.details.verification is not None
    return LooksDue(
        verification=has_value and _is_due(domain, FactName.VERIFICATION, _VERIFICATION_OF_LIVE, now, speed),
        certificate=domain.details is not None and _is_certificate_due(domain, now, speed),
        https=_is_due(domain, FactName.HTTPS, _HTTPS_OF_LIVE, now, speed),
    )


def _is_due(domain: LinkDomain, name: FactName, pause: float, now: datetime, speed: float) -> bool:
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
