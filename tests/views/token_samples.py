"""Tokens of other systems in each of their states."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from slack_sdk.models.views import View

from bot.core.messages import Content
from bot.core.tokens import ApiToken, TokenShown
from handlers.views.modals.tokens import token_form, token_list
from handlers.views.tokens import made
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


def spoilt(typed: str) -> Iterator[View | Content]:
    """All of them with the text wherever it may stand."""
    shown = tuple(TokenShown(replace(one.token, name=typed), (typed,) * 9) for one in TOKENS)
    yield from (token_list(shown * 10, T0), token_form("V1"))
    for one in shown:
        yield from (made(one, "https://bot.test/tokens/token-1.abc"), made(one, None))
