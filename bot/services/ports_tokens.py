"""What the access of other systems needs to have kept, and to ask of Slack."""

from datetime import datetime
from typing import Protocol

from bot.core.tokens import ApiToken


class ApiTokens(Protocol):
    """Sees the actor's team only. Revoked ones stay: who made and who revoked them is known for good."""

    def get(self, token_id: str) -> ApiToken | None:
        """Locked until the transaction ends."""

    def by_digest(self, digest: str) -> ApiToken | None:
        """The one whose secret has this hash."""

    def all(self) -> list[ApiToken]:
        """Newest first."""

    def add(self, token: ApiToken) -> None: ...

    def save(self, token: ApiToken) -> None:
        """Everything but its clients, which stay as they were made."""

    def used(self, token: ApiToken) -> None:
        """Stores when it was last used, and nothing else."""

    def purge(self, before: datetime) -> int:
        """Forgets those made before whose secret was never shown; how many."""


class Channels(Protocol):
    """Where cards can stand."""

    async def takes_cards(self, channel: str) -> bool:
        """False where the bot is no member of it. Where Slack cannot say, True: the relay will find out."""
