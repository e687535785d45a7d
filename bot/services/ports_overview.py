"""Lean readings of a whole team: a fixed number of statements, whatever the number of domains."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.cards import AttachedCampaign
from bot.core.domain import Client, LinkDomain
from bot.core.events import EventKind
from bot.core.links import SetupLink
from bot.core.sweep import Swept


@dataclass(frozen=True, slots=True)
class Beside:
    """What cards of many domains show besides these: clients by id; campaigns, the oldest attachment first, and the
    newest client link by domain; sweeps by bucket."""

    clients: Mapping[str, Client]
    campaigns: Mapping[str, tuple[AttachedCampaign, ...]]
    links: Mapping[str, SetupLink]
    swept: Mapping[int, Swept]


class Surveys(Protocol):
    """Removed domains are left out. What is read here is for showing: it is never saved back."""

    def domains(self, team_id: str, batch_id: str | None = None) -> list[LinkDomain]:
        """All of them, or those that were added together; newest first, without what only a card shows: evidence,
        doubts, contacts, findings of facts that hold."""

    def beside(self, domains: Sequence[LinkDomain]) -> Beside:
        """Of these, removed ones as well."""

    def clients(self, team_id: str) -> dict[str, Client]:
        """All clients by id, by name."""

    def firsts(self, team_id: str, kinds: Collection[EventKind]) -> dict[str, Mapping[EventKind, datetime]]:
        """By domain, when each of these kinds of events first happened."""

    def count_campaigns(self, team_id: str) -> int: ...

    def count_sids(self, team_id: str) -> dict[str | None, int]:
        """How many domains have a Domain SID, by the id of their client's Twilio account (None: the default one)."""
