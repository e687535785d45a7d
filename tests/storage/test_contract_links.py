"""What the services may rely on: client links."""

from dataclasses import replace
from datetime import timedelta

from bot.core.links import new_link
from storage.database import Database
from tests.storage.support import NOW, STRANGER, add_domains, do, do_all, link_domain

LINK = new_link("d1", 1, NOW)


def test_a_link_comes_back_as_it_was_saved_to_its_own_team(database: Database) -> None:
    add_domains(database, link_domain(1))
    do(database, lambda tx: tx.links.add(LINK))
    assert do(database, lambda tx: tx.links.get(LINK.id), STRANGER) is None
    shown = replace(LINK.sent(NOW).opened(NOW), undeliverable=("k1", "k2"), fault="451")
    do(database, lambda tx: tx.links.save(shown))
    assert do(database, lambda tx: (tx.links.get(LINK.id), tx.links.of_domain("d1"))) == (shown, shown)


def test_the_newest_link_is_the_last_one_made_even_where_the_clock_was_set_back_meanwhile(database: Database) -> None:
    add_domains(database, link_domain(1))
    newer = new_link("d1", 2, NOW - timedelta(hours=1))
    do_all(database, lambda tx: tx.links.add(replace(LINK, revoked_at=NOW)), lambda tx: tx.links.add(newer))
    assert do(database, lambda tx: tx.links.of_domain("d1")) == newer
