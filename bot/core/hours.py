"""Work hours in people's own time zones, as WORK_HOURS writes them: ``mon-fri 09:00-17:00``. Safe over summer time.

All moments are aware; hours of a day that the clocks skip or repeat count as they really pass.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = f"({'|'.join(_DAYS)})"
_WRITTEN = re.compile(rf"{_DAY}(?:-{_DAY})? (\d\d:\d\d)-(\d\d:\d\d)")
_MORNING = timedelta(hours=2)
"""How long after the start of work a morning message may still go out; a bot that was down for longer lets it be."""
_LONGEST = 60  # days that `worked` looks over


@dataclass(frozen=True, slots=True)
class WorkHours:
    """``days`` are numbered from Monday = 0; ``start`` is before ``end``, both local."""

    days: frozenset[int]
    start: time
    end: time

    def on(self, day: date, zone: tzinfo) -> tuple[datetime, datetime] | None:
        """When work begins and ends that day, in UTC; None on a day off."""
        if day.weekday() not in self.days:
            return None
        begin, end = (datetime.combine(day, at, zone).astimezone(UTC) for at in (self.start, self.end))
        return begin, end


def read_hours(text: str) -> WorkHours:
    """Raises ValueError where the text is no work hours; ``fri-mon`` goes over the week's end."""
    found = _WRITTEN.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError("must look like mon-fri 09:00-17:00")
    first = _DAYS.index(found[1])
    last = _DAYS.index(found[2] or found[1])
    start, end = time.fromisoformat(found[3]), time.fromisoformat(found[4])
    if start >= end:
        raise ValueError("must begin before they end, on the same day")
    return WorkHours(frozenset((first + n) % 7 for n in range((last - first) % 7 + 1)), start, end)


def zone_of(name: str | None, offset: int = 0) -> tzinfo:
    """The zone of that IANA name; where this machine does not know it, the one that is ``offset`` seconds off UTC."""
    try:
        return ZoneInfo(name or "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone(timedelta(seconds=offset)) if abs(offset) < 86_400 else UTC


def morning(hours: WorkHours, now: datetime, zone: tzinfo) -> datetime | None:
    """When work began, where ``now`` is within two hours after that; None at any other time."""
    today = hours.on(now.astimezone(zone).date(), zone)
    if today is None or not today[0] <= now < min(today[0] + _MORNING, today[1]):
        return None
    return today[0]


def worked(hours: WorkHours, since: datetime, until: datetime, zone: tzinfo) -> timedelta:
    """The work hours between two moments; of more than 60 days, those of the last 60."""
    since = max(since, until - timedelta(days=_LONGEST))
    total, day = timedelta(), since.astimezone(zone).date() - timedelta(days=1)
    while day <= until.astimezone(zone).date():
        span = hours.on(day, zone)
        if span is not None:
            total += max(min(span[1], until) - max(span[0], since), timedelta())
        day += timedelta(days=1)
    return total
