"""Links to the page for credentials, and what is stored by one."""

from dataclasses import replace

import pytest

from bot.core.commands import AddClient
from bot.core.credentials import MOST_TRIES, Typed, typed_of
from bot.core.domain import TwilioAccount
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.people import Role
from bot.core.registry import AccountShown
from bot.services import clients, credentials
from bot.services.clients import DefaultAccount
from bot.services.credentials import MakeLink, SetAccount
from tests.services.support import ADMIN, BOT, OWNER, House, person

AC, SK = "AC" + "5" * 32, "SK" + "6" * 32
TYPED = Typed(AC, SK, "canary-secret")


def linked(house: House, client_id: str = "c1") -> str:
    return house.run(credentials.make_link, MakeLink(house.new_id("l"), client_id), ADMIN).id


def stored(house: House, link_id: str, typed: Typed = TYPED) -> bool:
    return house.run(credentials.set_account, SetAccount(link_id, house.new_id("acc"), typed), ADMIN)


def account(house: House, client_id: str = "c1") -> TwilioAccount | None:
    return house.run(clients.account_of_client, client_id)


def test_a_link_stores_credentials_once_and_the_admin_is_told(house: House) -> None:
    link = linked(house)
    assert stored(house, link)
    kept = account(house)
    assert kept is not None
    assert (kept.account_sid, kept.username, kept.secret) == (AC, SK, "canary-secret")
    [told] = house.perform()
    assert (told.effect.kind, told.effect.destination) == (EffectKind.ACCOUNT_SET, f"slack:{ADMIN.user_id}")
    shown = house.run(credentials.account_set, told.effect.subject, BOT)
    assert shown is not None
    assert shown.account == AccountShown(AC, SK)
    assert not stored(house, link, replace(TYPED, secret="again"))
    assert account(house) == kept
    assert house.run(credentials.link_shown, link, BOT) is None


def test_a_link_ends_after_a_quarter_of_an_hour(house: House) -> None:
    link = linked(house)
    house.wait(15 * 60 - 1)
    assert house.run(credentials.link_shown, link, BOT) is not None
    house.wait(1)
    assert house.run(credentials.link_shown, link, BOT) is None
    assert not stored(house, link)
    assert account(house) is None


def test_a_newer_link_takes_the_place_of_the_last_one_of_this_admin(house: House) -> None:
    first, second = linked(house), linked(house)
    assert house.run(credentials.link_shown, first, BOT) is None
    assert house.run(credentials.link_shown, second, BOT) is not None


def test_two_admins_at_once_each_have_their_own_link_and_the_last_one_holds(house: House) -> None:
    other = person("UADM2", Role.ADMIN)
    mine = linked(house)
    theirs = house.run(credentials.make_link, MakeLink("other", "c1"), other).id
    assert stored(house, mine)
    assert not house.run(credentials.set_account, SetAccount(theirs, "x", TYPED), ADMIN)
    newer = replace(TYPED, secret="newer")
    assert house.run(credentials.set_account, SetAccount(theirs, "x", newer), other)
    kept = account(house)
    assert kept is not None
    assert kept.secret == "newer"


def test_tries_are_counted_and_looking_is_none(house: House) -> None:
    link = linked(house)
    for _ in range(MOST_TRIES):
        house.run(credentials.link_shown, link, BOT)
        assert house.run(credentials.begin_try, link, BOT) is not None
    assert house.run(credentials.begin_try, link, BOT) is None
    assert stored(house, link)


def test_credentials_are_rotated_and_those_nobody_uses_are_deleted(house: House) -> None:
    stored(house, linked(house))
    first = account(house)
    assert first is not None
    stored(house, linked(house), replace(TYPED, secret="newer"))
    assert account(house) == replace(first, secret="newer")
    stored(house, linked(house), Typed(AC, "", "token"))
    second = account(house)
    assert second is not None
    assert second.username == AC
    assert house.read(lambda tx: tx.accounts.get(first.id)) is None
    house.run(clients.use_default, DefaultAccount("c1"), ADMIN)
    assert house.read(lambda tx: tx.accounts.get(second.id)) is None


def test_two_clients_of_one_account_share_its_credentials(house: House) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    stored(house, linked(house))
    stored(house, linked(house, "c2"), replace(TYPED, secret="newer"))
    assert account(house) == account(house, "c2")
    house.run(clients.use_default, DefaultAccount("c1"), ADMIN)
    assert account(house, "c2") is not None


def test_only_admins_make_links_and_only_the_links_admin_stores(house: House) -> None:
    with pytest.raises(Refused) as caught:
        house.run(credentials.make_link, MakeLink("l", "c1"), OWNER)
    assert caught.value.reason is Reason.NOT_ALLOWED
    with pytest.raises(Refused) as caught:
        house.run(credentials.make_link, MakeLink("l", "c7"), ADMIN)
    assert caught.value.reason is Reason.UNKNOWN_CLIENT
    link, demoted = linked(house), replace(ADMIN, roles=frozenset({Role.MANAGER}))
    with pytest.raises(Refused):
        house.run(credentials.set_account, SetAccount(link, "a", TYPED), demoted)
    assert not house.run(credentials.set_account, SetAccount(link, "a", TYPED), person("UOTHER", Role.ADMIN))
    assert not house.run(credentials.set_account, SetAccount(link, "a", TYPED), replace(ADMIN, team_id="T2"))
    assert account(house) is None


def test_links_are_forgotten_a_day_after_they_ended(house: House) -> None:
    linked(house)
    house.wait(86400)
    assert house.run(credentials.purge_links, None, BOT) == 0
    house.wait(16 * 60)
    assert house.run(credentials.purge_links, None, BOT) == 1


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        (("ac" + "5F" * 16, "", "token"), ()),
        ((f" {AC} ", f" {SK}\n", " s "), ()),
        (("", "", ""), ("account_sid", "secret")),
        ((SK, AC, "a b"), ("account_sid", "key_sid", "secret")),
        ((AC, SK, "x" * 201), ("secret",)),
        ((AC, SK, "é"), ("secret",)),
        ((AC + "<!channel>", "SK", "s"), ("account_sid", "key_sid")),
    ],
)
def test_what_cannot_be_right_is_named(typed: tuple[str, str, str], faults: tuple[str, ...]) -> None:
    assert typed_of(*typed).faults == faults


def test_a_secret_is_in_no_repr() -> None:
    assert "canary" not in repr(TYPED) + repr(SetAccount("l", "a", TYPED))
