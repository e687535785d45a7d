"""How long things live. The defaults are Slack's; the sandbox's speed never moves them."""

from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
"""Seconds. ``monotonic`` for expiry and rates, ``time`` for what people read."""


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds.

    ack            how long the app may take to answer a payload; waited for in real time
    trigger        life of a trigger_id (docs.slack.dev/interactivity/handling-user-interaction)
    reply_url      life of a response_url, and ``reply_url_uses`` how often it serves
    event_retries  pauses before an event that was not acknowledged is sent again
    """

    ack: float = 3.0
    trigger: float = 3.0
    reply_url: float = 1800.0
    reply_url_uses: int = 5
    event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)


class Timestamps:
    """Message timestamps as Slack makes them: seconds with six digits, each later than the one before."""

    def __init__(self, wall: Clock) -> None:
        self._wall = wall
        self._last = 0

    def next(self) -> str:
        self._last = max(self._last + 1, int(self._wall() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


class Ids:
    """Ids that look like Slack's, unique in one stand-in."""

    def __init__(self) -> None:
        self._count = 0

    def next(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}0SB{self._count:07d}"
