"""Lean readings of a whole team: a fixed number of statements, whatever the number of domains."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.cards import AttachedCampaign, Stage
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


@dataclass(frozen=True, slots=True)
class Sought:
    """Which domains may need something: of these kinds any, of one client and added before an instant if so said. What
    is read may be more than what is sought, never less; without any kind, it is all.

    owner            this person's that are not live
    is_pending       those with an SSL request that is to be decided
    is_for_operators those whose Twilio details may be missing, or that are leaving
    is_open          all that are not live
    """

    owner: str | None = None
    is_pending: bool = False
    is_for_operators: bool = False
    is_open: bool = False
    client_id: str | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many domains of one client and owner are in a stage: LIVE, DEGRADED, REMOVING, else None; and how many of
    them have a Domain SID."""

    client_id: str
    owner: str
    stage: Stage | None
    number: int
    with_sid: int


class Surveys(Protocol):
    """Removed domains are left out. What is read here is for showing: it is never saved back."""

    def domains(self, team_id: str, batch_id: str | None = None) -> list[LinkDomain]:
        """All of them, or those that were added together; newest first, without what only a card shows: evidence,
        doubts, contacts, findings of facts that hold."""

    def seek(self, team_id: str, sought: Sought) -> list[LinkDomain]:
        """Newest first; of each fact only the state, since when, and the finding of one that does not hold."""

    def newest(self, team_id: str, owner: str | None = None, *, is_live: bool = False) -> list[str]:
        """Ids, newest first; of one owner, or of live ones only."""

    def latest_live(self, team_id: str, owner: str, client_id: str | None) -> list[str]:
        """Ids of the owner's live ones, those that are live for the shortest time first."""

    def tallies(self, team_id: str) -> list[Tally]:
        """All domains, counted; those of the newest domains first."""

    def owners(self, team_id: str, before: datetime | None = None) -> dict[str, int]:
        """How many domains each owner has, of those added before that instant."""

    def hosts(self, team_id: str) -> list[str]: ...

    def groups(self, team_id: str) -> dict[str, str]:
        """By the id of an SSL request that is to be decided, the group in whose message it is shown."""

    def with_effects(self, places: Collection[str]) -> set[str]:
        """Those of the places (`Effect.domain_id`) for which something was promised ever."""

    def beside(self, domains: Sequence[LinkDomain]) -> Beside:
        """Of these, removed ones as well."""

    def clients(self, team_id: str) -> dict[str, Client]:
        """All clients by id, by name."""

    def firsts(
        self, team_id: str, kinds: Collection[EventKind], client_id: str | None = None
    ) -> dict[str, Mapping[EventKind, datetime]]:
        """By domain, of all or of one client's, when each of these kinds of events first happened."""

    def count_campaigns(self, team_id: str) -> int: ...

    def count_sids(self, team_id: str) -> dict[str | None, int]:
        """How many domains have a Domain SID, by the id of their client's Twilio account (None: the default one)."""
