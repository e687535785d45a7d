"""Asking an admin for a client that is not registered: what was wanted, and the half-filled form that waits for it."""

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
}
"""What is kept of the form, and how many characters of it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """``name`` is the client's as it was typed; empty: not sent yet. ``client_id`` is the client once it is there."""

    id: str
    team_id: str
    asker: str
    created_at: datetime
    draft: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    client_id: str | None = None
    answered_by: str | None = None

    def is_kept(self, now: datetime) -> bool:
        return now - self.created_at < LIFE


def kept_of(typed: Mapping[str, str]) -> dict[str, str]:
    """What may be kept of the form."""
    return {name: typed[name][:most] for name, most in FIELDS.items() if typed.get(name)}


@dataclass(frozen=True, slots=True)
class AskShown:
    """An ask, and the name of the client that answers it."""

    ask: Ask
    client: str = ""
