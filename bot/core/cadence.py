"""When to look again: one pure function of what is known, `next_look`."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ROUNDS_TO_LOSE = 3
"""Bad rounds in a row before a live domain is degraded: one, and two confirmations."""

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

_CLOSE_STEPS = ((2, 2), (5, 3), (20, 5), (600, 10))
"""(seconds since somebody pressed, seconds between looks until then): looks after 2, 5, 10, 15, 20, 30, 40 … s."""
CLOSE_FOR = timedelta(seconds=_CLOSE_STEPS[-1][0])

_PAGE, _PAGE_FOR = 15 * SECOND, 30 * MINUTE
_SHARE_OF_AGE, _SHORTEST, _LONGEST = 0.02, MINUTE, 30 * MINUTE
_PATIENT_AFTER, _PATIENT = 16 * DAY, 6 * HOUR
_IDLE_AFTER, _IDLE = 45 * DAY, DAY
_LIVE, _CONFIRMATION = 5 * MINUTE, 2 * MINUTE


class LastSeen(StrEnum):
    """What the last look saw of the record."""

    MISSING = "missing"
    WRONG = "wrong"
    RIGHT = "right"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LookContext:
    """All that the cadence depends on.

    age            since the domain was added
    since_opened   since somebody at the client last opened the page; None: never
    since_pressed  since *Check now*, *I added it* or an approval; None: never
    since_wrong    since a record that is wrong, not just missing, was first seen; None: it is not wrong
    since_live     since it went live; None: it never did
    last           what the last look saw of the record: a `LastSeen` or its word
    page_open      the client's page is open in front of somebody
    live           it went live, whatever happened since
    failures       bad rounds in a row since live
    """

    age: timedelta
    since_opened: timedelta | None = None
    since_pressed: timedelta | None = None
    since_wrong: timedelta | None = None
    since_live: timedelta | None = None
    last: str = LastSeen.MISSING
    page_open: bool = False
    live: bool = False
    failures: int = 0


def next_look(context: LookContext) -> timedelta | None:
    """How long to wait for the next look; None: nothing until the next event. What is waited for is the soonest of:

    - somebody pressed: looks after 2, 5, 10, 15, 20, 30 … s, for 10 minutes;
    - the client's page is open: every 15 s, for 30 minutes;
    - waiting: 2 % of the age, at least 60 s and at most 30 min; after 16 days every 6 h, after 45 days daily. The age
      begins anew when the client opens the page, and when a wrong record is first seen;
    - live: every 5 min; two confirmations of a bad round, 2 min apart whoever presses; degraded, as if waiting since
      the loss, but at least every 5 min.

    The shape was found by simulation (`make simulate`). Its goals for 2,000 domains, from right at the authority to
    noticed: median at most 15 s, 85 % within 60 s, 95 % within 10 min, all within 30 min; median at most 90 s where
    the client never touches the page; at most 350 looks a domain, and 1,250 for one that is never added; from a loss
    to the alarm at most 10 min in 95 % of cases. A look asks the authorities, whose answer may change at any time;
    resolvers are asked only when the authorities have the record, so that nobody's cache is spoilt by our asking.
    Every domain is looked at for as long as it is ours, so that None is left to those who call without one.
    """
    if context.live and 0 < context.failures < ROUNDS_TO_LOSE:
        return _CONFIRMATION
    pauses = [_of_live(context) if context.live else _of_waiting(_age(context))]
    if context.since_pressed is not None and context.since_pressed < CLOSE_FOR:
        pauses.append(_of_close_look(context.since_pressed))
    if context.page_open and (context.since_opened or timedelta()) < _PAGE_FOR:
        pauses.append(_PAGE)
    return min(pauses)


def _age(context: LookContext) -> timedelta:
    """Since the last thing that happened to it."""
    begun = (context.age, context.since_opened, context.since_wrong)
    return min(since for since in begun if since is not None)


def _of_waiting(age: timedelta) -> timedelta:
    if age > _IDLE_AFTER:
        return _IDLE
    if age > _PATIENT_AFTER:
        return _PATIENT
    return min(max(_SHARE_OF_AGE * age, _SHORTEST), _LONGEST)


def _of_live(context: LookContext) -> timedelta:
    if context.failures < ROUNDS_TO_LOSE:
        return _LIVE
    return min(_of_waiting(context.since_wrong or timedelta()), _LIVE)


def _of_close_look(since: timedelta) -> timedelta:
    return next(pause * SECOND for end, pause in _CLOSE_STEPS if since < end * SECOND)
