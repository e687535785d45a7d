"""Registering clients."""

import pytest

from bot.core.commands import AddClient
from bot.core.domain import Client, TwilioAccount
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.registry import AccountShown, NameQuery
from bot.services import clients
from bot.services.clients import DefaultAccount, EditClient
from tests.services.support import ADMIN, OWNER, House


def test_an_admin_adds_a_client_whose_name_is_tidied(house: House) -> None:
    house.run(clients.add_client, AddClient("c2", "  Beta\n GmbH\x00 "), ADMIN)
    known = house.read(lambda tx: tx.clients.get("T1", "c2"))
    assert known is not None
    assert known.name == "Beta GmbH"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", Reason.EMPTY),
        (" \x00\n", Reason.EMPTY),
        ("x" * 81, Reason.TOO_LONG),
        ("ACME corp", Reason.DUPLICATE_CLIENT),
        (" Acme  Corp", Reason.DUPLICATE_CLIENT),
    ],
)
def test_a_name_that_cannot_be_taken_is_refused_beside_its_field(house: House, name: str, reason: Reason) -> None:
    with pytest.raises(Refused) as caught:
        house.run(clients.add_client, AddClient("c2", name), ADMIN)
    assert (caught.value.reason, caught.value.field) == (reason, "name")


def test_others_than_admins_add_no_client(house: House) -> None:
    with pytest.raises(Refused) as caught:
        house.run(clients.add_client, AddClient("c2", "Beta"), OWNER)
    assert caught.value.reason is Reason.NOT_ALLOWED


def test_a_client_is_renamed_and_the_cards_follow_at_once(house: House) -> None:
    domain_id = house.add()
    house.perform()
    for name in ("Acme", "Acme Corp", "Acme"):
        changed = house.run(clients.edit_client, EditClient("c1", f" {name} ", house.new_id("x")), ADMIN)
        assert changed == Client("c1", "T1", name)
        assert [one.effect.kind for one in house.perform()] == [EffectKind.CARD]
    house.run(clients.edit_client, EditClient("c1", "Acme", house.new_id("x")), ADMIN)
    assert house.perform() == []
    house.run(clients.edit_client, EditClient("c1", "ACME", house.new_id("x")), ADMIN)
    assert house.domain(domain_id).client_id == "c1"


@pytest.mark.parametrize(
    ("client_id", "name", "reason", "field"),
    [
        ("c1", "beta", Reason.DUPLICATE_CLIENT, "name"),
        ("c1", "x" * 3000, Reason.TOO_LONG, "name"),
        ("c1", "", Reason.EMPTY, "name"),
        ("c7", "Gamma", Reason.UNKNOWN_CLIENT, None),
    ],
)
def test_a_rename_that_cannot_be_changes_nothing(
    house: House, client_id: str, name: str, reason: Reason, field: str | None
) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    with pytest.raises(Refused) as caught:
        house.run(clients.edit_client, EditClient(client_id, name, "x"), ADMIN)
    assert (caught.value.reason, caught.value.field) == (reason, field)
    assert house.read(lambda tx: tx.clients.by_name("T1", "Acme Corp")) is not None


def test_others_than_admins_change_no_client(house: House) -> None:
    for change in (
        lambda: house.run(clients.edit_client, EditClient("c1", "Beta", "x"), OWNER),
        lambda: house.run(clients.use_default, DefaultAccount("c1"), OWNER),
    ):
        with pytest.raises(Refused) as caught:
            change()
        assert caught.value.reason is Reason.NOT_ALLOWED


def test_clients_are_shown_in_pages_with_their_accounts_and_without_secrets(house: House) -> None:
    house.client_with_account()
    for number in range(20):
        house.run(clients.add_client, AddClient(f"n{number}", f"Client {number:02} <!channel>"), ADMIN)
    first = house.run(clients.client_page, NameQuery())
    assert (first.total, len(first.lines), first.has_more) == (22, 8, True)
    last = house.run(clients.client_page, NameQuery(number=99))
    assert (last.query.number, last.has_more) == (2, False)
    [own] = house.run(clients.client_page, NameQuery(" OWN ")).lines
    assert own.account == AccountShown("AC9", "SK9")
    assert "secret" not in str(own)
    assert house.run(clients.client_page, NameQuery("nobody")).lines == ()


def test_back_to_the_default_account_deletes_what_nobody_uses(house: House) -> None:
    own = house.client_with_account()
    house.read(lambda tx: tx.clients.add(Client("c8", "T1", "Sister", "acc")))
    assert house.run(clients.account_of_client, own) == TwilioAccount("acc", "T1", "AC9", "SK9", "secret")
    house.run(clients.use_default, DefaultAccount(own), ADMIN)
    assert house.run(clients.account_of_client, own) is None
    assert house.run(clients.account_of_client, "c8") is not None
    house.run(clients.use_default, DefaultAccount("c8"), ADMIN)
    assert house.read(lambda tx: tx.accounts.get("acc")) is None


def test_the_account_of_a_campaign_is_its_clients(house: House) -> None:
    campaign = house.campaign(client_id=house.client_with_account())
    account = house.run(clients.account_of_campaign, campaign)
    assert account is not None
    assert account.account_sid == "AC9"
    assert house.run(clients.account_of_campaign, "nothing") is None
