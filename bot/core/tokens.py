"""Tokens of other systems. What is kept of one is a hash of its secret; the secret is shown once and stored nowhere."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

PREFIX = "ldk_"
"""So that a secret that went astray is recognised, by people and by scanners."""
SECRET_BYTES = 32
SHOWN_WITHIN = timedelta(minutes=15)
"""From making a token until its secret must have been shown."""
SHOWN_AGAIN_FOR = timedelta(minutes=1)
"""How long the same page shows the same secret again: a button is pressed twice, a browser retries."""
MOST_TOKENS = 50
"""Of one workspace, that work or are about to."""
_USED_APART = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """One other system's access. All times are aware UTC.

    ``client_ids`` None: every client; else only these. ``can_add``: may add domains, not only read. ``digest`` is the
    hash of the secret, None until that was shown. ``used_at`` is the last use, to within an hour. ``made_by`` is the
    admin: what the token adds is added in their name.
    """

    id: str
    team_id: str
    name: str
    made_by: str
    made_at: datetime
    client_ids: tuple[str, ...] | None = None
    can_add: bool = False
    digest: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    shown_at: datetime | None = None

    def is_shown_again(self, now: datetime) -> bool:
        """Its secret was shown a moment ago, and may have reached nobody."""
        return self.shown_at is not None and now - self.shown_at < SHOWN_AGAIN_FOR and self.is_good(now)

    def is_to_show(self, now: datetime) -> bool:
        """Its secret may be made and shown."""
        is_new = self.digest is None and self.revoked_at is None
        return is_new and now - self.made_at < SHOWN_WITHIN and not self.has_ended(now)

    def is_good(self, now: datetime) -> bool:
        """Opens what it is for."""
        return self.digest is not None and self.revoked_at is None and not self.has_ended(now)

    def is_listed(self, now: datetime) -> bool:
        """Works, or is about to, or has ended and was not revoked: an admin may want to know."""
        return self.revoked_at is None and (self.digest is not None or self.is_to_show(now))

    def has_ended(self, now: datetime) -> bool:
        return self.expires_at is not None and now >= self.expires_at

    def reaches(self, client_id: str) -> bool:
        """Whether this client's domains are within its scope."""
        return self.client_ids is None or client_id in self.client_ids

    def used(self, now: datetime) -> "ApiToken":
        """The same token where that was known already: most uses write nothing."""
        is_known = self.used_at is not None and now - self.used_at < _USED_APART
        return self if is_known else replace(self, used_at=now)


@dataclass(frozen=True, slots=True)
class TokenShown:
    """A token, and the names of its clients."""

    token: ApiToken
    clients: tuple[str, ...] = ()


def secret_of(random: bytes) -> str:
    """The secret made of 32 random bytes: ``ldk_`` and 43 characters."""
    return PREFIX + urlsafe_b64encode(random).rstrip(b"=").decode()


def digest_of(secret: str) -> str:
    """What is stored and looked for: SHA-256. A slow hash would protect passwords; of 256 random bits it protects
    nothing more."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
