"""Asking an admin for a missing client or campaign, and telling the asker when it is there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.asking import LIFE, Ask, AskShown, kept_of
from bot.core.commands import Actor
from bot.core.domain import Campaign, Client
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.imports import key_of
from bot.services import promises_notices
from bot.services.common import allow, clean_name, once
from bot.services.ports import Transaction

MOST_ASKED = 20


@dataclass(frozen=True, slots=True)
class BeginAsk:
    """``typed`` is what stands in the form, by field. ``for_client``: a campaign of this client is wanted."""

    ask_id: str
    typed: Mapping[str, str]
    for_client: str | None = None


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
    kept = kept_of(command.typed)
    tx.asks.add(Ask(command.ask_id, actor.team_id, actor.user_id, now, kept, for_client=command.for_client))


def send_ask(tx: Transaction, command: SendAsk, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Asks the admins, or where there is nobody of that role now, their channel; gives whom. Raises Refused:
    NOT_ALLOWED, ASK_GONE; EMPTY, TOO_LONG, DUPLICATE_CLIENT, DUPLICATE_CAMPAIGN, NO_ADMIN beside ``name``."""
    once(tx, actor, now)
    allow(tx, actor, Act.ADD)
    ask = _of_asker(tx, command.ask_id, actor, now)
    name = clean_name(command.name, "name")
    _refuse_known(tx, ask, name)
    channel = tx.rules.alert_channel or tx.rules.default_channel
    asked = command.admins[:MOST_ASKED] or ((channel,) if channel and tx.rules.admins else ())
    if not asked:
        raise Refused(Reason.NO_ADMIN, field="name")
    tx.asks.save(replace(ask, name=name))
    for whom in asked:
        tx.outbox.put(promises_notices.ask(ask, whom))
    return asked


def _refuse_known(tx: Transaction, ask: Ask, name: str) -> None:
    if ask.for_client is None and tx.clients.by_name(ask.team_id, name) is not None:
        raise Refused(Reason.DUPLICATE_CLIENT, field="name", name=name)
    if ask.for_client is not None and tx.campaigns.by_name(ask.team_id, ask.for_client, name) is not None:
        raise Refused(Reason.DUPLICATE_CAMPAIGN, field="name", name=name)


def settle_asks(tx: Transaction, client: Client, actor: Actor, ask_id: str | None = None) -> None:
    """A client is there: whoever asked for one of that name, or asked what this answers, is told, and the admins that
    were asked see who did it."""
    for ask in tx.asks.open(client.team_id):
        if ask.for_client is None and _is_meant(ask, client.name, ask_id):
            _settle(tx, replace(ask, client_id=client.id, answered_by=actor.user_id))


def settle_campaign_asks(tx: Transaction, campaign: Campaign, actor: Actor, ask_id: str | None = None) -> None:
    """The same for a campaign: whoever asked for one of that name at this client is told."""
    for ask in tx.asks.open(campaign.team_id):
        if ask.for_client == campaign.client_id and _is_meant(ask, campaign.name, ask_id):
            _settle(tx, replace(ask, campaign_id=campaign.id, answered_by=actor.user_id))


def _is_meant(ask: Ask, name: str, ask_id: str | None) -> bool:
    return ask.id == ask_id or key_of(ask.name) == key_of(name)


def _settle(tx: Transaction, answered: Ask) -> None:
    tx.asks.save(answered)
    tx.outbox.put(promises_notices.ask_answered(answered))
    for sent in tx.outbox.of_domain(promises_notices.ask_name(answered)):
        if sent.effect.kind is EffectKind.ASK:
            tx.outbox.put(promises_notices.ask_over(answered, sent.effect))


def ask_shown(tx: Transaction, ask_id: str, actor: Actor, now: datetime) -> AskShown | None:
    """The ask as it stands; None where it is not kept any more."""
    ask = tx.asks.get(ask_id)
    if ask is None or not ask.is_kept(now) or ask.team_id != actor.team_id:
        return None
    return _shown(tx, ask)


def _shown(tx: Transaction, ask: Ask) -> AskShown:
    client_id, domain_id = ask.for_client or ask.client_id, ask.draft.get("domain", "")
    client = tx.clients.get(ask.team_id, client_id) if client_id else None
    campaign = tx.campaigns.get(ask.team_id, ask.campaign_id) if ask.campaign_id else None
    domain = tx.domains.get(domain_id) if domain_id else None
    host = domain.host if domain is not None and domain.team_id == ask.team_id else ask.draft.get("host", "")
    return AskShown(ask, client.name if client else "", campaign.name if campaign else "", host)


def place_asked(tx: Transaction, key: str, _actor: Actor, _now: datetime) -> str | None:
    """Where the message of that effect stands, as `Messenger.post` gave it; None: it never went out."""
    return tx.outbox.external_id(key)


def ask_continued(tx: Transaction, ask_id: str, actor: Actor, now: datetime) -> AskShown:
    """The asker's own, with what was typed. Raises Refused(ASK_GONE, NOT_ALLOWED)."""
    allow(tx, actor, Act.ADD)
    ask = _of_asker(tx, ask_id, actor, now)
    return _shown(tx, ask)


def _of_asker(tx: Transaction, ask_id: str, actor: Actor, now: datetime) -> Ask:
    ask = tx.asks.get(ask_id)
    if ask is None or not ask.is_kept(now) or ask.asker != actor.user_id:
        raise Refused(Reason.ASK_GONE)
    return ask


def purge_asks(tx: Transaction, _query: None, _actor: Actor, now: datetime) -> int:
    """Forgets what was asked two weeks ago; how many."""
    return tx.asks.purge(now - LIFE)
