"""API tokens as admins see them."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from slack_sdk.models.views import View

from bot.core.messages import Content
from handlers.views.modals.tokens import token_form, token_list
from handlers.views.tokens import made
from tests.views.samples import T0
from tests.views.support import as_json, check_golden, faults
from tests.views.token_samples import EVERY, SOME, TOKENS

NOW = T0 + timedelta(days=1)
SHOWN: Mapping[str, Content | View] = {
    "tokens": token_list(TOKENS, NOW),
    "tokens_none": token_list((), NOW),
    "token_form": token_form("V1"),
    "token_made": made(EVERY, "https://bot.test/tokens/token-1.abc"),
    "token_made_without_address": made(SOME, None),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_admins_read_is_as_agreed(name: str) -> None:
    check_golden(name, SHOWN[name])


@pytest.mark.parametrize("name", SHOWN)
def test_slack_would_take_it_and_nobody_is_called_up(name: str) -> None:
    assert faults(SHOWN[name]) == []
    assert [word for word in ("<!channel", "<!here") if word in str(as_json(SHOWN[name]))] == []


def test_fifty_tokens_fit_into_one_window() -> None:
    assert len(token_list(TOKENS * 12, NOW).blocks or ()) <= 100
