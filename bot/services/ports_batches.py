"""Domains that were added together."""

from collections.abc import Sequence
from typing import Protocol


class Batches(Protocol):
    """Of the actor's team."""

    def add(self, batch_id: str, domain_ids: Sequence[str]) -> None: ...

    def of_domain(self, domain_id: str) -> str | None:
        """The batch the domain came with."""
