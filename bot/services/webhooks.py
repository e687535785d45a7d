"""What admins do with webhooks: make, change, rotate, switch, delete, try, and send again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.commands import Actor
from bot.core.errors import Reason, Refused
from bot.core.webhooks import (
    BOTH_SIGN,
    KEPT,
    MAX_WEBHOOKS,
    SHOWN_AGAIN_FOR,
    SHOWN_WITHIN,
    DeliveryCount,
    OffReason,
    Webhook,
    WebhookLine,
    WebhookShown,
    WebhookType,
    parse_address,
)
from bot.services.common import allow, once
from bot.services.ports import Transaction
from bot.services.webhook_outbox import OFF, trial_delivery

PAGE = 8
"""Deliveries on one page."""


@dataclass(frozen=True, slots=True)
class SetWebhook:
    """``address`` as typed. ``types`` and ``client_ids`` empty: all."""

    webhook_id: str
    address: str
    types: tuple[WebhookType, ...]
    client_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddWebhook:
    """``is_shown_later``: the secret is shown by the page, not at once."""

    wanted: SetWebhook
    secret: str
    is_shown_later: bool = False


@dataclass(frozen=True, slots=True)
class Rotate:
    """``is_shown_later``: as of AddWebhook."""

    webhook_id: str
    secret: str
    is_shown_later: bool = False


@dataclass(frozen=True, slots=True)
class ShowSecret:
    """``page`` is the hash of what only the page that asks holds; empty: it holds nothing, and shows it once."""

    webhook_id: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Switch:
    webhook_id: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class SendTest:
    webhook_id: str
    test_id: str


@dataclass(frozen=True, slots=True)
class SendAgain:
    """``effect_id`` None: all that failed."""

    webhook_id: str
    effect_id: int | None = None


@dataclass(frozen=True, slots=True)
class DeliveriesQuery:
    webhook_id: str
    number: int = 0


def webhook_list(tx: Transaction, _query: None, actor: Actor, _now: datetime) -> list[WebhookLine]:
    """All of them, oldest first. Raises Refused(NOT_ALLOWED)."""
    allow(tx, actor, Act.MANAGE)
    counts = tx.webhooks.counts()
    return [_line(tx, webhook, counts.get(webhook.id)) for webhook in tx.webhooks.all()]


def webhook_shown(tx: Transaction, query: DeliveriesQuery, actor: Actor, _now: datetime) -> WebhookShown:
    """One with a page of its deliveries. Raises Refused: NOT_ALLOWED, UNKNOWN_WEBHOOK."""
    webhook = _load(tx, query.webhook_id, actor)
    line = _line(tx, webhook, tx.webhooks.counts().get(webhook.id))
    number = min(query.number, max(line.count.total - 1, 0) // PAGE)
    found = tx.webhooks.deliveries(webhook.id, PAGE + 1, number * PAGE)
    return WebhookShown(line, tuple(found[:PAGE]), number, len(found) > PAGE)


def add_webhook(tx: Transaction, command: AddWebhook, actor: Actor, now: datetime) -> Webhook:
    """Raises Refused: NOT_ALLOWED, BAD_WEBHOOK, UNKNOWN_CLIENT, TOO_MANY_WEBHOOKS."""
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE)
    if len(tx.webhooks.all()) >= MAX_WEBHOOKS:
        raise Refused(Reason.TOO_MANY_WEBHOOKS, limit=str(MAX_WEBHOOKS))
    wanted = command.wanted
    address = _address(tx, wanted, actor)
    made = (actor.user_id, now)
    webhook = Webhook(wanted.webhook_id, actor.team_id, address, wanted.types, wanted.client_ids, *made)
    webhook = _to_show(webhook, actor, now, is_later=command.is_shown_later)
    tx.webhooks.add(webhook, command.secret)
    return webhook


def change_webhook(tx: Transaction, command: SetWebhook, actor: Actor, now: datetime) -> Webhook:
    """Raises Refused: NOT_ALLOWED, UNKNOWN_WEBHOOK, BAD_WEBHOOK, UNKNOWN_CLIENT."""
    once(tx, actor, now)
    webhook = _load(tx, command.webhook_id, actor)
    address = _address(tx, command, actor)
    changed = replace(webhook, address=address, types=command.types, client_ids=command.client_ids)
    tx.webhooks.save(replace(changed, paused_until=None) if address != webhook.address else changed)
    return changed


def rotate_secret(tx: Transaction, command: Rotate, actor: Actor, now: datetime) -> Webhook:
    """For a day both sign. Raises Refused: NOT_ALLOWED, UNKNOWN_WEBHOOK."""
    once(tx, actor, now)
    webhook = _load(tx, command.webhook_id, actor)
    tx.webhooks.rotate(webhook.id, command.secret, now + BOTH_SIGN)
    shown = _to_show(webhook, actor, now, is_later=command.is_shown_later)
    tx.webhooks.save(shown)
    return shown


def _to_show(webhook: Webhook, actor: Actor, now: datetime, *, is_later: bool) -> Webhook:
    to, until = (actor.user_id, now + SHOWN_WITHIN) if is_later else (None, None)
    return replace(webhook, shown_to=to, shown_until=until, shown_as=None)


def secret_to_show(tx: Transaction, command: ShowSecret, _actor: Actor, now: datetime) -> Webhook | None:
    """For the page. None where the secret was shown by another, or not in time. Changes nothing."""
    webhook = tx.webhooks.get(command.webhook_id)
    return webhook if webhook is not None and webhook.is_to_show(now, command.page) else None


def show_secret(tx: Transaction, command: ShowSecret, actor: Actor, now: datetime) -> str:
    """The secret, this once, and to the same page for a minute more; empty where it was shown, or not in time, or is
    for somebody else. Raises Refused(NOT_ALLOWED): whoever made it is no admin any more."""
    webhook = tx.webhooks.get(command.webhook_id)
    if webhook is None or not webhook.is_to_show(now, command.page) or webhook.shown_to != actor.user_id:
        return ""
    allow(tx, actor, Act.MANAGE)
    if webhook.shown_as is None:
        tx.webhooks.save(_seen(webhook, command.page, now))
    return tx.webhooks.secrets(webhook.id, now)[0]


def _seen(webhook: Webhook, page: str, now: datetime) -> Webhook:
    if not page:
        return replace(webhook, shown_to=None, shown_until=None)
    return replace(webhook, shown_as=page, shown_until=now + SHOWN_AGAIN_FOR)


def switch_webhook(tx: Transaction, command: Switch, actor: Actor, now: datetime) -> None:
    """Off, it keeps what happens to be sent by hand; on, it begins anew. Raises Refused: NOT_ALLOWED,
    UNKNOWN_WEBHOOK."""
    once(tx, actor, now)
    webhook = _load(tx, command.webhook_id, actor)
    if command.is_on:
        fresh = replace(webhook, off=None, off_since=None, failing_since=None, paused_until=None)
        tx.webhooks.save(fresh)
    elif webhook.off is None:
        tx.webhooks.save(replace(webhook, off=OffReason.ADMIN, off_since=now, paused_until=None))
        tx.webhooks.shelve_waiting(webhook.id, OFF)


def delete_webhook(tx: Transaction, webhook_id: str, actor: Actor, now: datetime) -> None:
    """With its deliveries. Raises Refused: NOT_ALLOWED, UNKNOWN_WEBHOOK."""
    once(tx, actor, now)
    tx.webhooks.drop(_load(tx, webhook_id, actor).id)


def send_test(tx: Transaction, command: SendTest, actor: Actor, now: datetime) -> None:
    """Raises Refused: NOT_ALLOWED, UNKNOWN_WEBHOOK, WEBHOOK_IS_OFF."""
    once(tx, actor, now)
    webhook = _load_on(tx, command.webhook_id, actor)
    tx.outbox.put(trial_delivery(webhook, command.test_id))


def send_again(tx: Transaction, command: SendAgain, actor: Actor, now: datetime) -> int:
    """With the same id, so that a receiver that has it already can tell. Gives how many. Raises Refused: NOT_ALLOWED,
    UNKNOWN_WEBHOOK, WEBHOOK_IS_OFF."""
    once(tx, actor, now)
    webhook = _load_on(tx, command.webhook_id, actor)
    return tx.webhooks.send_again(webhook.id, None if command.effect_id is None else [command.effect_id])


def purge_deliveries(tx: Transaction, _query: None, _actor: Actor, now: datetime) -> int:
    """Forgets deliveries that ended, 30 days after their event; how many."""
    return tx.webhooks.purge(now - KEPT)


def _load(tx: Transaction, webhook_id: str, actor: Actor) -> Webhook:
    allow(tx, actor, Act.MANAGE)
    webhook = tx.webhooks.get(webhook_id)
    if webhook is None:
        raise Refused(Reason.UNKNOWN_WEBHOOK)
    return webhook


def _load_on(tx: Transaction, webhook_id: str, actor: Actor) -> Webhook:
    webhook = _load(tx, webhook_id, actor)
    if webhook.off is not None:
        raise Refused(Reason.WEBHOOK_IS_OFF)
    return webhook


def _address(tx: Transaction, wanted: SetWebhook, actor: Actor) -> str:
    _require_clients(tx, wanted.client_ids, actor)
    return parse_address(wanted.address, may_be_loopback=tx.rules.webhooks_to_loopback)


def _require_clients(tx: Transaction, client_ids: Sequence[str], actor: Actor) -> None:
    if any(tx.clients.get(actor.team_id, client_id) is None for client_id in client_ids):
        raise Refused(Reason.UNKNOWN_CLIENT, field="webhook_clients")


def _line(tx: Transaction, webhook: Webhook, count: DeliveryCount | None) -> WebhookLine:
    clients = (tx.clients.get(webhook.team_id, client_id) for client_id in webhook.client_ids)
    return WebhookLine(webhook, tuple(client for client in clients if client), count or DeliveryCount())
