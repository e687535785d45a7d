"""Lean readings of a whole team say what the aggregates say, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.cards import Stage
from bot.core.effects import EffectKind
from bot.core.events import EventKind
from bot.core.facts import FactState
from bot.core.overview import PACED
from bot.core.stage import stage_of
from bot.services.ports_overview import Sought
from storage.database import Database
from tests.bench.seed import NOW, OWNER, TEAM, fill
from tests.storage.support import OTHER_TEAM, do, effect


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


def test_what_may_need_something_is_found_by_columns(database: Database) -> None:
    fill(database, 24)
    do(database, lambda tx: tx.batches.add_group("g1", ["r2", "r8"]))
    do(database, lambda tx: tx.outbox.put(effect(1, EffectKind.NUDGE, domain_id="nudge:g1")))
    whole, pending, live, groups, told = do(
        database,
        lambda tx: (
            tx.domains.of_team(TEAM),
            tx.surveys.seek(TEAM, Sought(is_pending=True)),
            tx.surveys.newest(TEAM, is_live=True),
            tx.surveys.groups(TEAM),
            tx.surveys.with_effects({"nudge:g1", "nudge:r14"}),
        ),
    )
    assert [one.id for one in pending] == [one.id for one in whole if stage_of(one) is Stage.WAITING_FOR_APPROVAL]
    assert live == [one.id for one in whole if stage_of(one) is Stage.LIVE]
    assert (groups, told) == ({"r2": "g1", "r8": "g1"}, {"nudge:g1"})


@pytest.mark.parametrize(
    "sought",
    [Sought(is_open=True), Sought(owner=OWNER), Sought(is_for_operators=True, before=NOW - timedelta(hours=3))],
)
def test_who_seeks_more_than_one_kind_gets_each_domain_once(database: Database, sought: Sought) -> None:
    fill(database, 24)
    sought = replace(sought, is_pending=True)
    found, whole = do(database, lambda tx: (tx.surveys.seek(TEAM, sought), tx.domains.of_team(TEAM)))
    kept = {one.id for one in found}
    assert [one.id for one in found] == [one.id for one in whole if one.id in kept]
    assert not any(stage_of(one) is Stage.LIVE for one in found)


def test_domains_are_counted_by_client_owner_and_stage(database: Database) -> None:
    fill(database, 24)
    found, hosts, owners = do(
        database, lambda tx: (tx.surveys.tallies(TEAM), tx.surveys.hosts(TEAM), tx.surveys.owners(TEAM))
    )
    assert sum(one.number for one in found if one.stage is Stage.LIVE) == 8
    assert sum(one.number for one in found if one.stage is Stage.DEGRADED) == 4
    assert (sum(one.number for one in found), sum(one.with_sid for one in found)) == (24, 20)
    assert (len(hosts), owners) == (24, {OWNER: 12, "UOTH": 12})
    early = do(database, lambda tx: tx.surveys.owners(TEAM, NOW - timedelta(hours=20)))
    assert early == {OWNER: 2, "UOTH": 1}


def test_the_latest_live_ones_come_first(database: Database) -> None:
    fill(database, 24)
    assert do(database, lambda tx: tx.surveys.latest_live(TEAM, OWNER, None)) == ["d3", "d9", "d15", "d21"]
    assert do(database, lambda tx: tx.surveys.latest_live(TEAM, OWNER, "team-0")) == ["d3"]


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
