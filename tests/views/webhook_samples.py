"""Webhooks and deliveries as they stand after some days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from slack_sdk.models.views import View

from bot.core.domain import Client
from bot.core.effects import EffectState
from bot.core.messages import Content
from bot.core.webhooks import (
    Delivery,
    DeliveryCount,
    OffReason,
    Webhook,
    WebhookLine,
    WebhookShown,
    WebhookType,
)
from handlers.views.modals import webhooks as views
from tests.views.samples import ACME, T0

SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
ON = Webhook("w1", "T0TEAM", "https://crm.acme.com/hooks?key=canary", (), (), "U0ADMIN", T0, last_taken_at=T0)
CHOSEN = replace(
    ON, id="w2", types=(WebhookType.DOMAIN_LIVE, WebhookType.DOMAIN_DEGRADED), client_ids=(ACME.id,), failing_since=T0
)
OFF = replace(ON, off=OffReason.FAILING, off_since=T0)
WAITING = Delivery(1, "w1", 11, "domain.live", "ls.acme.com", EffectState.NEW, T0, T0 + timedelta(minutes=5))
TRIED = replace(WAITING, effect_id=2, tries=3, code="500", tried_at=T0)
DELIVERIES = (
    WAITING,
    TRIED,
    replace(TRIED, effect_id=3, state=EffectState.SENDING),
    replace(TRIED, effect_id=4, state=EffectState.DONE, tries=1, code="204"),
    replace(TRIED, effect_id=5, state=EffectState.DEAD, tries=10, code="timeout", problem="timeout"),
    replace(TRIED, effect_id=6, state=EffectState.DEAD, tries=1, code="410", problem="gone"),
    replace(WAITING, effect_id=7, state=EffectState.DEAD, problem="webhook_off"),
    replace(WAITING, effect_id=8, state=EffectState.DEAD, problem="other_client"),
    replace(TRIED, effect_id=9, code="302"),
    replace(TRIED, effect_id=10, type="webhook.test", host="", event_id=None, code="private_address"),
)
COUNT = DeliveryCount(24, 3, 4)
SHOWN = WebhookShown(WebhookLine(ON, (), COUNT), DELIVERIES, 1, has_more=True)
NARROW = WebhookShown(WebhookLine(CHOSEN, (ACME,), DeliveryCount()))


def spoilt(typed: str, client: Client) -> Iterator[View | Content]:
    """All of them with the text wherever it may stand."""
    ill = replace(CHOSEN, address=f"https://x.acme.com/{typed[:1900]}", client_ids=("c",) * 9)
    tried = replace(TRIED, host=typed, code=typed, problem=typed)
    for off in (None, *OffReason):
        webhook = replace(ill, off=off, off_since=T0 if off else None)
        line = WebhookLine(webhook, (client,) * 9, COUNT)
        found = tuple(replace(tried, state=state) for state in EffectState)
        shown = WebhookShown(line, (*found, *DELIVERIES[:3]), 1, has_more=True)
        yield views.webhook_view(shown, {"list": "V1"})
        yield views.webhook_list([line] * 20)
        yield from (views.webhook_form(shown, {}), views.secret_view(webhook, SECRET, is_new=True))
        yield views.secret_link(webhook, "https://bot.test/webhooks/w1.mark", T0, is_new=False)
        yield from (views.webhook_off(webhook), views.deleted(webhook.name))
    yield views.webhook_list([])
