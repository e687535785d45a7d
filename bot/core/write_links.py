"""Links to the page where somebody has the records written: who may, for how long, and how often."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LIFE = timedelta(minutes=15)
"""Of an account manager's link, which works once."""
CLIENTS_WINDOW = timedelta(hours=1)
MOST_TRIES = 10
"""How often a provider is asked through one link: an account manager's, or a client's within an hour."""


@dataclass(frozen=True, slots=True)
class WriteLink:
    """``id`` names it and opens nothing. ``manager`` is the account manager it was made for; empty: it counts the tries
    of a client's link, whose own life is another matter. Times are aware UTC."""

    id: str
    team_id: str
    domain_id: str
    manager: str
    created_at: datetime
    expires_at: datetime
    tries: int = 0
    used_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """What is being written may still be settled."""
        return self.used_at is None and now < self.expires_at

    def may_try(self, now: datetime) -> bool:
        """The page is shown, and takes another try."""
        return self.is_open(now) and self.tries < MOST_TRIES

    @property
    def left(self) -> int:
        """Tries that are left."""
        return MOST_TRIES - self.tries

    def tried(self) -> "WriteLink":
        return replace(self, tries=self.tries + 1)


def new_link(link_id: str, team_id: str, domain_id: str, manager: str, now: datetime) -> WriteLink:
    """A link for one account manager that lives for fifteen minutes."""
    return WriteLink(link_id, team_id, domain_id, manager, now, now + LIFE)


def count_of(setup_link: str, team_id: str, domain_id: str, known: WriteLink | None, now: datetime) -> WriteLink:
    """What counts the tries of a client's link: begun anew an hour after the first."""
    if known is not None and now < known.expires_at:
        return known
    return WriteLink(client_count_id(setup_link), team_id, domain_id, "", now, now + CLIENTS_WINDOW)


def client_count_id(setup_link: str) -> str:
    """No link of an account manager has such an id."""
    return f"client:{setup_link}"
