"""Asking an admin for a missing client, and telling the asker when it is there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.asking import LIFE, Ask, AskShown, kept_of
from bot.core.commands import Actor
from bot.core.domain import Client
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.imports import key_of
from bot.services import promises_notices
from bot.services.common import allow, clean_name, once
from bot.services.ports import Transaction

MOST_ASKED = 20


@dataclass(frozen=True, slots=True)
class BeginAsk:
    """``typed`` is what stands in the form, by field."""

    ask_id: str
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SendAsk:
    """``admins`` are the Slack user ids that hold the role now, groups resolved."""

    ask_id: str
    name: str
    admins: tuple[str, ...]


def begin_ask(tx: Transaction, command: BeginAsk, actor: Actor, now: datetime) -> None:
    """Keeps the form as it stands; nobody is asked yet. Raises Refused(NOT_ALLOWED)."""
    once(tx, actor, now)
    allow(tx, actor, Act.ADD)
    tx.asks.add(Ask(command.ask_id, actor.team_id, actor.user_id, now, kept_of(command.typed)))


def send_ask(tx: Transaction, command: SendAsk, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Asks the admins, or where there is nobody of that role now, their channel; gives whom. Raises Refused:
    NOT_ALLOWED, STALE; EMPTY, TOO_LONG, DUPLICATE_CLIENT, NO_ADMIN beside ``name``."""
    once(tx, actor, now)
    allow(tx, actor, Act.ADD)
    ask = _of_asker(tx, command.ask_id, actor, now)
    name = clean_name(command.name, "name")
    if tx.clients.by_name(actor.team_id, name) is not None:
        raise Refused(Reason.DUPLICATE_CLIENT, field="name", name=name)
    channel = tx.rules.alert_channel or tx.rules.default_channel
    asked = command.admins[:MOST_ASKED] or ((channel,) if channel and tx.rules.admins else ())
    if not asked:
        raise Refused(Reason.NO_ADMIN, field="name")
    tx.asks.save(replace(ask, name=name))
    for whom in asked:
        tx.outbox.put(promises_notices.ask(ask, whom))
    return asked


def settle_asks(tx: Transaction, client: Client, actor: Actor, ask_id: str | None = None) -> None:
    """A client is there: whoever asked for one of that name, or asked what this answers, is told, and the admins that
    were asked see who did it."""
    for ask in tx.asks.open(client.team_id):
        if ask.id == ask_id or key_of(ask.name) == key_of(client.name):
            tx.asks.save(replace(ask, client_id=client.id, answered_by=actor.user_id))
            tx.outbox.put(promises_notices.ask_answered(ask))
            for sent in tx.outbox.of_domain(promises_notices.ask_name(ask)):
                if sent.effect.kind is EffectKind.ASK:
                    tx.outbox.put(promises_notices.ask_over(ask, sent.effect))


def ask_shown(tx: Transaction, ask_id: str, actor: Actor, now: datetime) -> AskShown | None:
    """The ask as it stands; None where it is not kept any more."""
    ask = tx.asks.get(ask_id)
    if ask is None or not ask.is_kept(now) or ask.team_id != actor.team_id:
        return None
    client = tx.clients.get(ask.team_id, ask.client_id) if ask.client_id else None
    return AskShown(ask, client.name if client else "")


def place_asked(tx: Transaction, key: str, _actor: Actor, _now: datetime) -> str | None:
    """Where the message of that effect stands, as `Messenger.post` gave it; None: it never went out."""
    return tx.outbox.external_id(key)


def ask_continued(tx: Transaction, ask_id: str, actor: Actor, now: datetime) -> AskShown:
    """The asker's own, with what was typed. Raises Refused(STALE, NOT_ALLOWED)."""
    allow(tx, actor, Act.ADD)
    ask = _of_asker(tx, ask_id, actor, now)
    client = tx.clients.get(ask.team_id, ask.client_id) if ask.client_id else None
    return AskShown(ask, client.name if client else "")


def _of_asker(tx: Transaction, ask_id: str, actor: Actor, now: datetime) -> Ask:
    ask = tx.asks.get(ask_id)
    if ask is None or not ask.is_kept(now) or ask.asker != actor.user_id:
        raise Refused(Reason.ASK_GONE)
    return ask


def purge_asks(tx: Transaction, _query: None, _actor: Actor, now: datetime) -> int:
    """Forgets what was asked two weeks ago; how many."""
    return tx.asks.purge(now - LIFE)
