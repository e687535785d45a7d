"""Tokens of other systems: made and revoked by admins, shown once, looked for at every request."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.approvals import Act
from bot.core.commands import Actor
from bot.core.errors import Reason, Refused
from bot.core.imports import key_of
from bot.core.tokens import MOST_TOKENS, ApiToken, TokenShown
from bot.services.common import allow, clean_name, once
from bot.services.ports import Transaction

_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MakeToken:
    """``client_ids`` None: every client. ``days`` None: it does not end."""

    token_id: str
    name: str
    client_ids: tuple[str, ...] | None
    can_add: bool = False
    days: int | None = None


@dataclass(frozen=True, slots=True)
class ShowToken:
    """``digest`` is of the secret that is shown if this succeeds; ``former``: of those that the same page would have
    shown by older keys."""

    token_id: str
    digest: str
    former: tuple[str, ...] = ()


def make_token(tx: Transaction, command: MakeToken, actor: Actor, now: datetime) -> TokenShown:
    """A token that opens nothing before its secret was shown. Raises Refused: NOT_ALLOWED; EMPTY, TOO_LONG,
    DUPLICATE_TOKEN, TOO_MANY_TOKENS beside ``name``; EMPTY, UNKNOWN_CLIENT beside ``client_ids``."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    name = clean_name(command.name, "name")
    listed = [known for known in tx.tokens.all() if known.is_listed(now)]
    if any(key_of(known.name) == key_of(name) for known in listed):
        raise Refused(Reason.DUPLICATE_TOKEN, field="name", name=name)
    if len(listed) >= MOST_TOKENS:
        raise Refused(Reason.TOO_MANY_TOKENS, field="name", limit=str(MOST_TOKENS))
    names = _names(tx, command.client_ids, actor)
    token = ApiToken(
        id=command.token_id,
        team_id=actor.team_id,
        name=name,
        made_by=actor.user_id,
        made_at=now,
        client_ids=command.client_ids,
        can_add=command.can_add,
        expires_at=now + timedelta(days=command.days) if command.days else None,
    )
    tx.tokens.add(token)
    return TokenShown(token, names)


def _names(tx: Transaction, client_ids: tuple[str, ...] | None, actor: Actor) -> tuple[str, ...]:
    if client_ids is None:
        return ()
    if not client_ids:
        raise Refused(Reason.EMPTY, field="client_ids")
    found = [tx.clients.get(actor.team_id, client_id) for client_id in client_ids]
    if any(client is None or client.archived_at is not None for client in found):
        raise Refused(Reason.UNKNOWN_CLIENT, field="client_ids")
    return tuple(sorted(client.name for client in found if client))


def tokens_shown(tx: Transaction, _query: None, actor: Actor, now: datetime) -> tuple[TokenShown, ...]:
    """Those that are not revoked, newest first. Raises Refused(NOT_ALLOWED)."""
    allow(tx, actor, Act.MANAGE)
    return tuple(_shown(tx, token) for token in tx.tokens.all() if token.is_listed(now))


def _shown(tx: Transaction, token: ApiToken) -> TokenShown:
    found = (tx.clients.get(token.team_id, client_id) for client_id in token.client_ids or ())
    return TokenShown(token, tuple(sorted(client.name for client in found if client)))


def revoke_token(tx: Transaction, token_id: str, actor: Actor, now: datetime) -> ApiToken:
    """It opens nothing from now on; who revoked it is kept. Raises Refused(NOT_ALLOWED, STALE)."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    token = tx.tokens.get(token_id)
    if token is None:
        raise Refused(Reason.STALE)
    if token.revoked_at is not None:
        return token
    revoked = replace(token, revoked_at=now, revoked_by=actor.user_id)
    tx.tokens.save(revoked)
    return revoked


# Showing the secret, once: on the page that the admin's link opens, or at the machine.


def token_to_show(tx: Transaction, token_id: str, _actor: Actor, now: datetime) -> TokenShown | None:
    """None where its secret was shown already, or not in time. Changes nothing."""
    token = tx.tokens.get(token_id)
    return _shown(tx, token) if token is not None and token.is_to_show(now) else None


def tokens_to_show(tx: Transaction, _query: None, _actor: Actor, now: datetime) -> tuple[TokenShown, ...]:
    """All whose secret waits to be shown, newest first."""
    return tuple(_shown(tx, token) for token in tx.tokens.all() if token.is_to_show(now))


def token_shown_again(tx: Transaction, command: ShowToken, _actor: Actor, now: datetime) -> TokenShown | None:
    """Where this very page showed its secret within the last minute. Changes nothing."""
    token = tx.tokens.get(command.token_id)
    return _shown(tx, token) if token is not None and _again(token, command, now) else None


def _again(token: ApiToken, command: ShowToken, now: datetime) -> str:
    """The hash that is stored, where it is of a secret that this page would show."""
    stored = token.digest or ""
    fits = [one for one in (command.digest, *command.former) if hmac.compare_digest(one.encode(), stored.encode())]
    return stored if fits and token.is_shown_again(now) else ""


def show_token(tx: Transaction, command: ShowToken, actor: Actor, now: datetime) -> str:
    """From now on the secret opens what the token is for. Gives the hash of the secret to show: the one that the same
    page showed a moment ago, or the one of the command. Empty, and nothing stored, where another was shown already or
    it is too late. Raises Refused(NOT_ALLOWED): whoever made it is no admin any more."""
    token = tx.tokens.get(command.token_id)
    if token is None or token.made_by != actor.user_id:
        return ""
    again = _again(token, command, now)
    if not again and not token.is_to_show(now):
        return ""
    allow(tx, actor, Act.MANAGE)
    if not again:
        tx.tokens.save(replace(token, digest=command.digest, shown_at=now))
    return again or command.digest


# Every request. The actor is the bot.


def token_of(tx: Transaction, digest: str, _actor: Actor, now: datetime) -> ApiToken | None:
    """The token whose secret has this hash, if it is good; that it was used is stored once an hour."""
    token = tx.tokens.by_digest(digest)
    is_same = hmac.compare_digest((token.digest if token and token.digest else "").encode(), digest.encode())
    if token is None or not is_same or not token.is_good(now):
        return None
    used = token.used(now)
    if used is not token:
        tx.tokens.used(used)
    return used


def purge_tokens(tx: Transaction, _query: None, _actor: Actor, now: datetime) -> int:
    """Forgets tokens that were made a day ago and never shown; how many."""
    return tx.tokens.purge(now - _KEPT)
