"""What every writing service begins with: one delivery counts once, the actor is allowed, texts are clean."""

import unicodedata
from dataclasses import replace
from datetime import datetime

from bot.core.approvals import Act, may
from bot.core.commands import Actor
from bot.core.domain import LinkDomain, TwilioAccount
from bot.core.errors import AlreadyDelivered, Reason, Refused
from bot.services.ports import Transaction

NAME_LIMIT = 80
NOTE_LIMIT = 500
_UNSEEN = ("Cc", "Cf", "Cs")


def once(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Raises AlreadyDelivered where the same payload came before."""
    if actor.delivery and not tx.deliveries.record(actor.delivery, now):
        raise AlreadyDelivered(actor.delivery)


def allow(tx: Transaction, actor: Actor, act: Act, owner: str | None = None) -> None:
    """Raises Refused(NOT_ALLOWED) where the actor's roles do not allow the act."""
    if not may(actor, act, tx.rules, owner):
        raise Refused(Reason.NOT_ALLOWED, act=act.value)


def allow_look(tx: Transaction, actor: Actor) -> None:
    """The bot itself may look as well: it renders what people asked for."""
    if actor.user_id:
        allow(tx, actor, Act.LOOK)


def load(tx: Transaction, domain_id: str, actor: Actor) -> LinkDomain:
    """The domain, locked. Raises Refused(UNKNOWN_HOST) where the actor's team has none of that id."""
    domain = tx.domains.get(domain_id)
    if domain is None or domain.team_id != actor.team_id or domain.removed_at is not None:
        raise Refused(Reason.UNKNOWN_HOST)
    return domain


def load_used(tx: Transaction, domain_id: str, actor: Actor) -> LinkDomain:
    """The same as `load`, for what makes no sense of a domain that is being removed: Refused(REMOVING_ALREADY)."""
    domain = load(tx, domain_id, actor)
    if domain.removing_since is not None:
        raise Refused(Reason.REMOVING_ALREADY, host=domain.host)
    return domain


def load_shown(tx: Transaction, domain_id: str, actor: Actor) -> LinkDomain:
    """The same; the bot itself, which keeps messages up to date, sees one that is removed too."""
    removed = None if actor.user_id else tx.domains.with_removed(domain_id)
    return removed if removed is not None and removed.removed_at is not None else load(tx, domain_id, actor)


def account_of_domain(tx: Transaction, domain: LinkDomain) -> TwilioAccount | None:
    """The client's own Twilio account; None: the default account."""
    client = tx.clients.get(domain.team_id, domain.client_id)
    return tx.accounts.get(client.account_id) if client and client.account_id else None


def hurried(domain: LinkDomain, now: datetime, *, is_close: bool = False) -> LinkDomain:
    """The domain with a look at once; a check that is under way is overtaken."""
    close_since = now if is_close else domain.close_since
    return replace(domain, generation=domain.generation + 1, next_check_at=now, close_since=close_since)


def clean(text: str) -> str:
    """As it is kept: composed (NFC), without anything unseen, without doubled or outer spaces; line breaks count as
    spaces."""
    kept = (" " if char.isspace() else char for char in text if char.isspace() or is_seen(char))
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def is_seen(char: str) -> bool:
    """No control character, nothing that joins or turns the line round, no half of a character."""
    return unicodedata.category(char) not in _UNSEEN


def clean_name(text: str, field: str) -> str:
    """A name of at most 80 characters. Raises Refused beside the field."""
    name = clean(text)
    if not name:
        raise Refused(Reason.EMPTY, field=field)
    if len(name) > NAME_LIMIT:
        raise Refused(Reason.TOO_LONG, field=field, limit=str(NAME_LIMIT))
    return name


def clean_note(text: str | None, field: str) -> str | None:
    """A note of at most 500 characters, line breaks kept; None where nothing is left. Raises Refused."""
    if text is None:
        return None
    kept = "".join(char for char in text if char == "\n" or is_seen(char))
    note = unicodedata.normalize("NFC", kept).strip()
    if len(note) > NOTE_LIMIT:
        raise Refused(Reason.TOO_LONG, field=field, limit=str(NOTE_LIMIT))
    return note or None
