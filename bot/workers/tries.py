"""What follows from one try of an effect: done, again, look whether it happened, or dead. No I/O, no clock.

Never blind replay: after a result that nobody knows, the effect is looked for before it is sent again. A whole 5xx
answer means that the other side is through with it: looks after 1 and 3 seconds are enough. After a broken line or a
time-out it may still be on its way: it must have been absent for 30 seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.commands import EffectOutcome
from bot.core.effects import ClaimedEffect, EffectState
from bot.core.errors import GatewayError
from bot.workers.performing import Done, HopelessError, LaterError, Missing, NotYetError

Ended = Done | Missing | NotYetError | LaterError | HopelessError | GatewayError

PATIENCE = timedelta(hours=24)
"""From the first try on; then people are told. An outage of a vendor for some hours costs nothing."""
_AFTER_ANSWER = (1.0, 3.0)
_AFTER_SILENCE = (0.0, 2.0, 10.0, 30.0)
"""Seconds after the unknown result at which it is looked for; absent at the last one, it is sent again."""
_LONGEST_PAUSE = 300.0
_STEEPEST = 9


@dataclass(frozen=True, slots=True)
class _Unknown:
    since: datetime
    looks: tuple[float, ...]


class Tries:
    """Decides. Keeps in memory since when a result is unknown; what another process, or one that crashed, has begun
    counts as silence from the first look on, which is the careful reading.

    ``jitter`` gives numbers from 0 to 1.
    """

    def __init__(self, jitter: Callable[[], float]) -> None:
        self._jitter = jitter
        self._unknown: dict[int, _Unknown] = {}

    def outcome(self, claimed: ClaimedEffect, ended: Ended, now: datetime) -> EffectOutcome:
        """What to store of a try, or of a look, that ended so at ``now``."""
        match ended:
            case Done():
                done = replace(_blank(claimed), is_done=True, external_id=ended.external_id, result=ended.result)
                return self._forgotten(claimed, done)
            case Missing():
                return self._missing(claimed, ended, now)
            case NotYetError():
                return self._not_yet(claimed, ended, now)
            case LaterError():
                at = now + timedelta(seconds=ended.seconds)
                return self._forgotten(claimed, replace(_blank(claimed), retry_at=at, result=ended.result))
            case HopelessError():
                return replace(self._dead(claimed, ended.problem), result=ended.result)
            case GatewayError():
                return self._failed(claimed, ended, now)

    def _not_yet(self, claimed: ClaimedEffect, ended: NotYetError, now: datetime) -> EffectOutcome:
        """What it waits for comes soon, or it is in trouble itself: then asking every second is of no use."""
        if _is_out_of_patience(claimed, now):
            return self._dead(claimed, "waited_in_vain")
        tries = max(claimed.attempt, claimed.looks)
        return self._later(claimed, now + timedelta(seconds=min(ended.seconds * max(1, tries // 10), _LONGEST_PAUSE)))

    def _missing(self, claimed: ClaimedEffect, seen: Missing, now: datetime) -> EffectOutcome:
        unknown = self._unknown.setdefault(claimed.id, _Unknown(now, _AFTER_SILENCE))
        elapsed = (now - unknown.since).total_seconds()
        look = None if seen.is_harmless else next((look for look in unknown.looks if look > elapsed), None)
        if look is not None:
            return replace(_blank(claimed), look_at=unknown.since + timedelta(seconds=look))
        if _is_out_of_patience(claimed, now):
            return self._dead(claimed, "unconfirmed")
        pause = 0.0 if claimed.attempt <= 1 else self._pause(claimed.attempt)
        return self._forgotten(claimed, replace(_blank(claimed), retry_at=now + timedelta(seconds=pause)))

    def _failed(self, claimed: ClaimedEffect, error: GatewayError, now: datetime) -> EffectOutcome:
        if error.retry_after is not None:
            return self._later(claimed, now + timedelta(seconds=error.retry_after))
        is_looking = claimed.state is EffectState.UNKNOWN
        if error.sent is None and not is_looking:
            unknown = _Unknown(now, _AFTER_ANSWER if error.is_answered else _AFTER_SILENCE)
            self._unknown[claimed.id] = unknown
            return replace(_blank(claimed), look_at=now + timedelta(seconds=unknown.looks[0]))
        if not error.transient or _is_out_of_patience(claimed, now):
            return self._dead(claimed, error.reference)
        pause = self._pause(claimed.looks if is_looking else claimed.attempt)
        later = self._later(claimed, now + timedelta(seconds=pause))
        is_told = error.party == "mail" and not is_looking
        return replace(later, problem=error.reference) if is_told else later

    def _later(self, claimed: ClaimedEffect, at: datetime) -> EffectOutcome:
        """The same again: a look, or a try of what was surely not sent."""
        if claimed.state is EffectState.UNKNOWN:
            return replace(_blank(claimed), look_at=at)
        return replace(_blank(claimed), retry_at=at)

    def _dead(self, claimed: ClaimedEffect, problem: str) -> EffectOutcome:
        return self._forgotten(claimed, replace(_blank(claimed), problem=problem))

    def _forgotten(self, claimed: ClaimedEffect, outcome: EffectOutcome) -> EffectOutcome:
        self._unknown.pop(claimed.id, None)
        return outcome

    def _pause(self, tries: int) -> float:
        """Full jitter: anything up to 2, 4, 8 … 300 seconds."""
        return self._jitter() * min(_LONGEST_PAUSE, 2.0 ** min(max(tries, 1), _STEEPEST))


def _is_out_of_patience(claimed: ClaimedEffect, now: datetime) -> bool:
    return claimed.first_sent_at is not None and now - claimed.first_sent_at > PATIENCE


def _blank(claimed: ClaimedEffect) -> EffectOutcome:
    return EffectOutcome(claimed.id, claimed.generation)
