"""Asking an admin for a client or a campaign that is not registered: what was wanted, and the half-filled form that
waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LIFE = timedelta(days=14)
"""What was typed is kept so long at most. Addresses of people at the client are not kept at all."""
FIELDS: Mapping[str, int] = {
    "host": 300,
    "subdomain": 200,
    "setup": 20,
    "note": 500,
    "domain_sid": 200,
    "verification": 300,
    "channel": 100,
    "domain": 100,
    "fallback_url": 2000,
    "callback_url": 2000,
    "options": 100,
}
"""What is kept of the form, and how many characters of it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """``name`` is as it was typed; empty: not sent yet. ``client_id`` is the client once it is there. ``for_client`` is
    the client of whom a campaign is wanted (None: a client is), ``campaign_id`` the campaign once it is there."""

    id: str
    team_id: str
    asker: str
    created_at: datetime
    draft: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    client_id: str | None = None
    answered_by: str | None = None
    for_client: str | None = None
    campaign_id: str | None = None

    @property
    def is_answered(self) -> bool:
        """What was wanted is there."""
        return (self.campaign_id if self.for_client else self.client_id) is not None

    def is_kept(self, now: datetime) -> bool:
        return now - self.created_at < LIFE


def kept_of(typed: Mapping[str, str]) -> dict[str, str]:
    """What may be kept of the form."""
    return {name: typed[name][:most] for name, most in FIELDS.items() if typed.get(name)}


@dataclass(frozen=True, slots=True)
class AskShown:
    """An ask. ``client`` is the name of the client that answers it, or whose campaign is wanted; ``campaign`` that of
    the campaign that answers it; ``host`` is the domain that it is wanted for."""

    ask: Ask
    client: str = ""
    campaign: str = ""
    host: str = ""

    @property
    def answer(self) -> str:
        """The name of what is there now; empty: nothing yet."""
        return self.campaign if self.ask.for_client else self.client
