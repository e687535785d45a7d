"""Lean readings of a whole team say what the aggregates say, on both databases."""

from datetime import timedelta

from bot.core.events import EventKind
from bot.core.facts import FactState
from bot.core.overview import PACED
from storage.database import Database
from tests.bench.seed import NOW, TEAM, fill
from tests.storage.support import OTHER_TEAM, do


def test_domains_are_read_without_what_only_a_card_shows(database: Database) -> None:
    fill(database, 24)
    lean, whole = do(database, lambda tx: (tx.surveys.domains(TEAM), tx.domains.of_team(TEAM)))
    assert [one.id for one in lean] == [one.id for one in whole]
    for one, other in zip(lean, whole, strict=True):
        assert (one.request, one.details, one.created_at) == (other.request, other.details, other.created_at)
        assert {name: fact.state for name, fact in one.facts.items()} == {
            name: fact.state for name, fact in other.facts.items()
        }
        wrong = [name for name, fact in one.facts.items() if fact.state is FactState.WRONG]
        assert [one.fact(name).finding for name in wrong] == [other.fact(name).finding for name in wrong]
        assert all(fact.evidence is None for fact in one.facts.values())


def test_each_kind_of_event_is_known_by_its_first_time(database: Database) -> None:
    fill(database, 2)
    firsts = do(database, lambda tx: tx.surveys.firsts(TEAM, PACED))
    assert set(firsts) == {"d0", "d1"}
    assert firsts["d0"][EventKind.ADDED] == NOW
    assert firsts["d1"][EventKind.LIVE] == NOW - timedelta(minutes=60 - 80)


def test_clients_campaigns_and_sids_are_counted(database: Database) -> None:
    fill(database, 24)
    counted = do(
        database,
        lambda tx: (len(tx.surveys.clients(TEAM)), tx.surveys.count_campaigns(TEAM), tx.surveys.count_sids(TEAM)),
    )
    assert counted == (3, 0, {None: 20})


def test_another_team_sees_nothing_of_it(database: Database) -> None:
    fill(database, 3)
    seen = do(
        database,
        lambda tx: (
            tx.surveys.domains(OTHER_TEAM),
            tx.surveys.clients(OTHER_TEAM),
            tx.surveys.firsts(OTHER_TEAM, PACED),
            tx.surveys.count_sids(OTHER_TEAM),
        ),
    )
    assert seen == ([], {}, {}, {})
