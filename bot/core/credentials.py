"""Links to the page where an admin types a Twilio account's credentials, and what can be wrong with what was typed."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.domain import Client

LIFE = timedelta(minutes=15)
MOST_TRIES = 5
"""How often credentials may be tried with Twilio through one link."""
SECRET_LIMIT = 200
_ACCOUNT_SID, _KEY_SID = re.compile(r"AC[0-9a-f]{32}"), re.compile(r"SK[0-9a-f]{32}")
_SECRET = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class CredentialLink:
    """One admin may set one client's account by it, once. ``id`` names it and opens nothing. Times are aware UTC."""

    id: str
    team_id: str
    client_id: str
    admin: str
    created_at: datetime
    expires_at: datetime
    tries: int = 0
    used_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """What is being judged may still be stored."""
        return self.used_at is None and now < self.expires_at

    def may_try(self, now: datetime) -> bool:
        """The page is shown, and takes another try."""
        return self.is_open(now) and self.tries < MOST_TRIES

    def tried(self) -> "CredentialLink":
        return replace(self, tries=self.tries + 1)


def new_link(link_id: str, client: Client, admin: str, now: datetime) -> CredentialLink:
    """A link that lives for fifteen minutes."""
    return CredentialLink(link_id, client.team_id, client.id, admin, now, now + LIFE)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the page's fields. ``key_sid`` empty: the secret is the account's own Auth Token."""

    account_sid: str
    key_sid: str
    secret: str = field(repr=False)

    @property
    def username(self) -> str:
        return self.key_sid or self.account_sid

    @property
    def faults(self) -> tuple[str, ...]:
        """The fields that cannot be right, by name."""
        return tuple(
            name
            for name, is_right in (
                ("account_sid", _ACCOUNT_SID.fullmatch(self.account_sid)),
                ("key_sid", not self.key_sid or _KEY_SID.fullmatch(self.key_sid)),
                ("secret", len(self.secret) <= SECRET_LIMIT and _SECRET.fullmatch(self.secret)),
            )
            if not is_right
        )


def typed_of(account_sid: str, key_sid: str, secret: str) -> Typed:
    """Tidied: SIDs as Twilio writes them, whatever their case."""
    return Typed(_sid(account_sid), _sid(key_sid), secret.strip())


def _sid(text: str) -> str:
    bare = text.strip()
    return bare[:2].upper() + bare[2:].lower()
