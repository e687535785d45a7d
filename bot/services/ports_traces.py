"""What is kept of people at clients, to be let go of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Blanked:
    """Texts of one row that held an address. ``domain_ids``: the domains that show them."""

    table: str
    row_id: str
    domain_ids: tuple[str, ...]


class Traces(Protocol):
    """Of the actor's team, but for `blank`."""

    def contacts(self, address: str) -> tuple[str, ...]:
        """The ids that the address is known by, at whatever client."""

    def domains_of(self, contact_ids: Collection[str]) -> list[str]:
        """Ids of the domains that write to them, removed ones too."""

    def drop(self, contact_ids: Sequence[str]) -> None:
        """The people, their e-mails in the outbox, and what links say of them."""

    def blank(self, address: str) -> list[Blanked]:
        """Puts a stand-in for the address into every text of the whole database, history included."""

    def purge_removed(self, before: datetime) -> int:
        """Lets go of notes, links and finished effects of domains removed earlier, and of whom they
        wrote to; how many rows. What happened is kept."""
