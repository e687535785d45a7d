"""Credentials of a client's own Twilio account: a link to our page for one admin, and what is typed there."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.approvals import Act
from bot.core.commands import Actor
from bot.core.credentials import CredentialLink, Typed, new_link
from bot.core.domain import Client, TwilioAccount
from bot.core.errors import Reason, Refused
from bot.core.registry import AccountShown, RegisteredClient
from bot.services import promises_notices
from bot.services.clients import drop_unused
from bot.services.common import allow, once
from bot.services.ports import Transaction

_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MakeLink:
    link_id: str
    client_id: str


@dataclass(frozen=True, slots=True)
class SetAccount:
    """``typed`` was judged with Twilio and found good."""

    link_id: str
    account_id: str
    typed: Typed


@dataclass(frozen=True, slots=True)
class LinkShown:
    """What the page says of itself."""

    link: CredentialLink
    registered: RegisteredClient


def make_link(tx: Transaction, command: MakeLink, actor: Actor, now: datetime) -> CredentialLink:
    """A link for this admin and this client; earlier ones of theirs open nothing any more. Raises Refused(NOT_ALLOWED,
    UNKNOWN_CLIENT)."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    client = tx.clients.get(actor.team_id, command.client_id)
    if client is None or client.archived_at is not None:
        raise Refused(Reason.UNKNOWN_CLIENT, name="")
    tx.credential_links.forget(client.id, actor.user_id)
    link = new_link(command.link_id, client, actor.user_id, now)
    tx.credential_links.add(link)
    return link


# The page. The actor is the bot, until the admin whose link it is stores what was typed.


def link_shown(tx: Transaction, link_id: str, _actor: Actor, now: datetime) -> LinkShown | None:
    """None where the link takes no try. Changes nothing."""
    link = tx.credential_links.get(link_id)
    return _shown(tx, link) if link is not None and link.may_try(now) else None


def begin_try(tx: Transaction, link_id: str, _actor: Actor, now: datetime) -> LinkShown | None:
    """Counts a try, before Twilio is asked; None where there is none left."""
    link = tx.credential_links.get(link_id)
    if link is None or not link.may_try(now):
        return None
    tx.credential_links.save(link.tried())
    return _shown(tx, link.tried())


def _shown(tx: Transaction, link: CredentialLink) -> LinkShown | None:
    client = tx.clients.get(link.team_id, link.client_id)
    return LinkShown(link, _registered(tx, client)) if client else None


def _registered(tx: Transaction, client: Client) -> RegisteredClient:
    shown = tx.accounts.shown({client.account_id} if client.account_id else ())
    return RegisteredClient(client, shown.get(client.account_id or ""))


def set_account(tx: Transaction, command: SetAccount, actor: Actor, now: datetime) -> bool:
    """Stores the credentials, encrypted, and has the client served by them; what it had before is deleted unless
    another client uses it. False, and nothing stored, where the link was used or has ended meanwhile.

    Raises Refused(NOT_ALLOWED): whoever it was made for is no admin any more.
    """
    link = tx.credential_links.get(command.link_id)
    client = tx.clients.get(actor.team_id, link.client_id) if link else None
    if link is None or client is None or client.archived_at is not None:
        return False
    if link.admin != actor.user_id or not link.is_open(now):
        return False
    allow(tx, actor, Act.MANAGE)
    typed = command.typed
    account = TwilioAccount(command.account_id, actor.team_id, typed.account_sid, typed.username, typed.secret)
    tx.clients.save(replace(client, account_id=tx.accounts.put(account)))
    if client.account_id:
        drop_unused(tx, client)
    tx.credential_links.save(replace(link, used_at=now))
    tx.outbox.put(promises_notices.account_set(link))
    return True


def was_set(tx: Transaction, command: tuple[str, Typed], actor: Actor, now: datetime) -> LinkShown | None:
    """The same once more, as by a double click: done already, by this link, and not changed since. None: it is not."""
    link_id, typed = command
    link = tx.credential_links.get(link_id)
    client = tx.clients.get(actor.team_id, link.client_id) if link and link.used_at and now < link.expires_at else None
    account = tx.accounts.get(client.account_id) if client and client.account_id else None
    if link is None or client is None or account is None:
        return None
    is_same = (account.account_sid, account.username) == (typed.account_sid, typed.username)
    is_known = hmac.compare_digest(account.secret.encode(), typed.secret.encode())
    return _shown(tx, link) if is_same and is_known else None


def account_set(tx: Transaction, link_id: str, _actor: Actor, _now: datetime) -> RegisteredClient | None:
    """What the admin is told afterwards: the client, and its account as it is now; None: there is nothing to tell."""
    link = tx.credential_links.get(link_id)
    client = tx.clients.get(link.team_id, link.client_id) if link else None
    shown = _registered(tx, client) if client else None
    return shown if shown and isinstance(shown.account, AccountShown) else None


def purge_links(tx: Transaction, _query: None, _actor: Actor, now: datetime) -> int:
    """Forgets links that ended a day ago; how many."""
    return tx.credential_links.purge(now - _KEPT)
