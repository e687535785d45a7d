"""Registering clients."""

import pytest

from bot.core.commands import AddClient
from bot.core.errors import Reason, Refused
from bot.services import clients
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
