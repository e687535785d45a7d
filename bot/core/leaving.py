"""A client that is removed with all its domains: one message says how far that is."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.cards import Stage
from bot.core.domain import Client, LinkDomain
from bot.core.overview import Line
from bot.core.stage import is_record_gone


@dataclass(frozen=True, slots=True)
class RemoveClient:
    """All domains of a client. ``channel``: where the one message goes, of which the bot is a member. ``waits``: live
    ones not before their links have ended. ``keeps_campaigns``: they send until then; None: nobody said."""

    client_id: str
    channel: str
    waits: bool = False
    keeps_campaigns: bool | None = None


@dataclass(frozen=True, slots=True)
class ClientParts:
    """What the form shows of a client. ``sending`` are the hosts that campaigns send through."""

    client: Client
    fresh: int
    live: int
    leaving: int
    sending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leftover:
    """A domain that was removed before it was live, and is at Twilio nevertheless."""

    host: str
    domain_sid: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """How far it is. ``lines`` are the domains that are still there; ``removed`` is how many are not any more.
    ``ts``: of the message, once it is posted."""

    client: Client
    channel: str
    lines: tuple[Line, ...]
    removed: int = 0
    leftovers: tuple[Leftover, ...] = ()
    ts: str | None = None

    @property
    def total(self) -> int:
        return len(self.lines) + self.removed

    @property
    def waiting(self) -> tuple[LinkDomain, ...]:
        """Whose links have not ended."""
        return tuple(line.domain for line in self.lines if line.domain.removal_due_at is not None)

    @property
    def last_due(self) -> datetime | None:
        """When the last of them begins."""
        return max((one.removal_due_at for one in self.waiting if one.removal_due_at), default=None)

    @property
    def with_record(self) -> tuple[LinkDomain, ...]:
        """Whose CNAME is to be deleted."""
        return tuple(one for one in self._removing() if not is_record_gone(one))

    @property
    def for_console(self) -> tuple[LinkDomain, ...]:
        """Whose record is gone: they are to be deleted in the Console."""
        return tuple(one for one in self._removing() if is_record_gone(one))

    def _removing(self) -> tuple[LinkDomain, ...]:
        return tuple(line.domain for line in self.lines if line.stage is Stage.REMOVING)
