"""Tokens of other systems in each of their states."""

from dataclasses import replace
from datetime import timedelta

from bot.core.tokens import ApiToken, TokenShown
from tests.views.samples import ADMIN, T0

_WORKS = ApiToken(
    "token-1",
    "T0TEAM",
    "Billing <!channel>",
    ADMIN,
    T0,
    digest="a" * 64,
    expires_at=T0 + timedelta(days=365),
    used_at=T0 + timedelta(hours=2),
)
EVERY = TokenShown(replace(_WORKS, digest=None, used_at=None))
SOME = TokenShown(replace(_WORKS, name="CRM", client_ids=("c1", "c2"), can_add=True), ("Acme Corp", "Beta <!here> Ltd"))
TOKENS = (
    EVERY,
    SOME,
    TokenShown(_WORKS),
    TokenShown(replace(_WORKS, name="Old", expires_at=T0, used_at=None)),
    TokenShown(replace(_WORKS, name="For ever", expires_at=None, client_ids=tuple("abcdefg")), tuple("ABCDEFG")),
)
