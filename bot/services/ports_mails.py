"""What e-mails that come back need from the outside: which mail it was, and the mailbox that they come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.bounces import Bounce
from bot.core.effects import ClaimedEffect


class MailsOut(Protocol):
    """The part of the outbox that knows e-mails by what the outside calls them."""

    def mail_of(self, message_id: str) -> ClaimedEffect | None:
        """The e-mail that went out with this Message-ID."""

    def mails_under_way(self) -> list[ClaimedEffect]:
        """Those of which nobody knows yet whether they are out."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A report in the mailbox. ``place`` names it there, for as long as the mailbox keeps its numbers."""

    place: tuple[int, int]
    bounce: Bounce


@dataclass(frozen=True, slots=True)
class Reading:
    """What was new to the reader: reports, and how many others were left alone (``others``), or were no report that can
    be understood though they look like one (``unclear``)."""

    letters: Sequence[Letter] = ()
    others: int = 0
    unclear: int = 0


class BounceBox(Protocol):
    """The mailbox. Both raise GatewayError."""

    async def read(self) -> Reading:
        """The unread reports, oldest first, not more than a round's worth; nothing is marked."""

    async def settle(self, read: Sequence[Letter], alone: Sequence[Letter]) -> None:
        """Marks those as read that were; ``alone`` are left as they are, and not given again."""
