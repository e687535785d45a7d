"""A delivery's way: promised with the event, read when it is tried, settled with what follows for its webhook."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.cards import AttachedCampaign, Card
from bot.core.commands import Actor, EffectOutcome
from bot.core.domain import LinkDomain
from bot.core.effects import Effect, EffectKind
from bot.core.errors import Reason, Refused
from bot.core.events import Event
from bot.core.status import status_of
from bot.core.webhooks import (
    GIVEN_UP_AFTER,
    TYPES,
    OffReason,
    SignedPost,
    Webhook,
    message_id,
    payload,
    signed,
    trial_payload,
)
from bot.services.ports import Transaction
from bot.services.showing import card_of

OFF, OUT_OF_SCOPE, GONE = "webhook_off", "other_client", "gone"
"""Why a delivery is not tried any more, besides what the last try said."""
_URGENCY = 7
"""After everything that people see."""
_TEST = "test:"


@dataclass(frozen=True, slots=True)
class DeliveryJob:
    """``problem``: it is not to be sent; ``paused_until``: not yet. ``tries``: how often it was sent before."""

    post: SignedPost | None
    tries: int
    result: dict[str, str]
    problem: str | None = None
    paused_until: datetime | None = None


def delivery_of(webhook: Webhook, subject: str) -> Effect:
    """One event to one webhook. A place of its own for each webhook: one delivery is under way there at a time."""
    place = f"webhook:{webhook.id}"
    return Effect(f"{place}:{subject}", EffectKind.WEBHOOK, webhook.team_id, place, subject, place, _URGENCY)


def trial_delivery(webhook: Webhook, test_id: str) -> Effect:
    """An event of no domain, sent to see whether it arrives."""
    return delivery_of(webhook, f"{_TEST}{test_id}")


def promise(tx: Transaction, domain: LinkDomain, events: Sequence[Event]) -> None:
    """Promises the stored events to whoever wants them. For a webhook that is off they are kept, to be sent by hand."""
    told = [(TYPES[event.kind], event) for event in events if event.kind in TYPES]
    for webhook in tx.webhooks.all() if told else ():
        for kind, event in told:
            if webhook.wants(kind, domain.client_id):
                effect = delivery_of(webhook, str(event.id))
                tx.outbox.put(effect) if webhook.off is None else tx.webhooks.shelve(effect, OFF)


def delivery_job(tx: Transaction, effect_id: int, _actor: Actor, now: datetime) -> DeliveryJob:
    """What to send now: the event, and the domain as it is now. Raises Refused(UNKNOWN_WEBHOOK): it was deleted."""
    delivery = tx.webhooks.delivery(effect_id)
    webhook = tx.webhooks.get(delivery.webhook_id) if delivery else None
    if delivery is None or webhook is None:
        raise Refused(Reason.UNKNOWN_WEBHOOK)
    at = delivery.tried_at
    result = {"tries": str(delivery.tries), "code": delivery.code or "", "at": at.isoformat()} if at else {}
    job = DeliveryJob(None, delivery.tries, result)
    if webhook.off is not None:
        return replace(job, problem=OFF)
    if webhook.paused_until is not None and webhook.paused_until > now:
        return replace(job, paused_until=webhook.paused_until)
    if delivery.event_id is None:
        name = message_id(webhook.team_id, "", str(effect_id))
        return replace(job, post=_signed(tx, webhook, name, trial_payload(delivery.made_at), now))
    return _of_event(tx, job, webhook, delivery.event_id, now)


def _of_event(tx: Transaction, job: DeliveryJob, webhook: Webhook, event_id: int, now: datetime) -> DeliveryJob:
    event = tx.events.get([event_id])[0]
    domain = tx.domains.with_removed(event.domain_id)
    if domain is None or not webhook.serves(domain.client_id):
        return replace(job, problem=OUT_OF_SCOPE)
    card = card_of(tx, domain)
    body = payload(TYPES[event.kind], event, status_of(card), _campaign(card, event))
    name = message_id(webhook.team_id, domain.id, str(event_id))
    return replace(job, post=_signed(tx, webhook, name, body, now))


def _campaign(card: Card, event: Event) -> AttachedCampaign | None:
    """What an event of a campaign is about."""
    wanted = event.details.get("attachment")
    return next((item for item in card.campaigns if item.attachment.id == wanted), None)


def _signed(tx: Transaction, webhook: Webhook, name: str, body: bytes, now: datetime) -> SignedPost:
    return signed(webhook.address, name, body, tx.webhooks.secrets(webhook.id, now), now)


def settled(tx: Transaction, effect: Effect, outcome: EffectOutcome, now: datetime) -> None:
    """What a try says of its webhook: it takes events, it does not, it is gone, or it has taken nothing for days."""
    webhook = tx.webhooks.get(effect.destination.removeprefix("webhook:"))
    if webhook is None or webhook.off is not None:
        return
    if outcome.is_done:
        tx.webhooks.save(replace(webhook, failing_since=None, paused_until=None, last_taken_at=now))
        return
    if outcome.problem in (OFF, OUT_OF_SCOPE) or not outcome.result:
        return
    failing = replace(webhook, failing_since=webhook.failing_since or now, paused_until=_paused(webhook, outcome))
    tx.webhooks.save(failing)
    if outcome.problem == GONE:
        switch_off(tx, failing, OffReason.GONE, outcome.effect_id, now)
    elif outcome.problem is not None and now - (failing.failing_since or now) >= GIVEN_UP_AFTER:
        switch_off(tx, failing, OffReason.FAILING, outcome.effect_id, now)


def _paused(webhook: Webhook, outcome: EffectOutcome) -> datetime | None:
    until = outcome.result.get("paused_until")
    return datetime.fromisoformat(until) if until else webhook.paused_until


def switch_off(tx: Transaction, webhook: Webhook, reason: OffReason, cause: int, now: datetime) -> None:
    """What waits is kept to be sent by hand; the admins hear of it once. ``cause`` is a delivery's id."""
    tx.webhooks.save(replace(webhook, off=reason, off_since=now, paused_until=None))
    tx.webhooks.shelve_waiting(webhook.id, OFF)
    key, place = f"webhook:{webhook.id}:off:{cause}", f"told:{webhook.id}"
    tx.outbox.put(Effect(key, EffectKind.FIND_ADMINS, webhook.team_id, place, webhook.id, "slack:admins"))


def admins_found(tx: Transaction, effect: Effect, outcome: EffectOutcome, _now: datetime) -> None:
    """One message to each of them."""
    for admin in outcome.result.get("admins", "").split():
        key, destination = f"{effect.key}:{admin}", f"slack:{admin}"
        kind = EffectKind.WEBHOOK_OFF
        tx.outbox.put(Effect(key, kind, effect.team_id, effect.domain_id, effect.subject, destination))


def webhook_off(tx: Transaction, webhook_id: str, _actor: Actor, _now: datetime) -> Webhook | None:
    """What the admins are told; None: it is on again, or was deleted."""
    webhook = tx.webhooks.get(webhook_id)
    return webhook if webhook is not None and webhook.off is not None else None
