"""What the one message of a morning shows to one person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.overview import Line


class Waiting(StrEnum):
    """For whom a person's domains wait; DEGRADED wait for somebody as well, and are shown by themselves."""

    ME = "me"
    CLIENTS = "clients"
    TWILIO = "twilio"
    DEGRADED = "degraded"


@dataclass(frozen=True, slots=True)
class EndingLink:
    """A client's link that opens nothing from ``ends_at`` on, and the domain whose records are not right."""

    line: Line
    ends_at: datetime
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class MorningModel:
    """``orphans`` are the domains of each owner who has been deactivated, for admins: (Slack id, how many). ``ending``
    are links of the person's domains that end, or have ended of late."""

    waiting: dict[Waiting, tuple[Line, ...]]
    orphans: tuple[tuple[str, int], ...] = ()
    ending: tuple[EndingLink, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing waits: no message."""
        return not any(self.waiting.values()) and not self.orphans and not self.ending
