"""Domains that were added together, on both databases."""

import pytest

from bot.core.errors import Conflict
from storage.database import Database
from tests.storage.support import OTHER_TEAM, STRANGER, TEAM, add_domains, do, link_domain


def test_a_batch_knows_its_domains_and_they_know_it(database: Database) -> None:
    add_domains(database, *(link_domain(number) for number in (1, 2, 3)))
    do(database, lambda tx: tx.batches.add("b1", ["d1", "d2"]))
    assert do(database, lambda tx: (tx.batches.of_domain("d1"), tx.batches.of_domain("d3"))) == ("b1", None)
    together = do(database, lambda tx: tx.surveys.domains(TEAM, "b1"))
    assert {domain.id for domain in together} == {"d1", "d2"}


def test_a_domain_comes_with_one_batch(database: Database) -> None:
    add_domains(database, link_domain(1))
    do(database, lambda tx: tx.batches.add("b1", ["d1"]))
    with pytest.raises(Conflict):
        do(database, lambda tx: tx.batches.add("b2", ["d1"]))


def test_another_team_sees_no_batch(database: Database) -> None:
    add_domains(database, link_domain(1))
    do(database, lambda tx: tx.batches.add("b1", ["d1"]))
    assert do(database, lambda tx: (tx.batches.of_domain("d1"), tx.surveys.domains(OTHER_TEAM, "b1")), STRANGER) == (
        None,
        [],
    )
