"""The page that shows the secret of a webhook."""

import hashlib
from collections.abc import Mapping
from typing import ClassVar

from bot.core.commands import Actor
from bot.core.webhooks import Webhook
from bot.services import webhooks
from bot.services.webhooks import ShowSecret
from bot.web.secret_page import SecretPage


class WebhookSecretPage(SecretPage[Webhook]):
    """`SecretPage` of webhooks."""

    place, template = "webhooks", "webhook_secret.html"
    blank: ClassVar[Mapping[str, object]] = {}
    refusal = "Nothing was shown: only the admin who asked may see it, or Slack could not say who is one."

    async def _found(self, link: str, actor: Actor, page: str) -> Webhook | None:
        wanted = ShowSecret(self._links.webhook_named_by(link) or "", _hash(page))
        return await self._run(webhooks.secret_to_show, wanted, actor, self._clock())

    async def _secret(self, shown: Webhook, page: str) -> str:
        admin = await self._admin(shown.team_id, shown.shown_to or "")
        return await self._run(webhooks.show_secret, ShowSecret(shown.id, _hash(page)), admin, self._clock())

    def _about(self, shown: Webhook) -> Mapping[str, object]:
        return {"name": shown.name}


def _hash(page: str) -> str:
    return hashlib.sha256(page.encode()).hexdigest() if page else ""
