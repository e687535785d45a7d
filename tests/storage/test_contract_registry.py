"""What the services may rely on: links to the page for credentials."""

from dataclasses import replace

import pytest

from bot.core.asking import Ask
from bot.core.credentials import CredentialLink
from bot.core.errors import Conflict
from storage.database import Database
from tests.storage.support import NOW, STRANGER, TEAM, add_client, do, later

LINK = CredentialLink("l1", TEAM, "c1", "UADM", NOW, later(900))


def test_a_link_comes_back_as_it_was_saved_to_its_own_team(database: Database) -> None:
    do(database, add_client)
    do(database, lambda tx: tx.credential_links.add(LINK))
    assert do(database, lambda tx: tx.credential_links.get("l1")) == LINK
    assert do(database, lambda tx: tx.credential_links.get("l1"), STRANGER) is None
    used = replace(LINK, tries=2, used_at=later(5))
    do(database, lambda tx: tx.credential_links.save(used))
    assert do(database, lambda tx: tx.credential_links.get("l1")) == used
    for wrong in (lambda tx: tx.credential_links.add(LINK), lambda tx: tx.credential_links.save(replace(LINK, id="x"))):
        with pytest.raises(Conflict):
            do(database, wrong)


def test_unused_links_of_one_admin_for_one_client_are_forgotten_and_old_ones_purged(database: Database) -> None:
    do(database, add_client)
    kept = (replace(LINK, id="used", used_at=NOW), replace(LINK, id="theirs", admin="UADM2"))
    for link in (LINK, *kept):
        do(database, lambda tx, link=link: tx.credential_links.add(link))
    do(database, lambda tx: tx.credential_links.forget("c1", "UADM"), STRANGER)
    assert do(database, lambda tx: tx.credential_links.get("l1")) == LINK
    do(database, lambda tx: tx.credential_links.forget("c1", "UADM"))
    assert do(database, lambda tx: tx.credential_links.get("l1")) is None
    assert do(database, lambda tx: tx.credential_links.purge(later(900))) == 0
    assert do(database, lambda tx: tx.credential_links.purge(later(901)), STRANGER) == 0
    assert do(database, lambda tx: tx.credential_links.purge(later(901))) == 2


ASK = Ask("q1", TEAM, "U1", NOW, {"host": "é.test", "note": 'a "b"'}, "Globex")


def test_an_ask_comes_back_as_it_was_saved_to_its_own_team(database: Database) -> None:
    do(database, add_client)
    do(database, lambda tx: tx.asks.add(ASK))
    do(database, lambda tx: tx.asks.add(replace(ASK, id="q2", name="")))
    assert do(database, lambda tx: tx.asks.get("q1")) == ASK
    assert do(database, lambda tx: tx.asks.get("q1"), STRANGER) is None
    assert do(database, lambda tx: tx.asks.open(TEAM)) == [ASK]
    assert do(database, lambda tx: tx.asks.open(TEAM), STRANGER) == []
    done = replace(ASK, client_id="c1", answered_by="UADM")
    do(database, lambda tx: tx.asks.save(done))
    assert do(database, lambda tx: tx.asks.get("q1")) == done
    assert do(database, lambda tx: tx.asks.open(TEAM)) == []
    for wrong in (lambda tx: tx.asks.add(ASK), lambda tx: tx.asks.save(replace(ASK, id="x"))):
        with pytest.raises(Conflict):
            do(database, wrong)
    assert do(database, lambda tx: tx.asks.purge(NOW), STRANGER) == 0
    assert do(database, lambda tx: tx.asks.purge(NOW)) == 2
