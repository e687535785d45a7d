"""The page that shows the secret of another system's token. Its button makes the secret, of which a hash is kept."""

import secrets
from collections.abc import Mapping

from bot.core.commands import Actor
from bot.core.tokens import SECRET_BYTES, TokenShown, digest_of, secret_of
from bot.services import tokens
from bot.services.tokens import ShowToken
from bot.web.secret_page import SecretPage


class RevealPage(SecretPage[TokenShown]):
    """`SecretPage` of API tokens."""

    place, template = "tokens", "reveal.html"
    blank = {"clients": "", "can_add": False, "address": ""}
    refusal = "Nothing was made: only the admin who asked may see it, or Slack could not say who is one."

    async def _found(self, link: str, actor: Actor) -> TokenShown | None:
        return await self._run(tokens.token_to_show, self._links.secret_named_by(link) or "", actor, self._clock())

    async def _secret(self, shown: TokenShown) -> str:
        token, secret = shown.token, secret_of(secrets.token_bytes(SECRET_BYTES))
        admin = await self._admin(token.team_id, token.made_by)
        command = ShowToken(token.id, digest_of(secret))
        return secret if await self._run(tokens.show_token, command, admin, self._clock()) else ""

    def _about(self, shown: TokenShown) -> Mapping[str, object]:
        clients = "every client" if shown.token.client_ids is None else ", ".join(shown.clients)
        address = f"{self._links.public_url or ''}/api/v1"
        return {"name": shown.token.name, "clients": clients, "can_add": shown.token.can_add, "address": address}
