"""Registering what Twilio has."""

import pytest

from bot.core.commands import AddClient
from bot.core.errors import Reason, Refused
from bot.core.imports import Found, Imported
from bot.services import clients, importing
from bot.services.importing import ImportCampaigns, ImportClients, ServicesOf
from tests.services.support import ADMIN, MG, OTHER_MG, OWNER, House

SUB, AC9 = "AC" + "7" * 32, "AC9"
THIRD = "MG" + "5" * 32


def rows(*found: Found) -> importing.Rows:
    return tuple((f"new-{number}", one) for number, one in enumerate(found))


def test_subaccounts_that_are_known_are_marked_by_name_or_because_a_client_uses_them(house: House) -> None:
    house.client_with_account()
    found = (Found(SUB, "Beta"), Found("ACx", "ACME corp"), Found(AC9, "Another name"))
    offers = house.run(importing.client_offers, found, ADMIN)
    assert [one.name for one in offers.offered] == ["Beta"]
    assert offers.known == ("ACME corp", "Another name")


def test_what_was_chosen_is_stored_and_what_came_meanwhile_is_left(house: House) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    done = house.run(importing.import_clients, ImportClients(rows(Found("1", "Gamma"), Found("2", "BETA"))), ADMIN)
    assert done == Imported(("Gamma",), ("BETA",))
    again = house.run(importing.import_clients, ImportClients((("z", Found("1", "Gamma")),)), ADMIN)
    assert again == Imported((), ("Gamma",))


def test_two_hundred_and_fifty_at_once(house: House) -> None:
    found = tuple((f"n{number}", Found(f"AC{number}", f"Client {number}")) for number in range(250))
    assert len(house.run(importing.import_clients, ImportClients(found), ADMIN).added) == 250
    assert house.read(lambda tx: tx.clients.count("T1")) == 251


def test_one_that_cannot_be_stored_keeps_all_of_them_out(house: House) -> None:
    for command in (
        ImportClients(rows(Found("1", "Gamma"), Found("2", "x" * 3000))),
        ImportClients(rows(Found("1", "Gamma"), Found("2", ""))),
    ):
        with pytest.raises(Refused):
            house.run(importing.import_clients, command, ADMIN)
    with pytest.raises(Refused) as caught:
        house.run(importing.import_campaigns, ImportCampaigns("c1", rows(Found(MG, "News"), Found("DN1", "x"))), ADMIN)
    assert (caught.value.reason, caught.value.field) == (Reason.BAD_SERVICE_SID, "imported")
    assert house.read(lambda tx: tx.clients.by_name("T1", "Gamma")) is None
    assert house.read(lambda tx: tx.campaigns.of_client("T1", "c1")) == []


def test_services_become_campaigns_of_the_client(house: House) -> None:
    other = house.client_with_account()
    house.campaign("Spring", MG, client_id=other)
    house.campaign("News", None)
    found = (Found(MG, "Spring"), Found(OTHER_MG, "news"), Found(THIRD, "Summer <!channel>"))
    offers = house.run(importing.campaign_offers, ServicesOf("c1", found), ADMIN)
    assert offers.known == ("news", "Spring")
    done = house.run(importing.import_campaigns, ImportCampaigns("c1", rows(*offers.offered)), ADMIN)
    assert done.added == ("Summer \u2039!channel\u203a",)
    [stored] = house.read(lambda tx: tx.campaigns.of_service("T1", THIRD))
    assert (stored.client_id, stored.name) == ("c1", done.added[0])


def test_who_shares_a_service_is_named(house: House) -> None:
    for name in ("Spring", "Easter"):
        house.campaign(name, MG)
    choices = house.run(importing.service_choices, (Found(MG, "One"), Found(OTHER_MG, "Two")), ADMIN)
    assert [(one.service.name, one.used_by) for one in choices] == [("One", ("Easter", "Spring")), ("Two", ())]


def test_only_admins_import_and_only_for_clients_that_are_there(house: House) -> None:
    for work in (
        lambda: house.run(importing.client_offers, (), OWNER),
        lambda: house.run(importing.campaign_offers, ServicesOf("c1", ()), OWNER),
        lambda: house.run(importing.service_choices, (), OWNER),
        lambda: house.run(importing.import_clients, ImportClients(rows(Found("1", "x"))), OWNER),
        lambda: house.run(importing.import_campaigns, ImportCampaigns("c1", rows(Found(MG, "x"))), OWNER),
    ):
        with pytest.raises(Refused) as caught:
            work()
        assert caught.value.reason is Reason.NOT_ALLOWED
    for nothing in (ImportClients(()), ImportCampaigns("c1", ())):
        with pytest.raises(Refused) as caught:
            house.run(
                importing.import_clients if isinstance(nothing, ImportClients) else importing.import_campaigns,  # type: ignore[arg-type]
                nothing,
                ADMIN,
            )
        assert (caught.value.reason, caught.value.field) == (Reason.EMPTY, "imported")
    with pytest.raises(Refused) as caught:
        house.run(importing.import_campaigns, ImportCampaigns("c7", rows(Found(MG, "x"))), ADMIN)
    assert caught.value.reason is Reason.UNKNOWN_CLIENT
