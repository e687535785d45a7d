"""The HTTP header ``Retry-After`` (RFC 9110, 10.2.3): seconds, or a date."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 3600.0
"""Nobody whom people wait for is waited for longer than this without asking again, in seconds."""


def seconds_of(header: str | None, default: float, now: datetime | None = None, *, longest: float = LONGEST) -> float:
    """How long to wait, in seconds from 0 to ``longest``; ``default`` where the header is missing or unreadable."""
    text = (header or "").strip()
    try:
        seconds = float(text)
    except ValueError:
        seconds = _until(text, now or datetime.now(UTC))
    return default if math.isnan(seconds) else min(max(seconds, 0.0), longest)


def _until(text: str, now: datetime) -> float:
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return math.nan
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
