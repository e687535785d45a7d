"""Lean readings of a whole team: a fixed number of statements, whatever the number of domains."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from bot.core.domain import Client, LinkDomain
from bot.core.events import EventKind


class Surveys(Protocol):
    """Removed domains are left out. What is read here is for showing: it is never saved back."""

    def domains(self, team_id: str, batch_id: str | None = None) -> list[LinkDomain]:
        """All of them, or those that were added together; newest first, without what only a card shows: evidence,
        doubts, contacts, findings of facts that hold."""

    def clients(self, team_id: str) -> dict[str, Client]:
        """All clients by id, by name."""

    def firsts(self, team_id: str, kinds: Collection[EventKind]) -> dict[str, Mapping[EventKind, datetime]]:
        """By domain, when each of these kinds of events first happened."""

    def count_campaigns(self, team_id: str) -> int: ...

    def count_sids(self, team_id: str) -> dict[str | None, int]:
        """How many domains have a Domain SID, by the id of their client's Twilio account (None: the default one)."""
