"""The page that shows the secret of another system's token. Its button makes the secret, of which a hash is kept.

The secret is made of what the page holds, by our key: the same page makes the same one again, and nothing that is
stored could.
"""

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

    async def _found(self, link: str, actor: Actor, page: str) -> TokenShown | None:
        token_id, now = self._links.secret_named_by(link) or "", self._clock()
        found = await self._run(tokens.token_to_show, token_id, actor, now)
        if found or not page:
            return found
        return await self._run(tokens.token_shown_again, _wanted(token_id, self._made(token_id, page)), actor, now)

    async def _secret(self, shown: TokenShown, page: str) -> str:
        token = shown.token
        made = self._made(token.id, page)
        admin = await self._admin(token.team_id, token.made_by)
        digest = await self._run(tokens.show_token, _wanted(token.id, made), admin, self._clock())
        return made.get(digest, "")

    def _made(self, token_id: str, page: str) -> dict[str, str]:
        """The secrets by their hashes, by the newest key first; a page that holds nothing gets a random one."""
        bytes_of = self._links.derived("token secret", f"{token_id}:{page}") if page else ()
        secrets_made = [secret_of(one) for one in bytes_of or (secrets.token_bytes(SECRET_BYTES),)]
        return {digest_of(secret): secret for secret in secrets_made}

    def _about(self, shown: TokenShown) -> Mapping[str, object]:
        clients = "every client" if shown.token.client_ids is None else ", ".join(shown.clients)
        address = f"{self._links.public_url or ''}/api/v1"
        return {"name": shown.token.name, "clients": clients, "can_add": shown.token.can_add, "address": address}


def _wanted(token_id: str, made: Mapping[str, str]) -> ShowToken:
    digest, *former = made
    return ShowToken(token_id, digest, tuple(former))
