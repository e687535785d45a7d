"""What the registries need to have kept: campaigns, and what stands beside clients."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.asking import Ask, AskShown
from bot.core.credentials import CredentialLink
from bot.core.domain import Campaign
from bot.core.messages import Content
from bot.core.registry import RegisteredClient


class Campaigns(Protocol):
    def get(self, team_id: str, campaign_id: str) -> Campaign | None: ...

    def by_name(self, team_id: str, client_id: str, name: str) -> Campaign | None: ...

    def add(self, campaign: Campaign) -> None: ...

    def save(self, campaign: Campaign) -> None: ...

    def of_client(self, team_id: str, client_id: str) -> list[Campaign]: ...

    def of_service(self, team_id: str, service_sid: str) -> list[Campaign]: ...

    def of_services(self, team_id: str, service_sids: Sequence[str]) -> list[Campaign]: ...

    def of_team(self, team_id: str, limit: int, text: str = "", offset: int = 0) -> list[Campaign]:
        """Whose name contains the text, by name."""

    def count(self, team_id: str, text: str = "") -> int: ...


class CredentialLinks(Protocol):
    """Sees the actor's team only."""

    def get(self, link_id: str) -> CredentialLink | None:
        """Locked until the transaction ends."""

    def add(self, link: CredentialLink) -> None: ...

    def save(self, link: CredentialLink) -> None: ...

    def forget(self, client_id: str, admin: str) -> None:
        """Those of this admin for this client that were not used: a newer one takes their place."""

    def purge(self, before: datetime) -> int:
        """Forgets those that ended before."""


class Asks(Protocol):
    """Sees the actor's team only."""

    def get(self, ask_id: str) -> Ask | None:
        """Locked until the transaction ends."""

    def open(self, team_id: str) -> list[Ask]:
        """Those that were sent and wait for their client or campaign."""

    def add(self, ask: Ask) -> None: ...

    def save(self, ask: Ask) -> None: ...

    def purge(self, before: datetime) -> int: ...


class RenderRegistry(Protocol):
    """From read models to what people see. Pure; wiring binds it to the views."""

    def account_set(self, model: RegisteredClient) -> Content: ...

    def ask(self, model: AskShown) -> Content: ...

    def ask_over(self, model: AskShown) -> Content: ...

    def ask_answered(self, model: AskShown) -> Content: ...
