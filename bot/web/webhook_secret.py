"""The page that shows the secret of a webhook."""

from collections.abc import Mapping
from typing import ClassVar

from bot.core.commands import Actor
from bot.core.webhooks import Webhook
from bot.services import webhooks
from bot.web.secret_page import SecretPage


class WebhookSecretPage(SecretPage[Webhook]):
    """`SecretPage` of webhooks."""

    place, template = "webhooks", "webhook_secret.html"
    blank: ClassVar[Mapping[str, object]] = {}
    refusal = "Nothing was shown: only the admin who asked may see it, or Slack could not say who is one."

    async def _found(self, link: str, actor: Actor) -> Webhook | None:
        named = self._links.webhook_named_by(link) or ""
        return await self._run(webhooks.secret_to_show, named, actor, self._clock())

    async def _secret(self, shown: Webhook) -> str:
        admin = await self._admin(shown.team_id, shown.shown_to or "")
        return await self._run(webhooks.show_secret, shown.id, admin, self._clock())

    def _about(self, shown: Webhook) -> Mapping[str, object]:
        return {"name": shown.name}
