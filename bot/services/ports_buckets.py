"""The steady state: live domains by bucket, looked at without a word written as long as all is well."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.sweep import Bucket, Member, Question, SweepVerdict, Swept


class Buckets(Protocol):
    """Of the actor's team."""

    def lay_out(self, first: datetime, every: float) -> None:
        """Makes what buckets are missing, due one after the other from ``first`` on, over ``every`` seconds."""

    def claim(self, now: datetime, limit: int, lease: float, owner: str) -> list[Bucket]:
        """Takes due buckets that have live domains for ``lease`` seconds, each with its generation raised; the longest
        due first."""

    def members(self, number: int, after: str, limit: int) -> list[Member]:
        """The bucket's live domains whose record holds, and where that was last seen; by id, from the one after that,
        so many at most."""

    def settle(self, bucket: Bucket, swept_at: datetime, next_at: datetime, members: int) -> bool:
        """Compare-and-set on the generation: False, and nothing stored, where another process took over."""

    def swept(self, number: int) -> Swept | None:
        """The bucket's last sweep; None before the first."""

    def call_up(self, domain_ids: Sequence[str], now: datetime) -> int:
        """Makes members due for a whole look at once; how many. Whoever is due already, or no longer live, is left as
        it is."""


class Sweep(Protocol):
    """Asks many questions at once, gently to each server. Never raises for what the network does."""

    async def __call__(self, questions: Iterable[Question]) -> list[SweepVerdict]:
        """A verdict for each question, in their order."""
