"""Text that PostgreSQL cannot hold is made holdable on the way, the same on both databases."""

import pytest

from bot.core.domain import Client
from storage.columns import storable
from storage.database import Database
from tests.storage.support import NOW, TEAM, add_client, add_domains, do, link_domain

BAD = "a\0b\ud800c"


@pytest.mark.parametrize(("given", "held"), [(BAD, "ab?c"), ("a\nb\t🙂", "a\nb\t🙂"), ("\0", "")])
def test_nul_goes_and_a_lone_surrogate_becomes_a_question_mark(given: str, held: str) -> None:
    assert storable(given) == held


def test_such_text_is_stored_and_found(database: Database) -> None:
    do(database, lambda tx: tx.clients.add(Client("c\0" + "2", TEAM, BAD)))
    assert do(database, lambda tx: tx.clients.get(TEAM, "c2\0")) == Client("c2", TEAM, "ab?c")
    assert do(database, lambda tx: tx.clients.by_name(TEAM, BAD)) is not None
    assert len(do(database, lambda tx: tx.clients.matching(TEAM, "b\ud800", 5))) == 1


def test_every_look_up_takes_such_text(database: Database) -> None:
    do(database, add_client)
    add_domains(database, link_domain(note=BAD))
    domain = do(database, lambda tx: tx.domains.get("\0d1"))
    assert domain is not None
    assert domain.note == "ab?c"
    assert do(database, lambda tx: tx.domains.by_host(TEAM, BAD)) is None
    assert do(database, lambda tx: tx.domains.matching(TEAM, "\0acme", 5)) == [domain]
    assert do(database, lambda tx: tx.outbox.external_id(BAD)) is None
    assert do(database, lambda tx: tx.deliveries.record(BAD, NOW)) is True
    assert do(database, lambda tx: tx.deliveries.record(BAD, NOW)) is False
