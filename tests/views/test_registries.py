"""The registries of admins, and the forms that change them."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from slack_sdk.models.views import View

from bot.core.asking import Ask, AskShown
from bot.core.errors import GatewayError
from bot.core.imports import Found, Imported, Offers, ServiceChoice
from bot.core.messages import Content
from bot.core.registry import AccountShown, ClientPage, NameQuery, RegisteredClient
from handlers.views import accounts, asking, registries
from handlers.views.modals import imports
from handlers.views.modals.add import AddDraft, add_form
from handlers.views.modals.attach import FEE
from handlers.views.modals.registry import edit_client_form, edited_campaign, edited_client
from handlers.views.modals.small import client_form
from tests.views import registry_samples as known
from tests.views import samples
from tests.views.support import as_json, check_golden, faults, rendered

SOME = tuple(Found(f"AC{number:032x}", f"Globex {number}") for number in range(3))
CHOICES = (ServiceChoice(SOME[0], ("Spring sale", "Easter <!channel>")), ServiceChoice(SOME[1]))
SALE = Ask("ask-2", "T0TEAM", samples.OWNER, samples.T0, {"domain": "domain-1"}, "Summer", for_client="client-1")
SOLD = AskShown(replace(SALE, campaign_id="k", answered_by=samples.ADMIN), "Acme Corp", "Summer sale", "ls.acme.com")
WISH = Ask("ask-1", "T0TEAM", samples.OWNER, samples.T0, {"host": "globex.com"}, "Globex <!channel>")
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
    "ask_form": asking.ask_form("ask-1", [samples.ADMIN]),
    "asked": asking.asked("Globex <!channel>", [samples.ADMIN, "C0OPS"]),
    "ask": asking.ask(AskShown(WISH, host="globex.com")),
    "ask_campaign_form": asking.ask_form("ask-1", [samples.ADMIN], "Acme Corp"),
    "ask_campaign": asking.ask(AskShown(SALE, "Acme Corp", "", "ls.acme.com")),
    "ask_campaign_over": asking.ask_over(SOLD),
    "ask_campaign_answered": asking.ask_answered(SOLD),
    "ask_over": asking.ask_over(AskShown(replace(WISH, client_id="c", answered_by=samples.ADMIN), "Globex")),
    "ask_answered": asking.ask_answered(AskShown(replace(WISH, client_id="c", answered_by=samples.ADMIN), "Globex")),
    "ask_old": asking.answered_already(None),
    "ask_settled": asking.answered_already(AskShown(replace(WISH, client_id="c", answered_by=samples.ADMIN), "Globex")),
    "client_asked_for": client_form("Globex <!channel>", "ask-1"),
    "add_of_admin": add_form(AddDraft(channel="C0SALES", is_admin=True)),
    "reading": imports.reading(),
    "not_by_key": imports.not_read(GatewayError("twilio", "20003", transient=False), are_accounts=True),
    "not_taken": imports.not_read(GatewayError("twilio", "20003", transient=False)),
    "not_answered": imports.not_read(GatewayError("twilio", "timeout", transient=True)),
    "import_of": imports.choose_client_form(),
    "import_clients": imports.import_clients_form(Offers(SOME, ("Acme <!channel>", "Beta"))),
    "import_nothing": imports.import_clients_form(Offers((), ("Acme Corp",))),
    "import_campaigns": imports.import_campaigns_form("client-1", "Acme *Corp*", Offers(SOME, ())),
    "imported_clients": imports.imported(Imported(("Globex", "Initech"), ("Acme Corp",)), "client"),
    "imported_campaigns": imports.imported(Imported((), ("News",)), "campaign"),
    "choose_service": imports.choose_service_form("Summer sale", CHOICES, FEE, {"campaign": "campaign-2"}),
    "choose_no_service": imports.choose_service_form("Summer sale", (), FEE, {}),
    "edited_client": edited_client(known.BETA),
    "edited_campaign": edited_campaign(samples.SPRING),
    "edited_campaign_without_service": edited_campaign(samples.SUMMER),
}


@pytest.mark.parametrize("name", SHOWN)
def test_each_registry_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"registry_{name}", SHOWN[name])


def test_an_account_with_its_auth_token_names_no_key() -> None:
    line = RegisteredClient(samples.ACME, AccountShown(known.AC, known.AC))
    page = ClientPage((line,), NameQuery(), 1, has_more=False)
    assert "API key" not in rendered(registries.client_list(page, is_admin=False, admins=()))


@pytest.mark.parametrize("count", [100, 101, 250, 1000])
def test_hundreds_are_offered_in_groups_that_slack_takes(count: int) -> None:
    many = tuple(Found(f"AC{number:032x}", "x" * 75) for number in range(count))
    choices = tuple(ServiceChoice(one, ("y" * 3000,) * 40) for one in many)
    for shown in (
        imports.import_clients_form(Offers(many, tuple(one.name for one in many))),
        imports.choose_service_form("x" * 3000, choices, FEE, {}),
    ):
        assert faults(shown) == []
        assert len(json.dumps(as_json(shown))) < 250_000
