"""Domains that were added together, and SSL requests that are asked for together."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Batches(Protocol):
    """Of the actor's team."""

    def add(self, batch_id: str, domain_ids: Sequence[str]) -> None: ...

    def of_domain(self, domain_id: str) -> str | None:
        """The batch the domain came with."""

    def add_group(self, group_id: str, request_ids: Sequence[str]) -> None:
        """They are shown in one message, in this order."""

    def group_of(self, request_id: str) -> str | None:
        """The group whose message the request is shown in."""

    def requests_of(self, group_id: str) -> Mapping[int, str]:
        """Request ids by the number of their row, in order."""

    def domains_of(self, group_id: str) -> Sequence[str]:
        """The domains of its requests."""

    def take_out(self, request_id: str) -> None:
        """From now on it is shown by itself."""
