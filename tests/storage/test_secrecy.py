"""Secrets and people's addresses: sealed at rest, and in nothing that is printed."""

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, make_url, text

from bot.core.domain import Contact, TwilioAccount
from bot.core.rules import Rules
from bot.services.ports import Transaction
from storage.database import Database
from storage.tables import AccountRow, ContactRow
from storage.vault import Vault, WrongKey, normal_address, place_of
from tests.storage.support import KEY, TEAM, add_client, do, do_all

ADDRESS, SECRET = "canary.person@acme.test", "canary-secret-5f1c"
CONTACT = Contact("k1", TEAM, "c1", ADDRESS)
ACCOUNT = TwilioAccount("a1", TEAM, "AC1", "SK1", SECRET)
NEW_KEY = Fernet.generate_key().decode()


def fill(database: Database) -> None:
    do_all(
        database,
        add_client,
        lambda tx: tx.contacts.add(CONTACT),
        lambda tx: tx.accounts.add(ACCOUNT),
    )


def opened(database: Database) -> tuple[Contact | None, TwilioAccount | None]:
    return do(database, lambda tx: (tx.contacts.get("k1"), tx.accounts.get("a1")))


@pytest.fixture
def reopen(url: str) -> Callable[..., Database]:
    return lambda *keys: Database(url, keys, Rules())


def test_nothing_sealed_stands_in_the_files_of_sqlite(sqlite_url: str) -> None:
    database = Database(sqlite_url, [KEY], Rules())
    fill(database)
    folder = Path(make_url(sqlite_url).database or "").parent
    written = b"".join(path.read_bytes() for path in folder.glob("linkdomain.db*"))
    database.close()
    assert b"Acme Corp" in written
    for canary in (ADDRESS, "canary", SECRET, KEY):
        assert canary.encode() not in written


def test_nothing_sealed_stands_in_any_row(database: Database, url: str) -> None:
    fill(database)
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = [connection.execute(text(f"SELECT * FROM {table}")).all() for table in ("contacts", "accounts")]
    engine.dispose()
    assert len(rows) == 2
    assert "canary" not in str(rows)


def test_nothing_sealed_is_logged_or_in_a_traceback(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    fill(database)
    printed = [caplog.text]
    again: list[Callable[[Transaction], object]] = [
        lambda tx: tx.accounts.add(ACCOUNT),
        lambda tx: tx.accounts.add(TwilioAccount("a2", TEAM, "x" * 101, "SK1", SECRET)),
        lambda tx: tx.contacts.add(Contact("k1", TEAM, "c1", f"other.{ADDRESS}")),
        lambda tx: tx.contacts.add(Contact("k" * 101, TEAM, "c1", f"third.{ADDRESS}")),
        lambda tx: tx.contacts.add(Contact("k4", TEAM, "nobody", f"fourth.{ADDRESS}")),
    ]
    for step in again:
        with pytest.raises(Exception) as caught:  # noqa: PT011 whatever it is, it is printed
            do(database, step)
        printed.append("".join(traceback.format_exception(caught.value)))
    logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    assert len(printed) == 6
    for canary in ("canary", KEY, "gAAAA"):
        assert canary not in "".join(printed[1:])
        assert canary not in printed[0]


def test_nothing_sealed_is_in_a_repr() -> None:
    vault, place = Vault([KEY]), place_of(TEAM, "accounts.secret", "a1")
    token = vault.seal(SECRET, place)
    account = AccountRow(id="a1", team_id=TEAM, account_sid="AC1", username="SK1", secret=token)
    contact = ContactRow(id="k1", team_id=TEAM, client_id="c1", address=token, address_index="abc")
    shown = f"{vault!r} {vars(vault).keys()} {account!r} {contact!r} {CONTACT!r} {ACCOUNT!r}"
    for canary in (token, SECRET, ADDRESS, KEY):
        assert canary not in shown


def test_without_the_key_nothing_opens(database: Database, reopen: Callable[..., Database]) -> None:
    fill(database)
    stranger = reopen(NEW_KEY)
    with pytest.raises(WrongKey, match="none of SECRET_KEYS opens"):
        opened(stranger)
    with pytest.raises(WrongKey):
        stranger.verify_keys()
    stranger.close()


async def test_the_wrong_key_is_told_at_the_start(database: Database, reopen: Callable[..., Database]) -> None:
    fill(database)
    stranger = reopen(NEW_KEY)
    with pytest.raises(WrongKey):
        await stranger.start()
    await stranger.stop()
    await database.start()
    await database.stop()


def test_without_any_key_only_what_is_sealed_is_closed(database: Database, reopen: Callable[..., Database]) -> None:
    fill(database)
    keyless = reopen()
    assert do(keyless, lambda tx: tx.clients.count(TEAM)) == 1
    with pytest.raises(WrongKey, match="SECRET_KEYS is not set"):
        opened(keyless)
    with pytest.raises(WrongKey, match="SECRET_KEYS is not set"):
        do(keyless, lambda tx: tx.contacts.add(CONTACT))
    keyless.close()


@pytest.mark.parametrize("bad", ["", "hush", "é" * 44, "A" * 42])
def test_what_is_no_fernet_key_is_named_by_its_place(bad: str) -> None:
    with pytest.raises(WrongKey, match="key 2 of SECRET_KEYS is not a Fernet key") as caught:
        Vault([KEY, bad])
    assert not bad or bad not in str(caught.value)


def test_with_a_second_key_the_old_values_still_open(database: Database, reopen: Callable[..., Database]) -> None:
    fill(database)
    both = reopen(NEW_KEY, KEY)
    assert opened(both) == (CONTACT, ACCOUNT)
    assert do(both, lambda tx: tx.contacts.add(Contact("k2", TEAM, "c1", ADDRESS.upper()))) == "k1"
    both.close()


def test_after_a_rotation_the_old_key_may_go(database: Database, reopen: Callable[..., Database]) -> None:
    fill(database)
    both = reopen(NEW_KEY, KEY)
    assert both.rotate_secrets() == 2
    both.close()
    rotated = reopen(NEW_KEY)
    rotated.verify_keys()
    assert opened(rotated) == (CONTACT, ACCOUNT)
    assert do(rotated, lambda tx: tx.contacts.add(Contact("k2", TEAM, "c1", ADDRESS))) == "k1"
    rotated.close()
    with pytest.raises(WrongKey):
        opened(database)


@pytest.mark.parametrize(
    "move",
    [
        "UPDATE contacts SET address = (SELECT address FROM contacts WHERE id = 'k2') WHERE id = 'k1'",
        "UPDATE contacts SET address = (SELECT secret FROM accounts WHERE id = 'a1') WHERE id = 'k1'",
    ],
)
def test_a_sealed_value_opens_only_where_it_was_sealed(database: Database, url: str, move: str) -> None:
    fill(database)
    do(database, lambda tx: tx.contacts.add(Contact("k2", TEAM, "c1", "other@acme.test")))
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(move))
    engine.dispose()
    with pytest.raises(WrongKey, match="sealed for another place"):
        do(database, lambda tx: tx.contacts.get("k1"))


def test_a_sealed_value_of_another_team_does_not_open() -> None:
    vault = Vault([KEY])
    token = vault.seal(SECRET, place_of("T1", "accounts.secret", "a1"))
    with pytest.raises(WrongKey, match="another place"):
        vault.open(token, place_of("T2", "accounts.secret", "a1"))


def test_teams_do_not_share_the_index_of_an_address() -> None:
    vault = Vault([KEY])
    assert vault.index("T1", ADDRESS) != vault.index("T2", ADDRESS)
    assert vault.index("T1", ADDRESS) == vault.index("T1", f" {ADDRESS.upper()} ")
    assert vault.index("T1", ADDRESS) != Vault([NEW_KEY]).index("T1", ADDRESS)


def test_composed_letters_are_the_same_address() -> None:
    assert normal_address("Jose\u0301@acme.test") == normal_address("josé@ACME.test")
