"""What the services may rely on: links to the page that has records written."""

from dataclasses import replace

import pytest

from bot.core.errors import Conflict
from bot.core.write_links import WriteLink
from storage.database import Database
from tests.storage.support import NOW, STRANGER, TEAM, add_domains, do, later, link_domain

LINK = WriteLink("w1", TEAM, link_domain().id, "UOWN", NOW, later(900))


def furnished(database: Database) -> None:
    add_domains(database, link_domain())


def test_a_link_comes_back_as_it_was_put_to_its_own_team(database: Database) -> None:
    furnished(database)
    do(database, lambda tx: tx.write_links.put(LINK))
    assert do(database, lambda tx: tx.write_links.get("w1")) == LINK
    assert do(database, lambda tx: tx.write_links.get("w1"), STRANGER) is None
    used = replace(LINK, tries=2, used_at=later(5))
    do(database, lambda tx: tx.write_links.put(used))
    assert do(database, lambda tx: tx.write_links.get("w1")) == used
    with pytest.raises(Conflict):
        do(database, lambda tx: tx.write_links.put(replace(LINK, team_id="T9")), STRANGER)
    assert do(database, lambda tx: tx.write_links.get("w1")) == used


def test_unused_links_of_one_manager_are_forgotten_and_old_ones_purged(database: Database) -> None:
    furnished(database)
    others = (
        replace(LINK, id="w2", manager="UOTH"),
        replace(LINK, id="w3", used_at=NOW),
        replace(LINK, id="client:x", manager=""),
    )
    for link in (LINK, *others):
        do(database, lambda tx, link=link: tx.write_links.put(link))
    do(database, lambda tx: tx.write_links.forget(LINK.domain_id, "UOWN"), STRANGER)
    assert do(database, lambda tx: tx.write_links.get("w1")) == LINK
    do(database, lambda tx: tx.write_links.forget(LINK.domain_id, "UOWN"))
    assert do(database, lambda tx: tx.write_links.get("w1")) is None
    assert [do(database, lambda tx, link=link: tx.write_links.get(link.id)) for link in others] == list(others)
    assert do(database, lambda tx: tx.write_links.purge(later(900))) == 0
    assert do(database, lambda tx: tx.write_links.purge(later(901)), STRANGER) == 0
    assert do(database, lambda tx: tx.write_links.purge(later(901))) == 3
