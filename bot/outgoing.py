"""Wiring of webhooks: what carries them, and what admins are told of them."""

from collections.abc import Mapping

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.commands import Actor
from bot.core.effects import EffectKind
from bot.core.messages import Content
from bot.core.rules import Rules
from bot.core.webhooks import Webhook
from bot.gateways.slack import SlackMessenger
from bot.gateways.webhooks import WebhookCourier
from bot.services.ports import Clock, Directory, Run
from bot.workers.performers_webhooks import webhook_performers
from bot.workers.performing import Performer
from handlers.views.modals import webhooks


class WebhookViews:
    """`bot.services.ports_webhooks.RenderWebhooks`, bound to the views."""

    def webhook_off(self, model: Webhook) -> Content:
        return webhooks.webhook_off(model)


def performers(
    run: Run, slack: AsyncWebClient, directory: Directory, clock: Clock, bot: Actor, rules: Rules, extra_ca: str | None
) -> Mapping[EffectKind, Performer]:
    """A performer for each kind of effect of webhooks. ``extra_ca`` is a PEM file trusted in addition."""
    courier = WebhookCourier(may_be_loopback=rules.webhooks_to_loopback, extra_ca=extra_ca)
    return webhook_performers(run, courier, SlackMessenger(slack), WebhookViews(), directory, clock, bot)
