"""What having records written needs from the outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.facts import Record
from bot.core.write_links import WriteLink
from bot.core.writing import Access, Outcome


class Writer(Protocol):
    """A DNS provider's API, with an access that is used for this one call."""

    async def write(self, access: Access, records: Sequence[Record], consent: str) -> Outcome:
        """Reads what stands at the records' names, writes what is missing, and reads it back. ``consent`` is that of
        the outcome that somebody has read and agreed to; empty: nobody has. Raises GatewayError, whose ``reference``
        is a `bot.core.writing.Problem`."""


class WriteLinks(Protocol):
    """Sees the actor's team only."""

    def get(self, link_id: str) -> WriteLink | None:
        """Locked until the transaction ends."""

    def put(self, link: WriteLink) -> None:
        """Stores it, in place of the one of that id."""

    def forget(self, domain_id: str, manager: str) -> None:
        """Those of this account manager for this domain that were not used: a newer one takes their place."""

    def purge(self, before: datetime) -> int:
        """Forgets those that ended before."""
