"""Client links: what opens one host's page for people at the client. The token itself is stored nowhere."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.languages import Language

LIFE = timedelta(days=14)
"""From the last sending."""
WARNED_BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class SetupLink:
    """The page of one domain. All times are aware UTC.

    ``id`` names it and opens nothing. ``sent_at`` is the last sending; None while it is held back (``is_held``) or
    not out yet. ``opens`` counts views of the page, in a browser that shows it. ``asked_at`` is when the
    client asked for another one, ``warned_at`` when the owner was told that it ends, ``ended_at`` when the card said
    that it has ended. ``undeliverable`` are the ids of contacts whose last e-mail failed for good.
    """

    id: str
    domain_id: str
    created_at: datetime
    expires_at: datetime
    sent_at: datetime | None = None
    is_held: bool = False
    revoked_at: datetime | None = None
    opens: int = 0
    first_opened_at: datetime | None = None
    last_opened_at: datetime | None = None
    asked_at: datetime | None = None
    warned_at: datetime | None = None
    language: Language = Language.ENGLISH
    """Of the mails that hold it, and of its page."""
    reminded_at: datetime | None = None
    ended_at: datetime | None = None
    undeliverable: tuple[str, ...] = ()
    fault: str = ""
    """Why the last e-mail is not out, or not yet: as the mail server or our gateway says it; a bounce's status where it
    was out and came back; empty: it is out."""

    def is_open(self, now: datetime) -> bool:
        """Whether its page is shown."""
        return self.revoked_at is None and now < self.expires_at

    def is_to_warn(self, now: datetime) -> bool:
        """Sent, about to end, and nobody told yet."""
        is_near = self.is_open(now) and self.expires_at - now <= WARNED_BEFORE
        return is_near and self.sent_at is not None and self.warned_at is None

    def sent(self, now: datetime) -> "SetupLink":
        """Sent, once more or for the first time: it lives on."""
        ends = max(self.expires_at, now + LIFE)
        untold = replace(self, warned_at=None, asked_at=None, ended_at=None, fault="")
        return replace(untold, sent_at=now, expires_at=ends, is_held=False)

    def reminded(self, now: datetime) -> "SetupLink":
        """The client is asked once more: it lives on, and is told apart from the sending before."""
        return replace(self.sent(now), sent_at=self.sent_at or now, reminded_at=now)

    def is_to_end(self, now: datetime) -> bool:
        """It opens nothing any more, and nobody was told yet."""
        return self.sent_at is not None and self.revoked_at is None and now >= self.expires_at and self.ended_at is None

    def delivered(self, contact_id: str, *, is_done: bool) -> "SetupLink":
        """What became of the last e-mail to a contact."""
        others = tuple(known for known in self.undeliverable if known != contact_id)
        return replace(self, undeliverable=others if is_done else (*others, contact_id))

    def opened(self, now: datetime) -> "SetupLink":
        first = self.first_opened_at or now
        return replace(self, opens=self.opens + 1, first_opened_at=first, last_opened_at=now)


def new_link(domain_id: str, number: int, now: datetime, language: Language = Language.ENGLISH) -> SetupLink:
    """The ``number``-th link of a domain."""
    return SetupLink(f"{domain_id}-{number}", domain_id, now, now + LIFE, language=language)
