"""The registries of admins, and the forms that change them."""

from collections.abc import Mapping

import pytest
from slack_sdk.models.views import View

from bot.core.messages import Content
from bot.core.registry import AccountShown, ClientPage, ClientQuery, RegisteredClient
from handlers.views import accounts, registries
from handlers.views.modals.registry import edit_client_form, edited_client
from tests.views import registry_samples as known
from tests.views import samples
from tests.views.support import check_golden, rendered

SHOWN: Mapping[str, Content | View] = {
    "clients": registries.client_list(known.CLIENTS, is_admin=True, admins=()),
    "clients_many": registries.client_list(known.MANY, is_admin=True, admins=()),
    "clients_for_others": registries.client_list(known.CLIENTS, is_admin=False, admins=[samples.ADMIN]),
    "no_clients": registries.client_list(known.EMPTY, is_admin=False, admins=[]),
    "edit_client": edit_client_form(known.WITH_KEY),
    "edit_client_of_default": edit_client_form(RegisteredClient(samples.ACME)),
    "account_link": accounts.link(known.BETA, "https://bot.test/credentials/l1.abc", samples.T0),
    "account_no_page": accounts.no_page(),
    "account_set": accounts.account_set(known.WITH_KEY),
    "edited_client": edited_client(known.BETA),
}


@pytest.mark.parametrize("name", SHOWN)
def test_each_registry_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"registry_{name}", SHOWN[name])


def test_an_account_with_its_auth_token_names_no_key() -> None:
    line = RegisteredClient(samples.ACME, AccountShown(known.AC, known.AC))
    page = ClientPage((line,), ClientQuery(), 1, has_more=False)
    assert "API key" not in rendered(registries.client_list(page, is_admin=False, admins=()))
