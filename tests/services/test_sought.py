"""What is found by stored columns loses no domain that the core's own judgement over all of them would keep."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.cards import Stage
from bot.core.commands import Actor
from bot.core.domain import LinkDomain, RequestState, Setup, SslRequest, Standing, TwilioDetails
from bot.core.facts import Code, Fact, FactName, FactState, Finding
from bot.core.mornings import Waiting
from bot.core.overview import HomeQuery, Line
from bot.core.patience import decidable_since
from bot.core.people import Role
from bot.core.rules import Rules
from bot.core.stage import stage_of
from bot.core.troubles import since_of, trouble_of, worst_first
from bot.services import followups, lists, mornings
from bot.services.overview import line_of, overview, sought_by, waits_for
from bot.services.ports import Transaction
from bot.services.ports_overview import Sought
from tests.services.support import BOT, House, person

COUNT = 240
OWNERS = ("UA", "UB")
PEOPLE = (
    person("UA", Role.MANAGER),
    person("UB", Role.MANAGER, Role.OPERATOR),
    person("UB", Role.APPROVER),
    person("UC", *Role),
)
RULES = (Rules(), Rules(operators=("UB",)), Rules(approvers=("UC", "UB"), four_eyes=False))


def odd_domains(now: datetime) -> list[LinkDomain]:
    """Every mixture of what is stored, likely or not."""
    pick = random.Random(7)

    def moment() -> datetime:
        return now - timedelta(minutes=pick.randrange(1, 6000))

    def maybe(chance: float) -> datetime | None:
        return moment() if pick.random() < chance else None

    def facts() -> dict[FactName, Fact]:
        names = [name for name in FactName if pick.random() < 0.8]
        states = pick.choice(
            [tuple(FactState), (FactState.HOLDS,), (FactState.HOLDS, FactState.HOLDS, FactState.WRONG)]
        )
        return {name: Fact(pick.choice(states), maybe(0.9), now, Finding(pick.choice(tuple(Code)))) for name in names}

    def details(number: int) -> TwilioDetails | None:
        value = pick.choice(["v", None])
        return TwilioDetails(f"DN{number}", value, Standing.CONFIRMED, "UA", now) if pick.random() < 0.7 else None

    def request(number: int) -> SslRequest | None:
        state, asker, problem = (
            pick.choice(tuple(RequestState)),
            pick.choice(OWNERS),
            pick.choice([None, None, "20404"]),
        )
        made = SslRequest(
            f"r{number}", f"d{number}", "x", state, asker, moment(), decided_at=maybe(0.5), problem=problem
        )
        return made if pick.random() < 0.7 else None

    return [
        LinkDomain(
            *(
                f"d{number}",
                "T1",
                f"ls.n{pick.random()}.test",
                "n.test",
                "c1",
                pick.choice(OWNERS),
                pick.choice(tuple(Setup)),
            ),
            channel="C1",
            created_at=moment(),
            next_check_at=None,
            facts=facts(),
            details=details(number),
            request=request(number),
            live_since=maybe(0.4),
            degraded_since=maybe(0.2),
            removing_since=maybe(0.15),
            removed_at=maybe(0.05),
            last_check_at=maybe(0.9),
        )
        for number in range(COUNT)
    ]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Only read by all of these tests."""
    house = House(tmp_path_factory.mktemp("sought"))

    def store(tx: Transaction) -> None:
        for domain in odd_domains(house.now):
            tx.domains.add(domain)

    house.read(store)
    return house


def everything(house: House) -> list[LinkDomain]:
    return house.read(lambda tx: tx.domains.of_team("T1"))


def essence(line: Line) -> tuple[object, ...]:
    domain, stage = line.domain, line.stage
    shown = trouble_of(domain, stage), since_of(domain, stage), domain.host, domain.details, domain.request
    return domain.id, stage, line.awaited, line.actions, *shown


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("actor", PEOPLE)
def test_nothing_that_waits_for_somebody_is_lost(full: House, actor: Actor, rules: Rules) -> None:
    lines = [line_of(one, {}, rules) for one in everything(full)]
    lean = [line_of(one, {}, rules) for one in full.read(lambda tx: tx.surveys.seek("T1", sought_by(actor, rules)))]
    whole = {line.domain.id: line for line in lines}
    assert [essence(one) for one in lean] == [essence(whole[one.domain.id]) for one in lean]
    for whom in Waiting:
        expected, found = (mornings.waiting_for(some, actor, whom, rules) for some in (lines, lean))
        assert [one.domain.id for one in found] == [one.domain.id for one in expected]
    expected, found = ([one.domain.id for one in some if waits_for(one, actor, rules)] for some in (lines, lean))
    assert found == expected


@pytest.mark.parametrize(
    ("sought", "is_meant"),
    [
        (Sought(is_open=True), lambda one: stage_of(one) is not Stage.LIVE),
        (Sought(is_pending=True), lambda one: decidable_since(one) is not None),
        (Sought(owner="UA"), lambda one: one.owner == "UA" and stage_of(one) is not Stage.LIVE),
        (Sought(client_id="c1"), lambda one: True),
    ],
)
def test_nothing_of_a_kind_is_lost(full: House, sought: Sought, is_meant: Callable[[LinkDomain], bool]) -> None:
    found = full.read(lambda tx: [one.id for one in tx.surveys.seek("T1", sought)])
    meant = [one.id for one in everything(full) if is_meant(one)]
    assert meant
    assert [one for one in found if one in set(meant)] == meant


def test_live_ones_are_told_by_their_columns_alone(full: House) -> None:
    live = [one for one in everything(full) if stage_of(one) is Stage.LIVE]
    assert any(one.live_since is None for one in live)
    assert full.read(lambda tx: tx.surveys.newest("T1", is_live=True)) == [one.id for one in live]
    mine = worst_first((one for one in live if one.owner == "UA"), lambda one: (one, stage_of(one)))
    assert full.read(lambda tx: tx.surveys.latest_live("T1", "UA", "c1")) == [one.id for one in mine]


def test_counts_are_those_of_the_stages(full: House) -> None:
    told = (Stage.LIVE, Stage.DEGRADED, Stage.REMOVING)
    counted: Counter[tuple[str, Stage | None]] = Counter()
    sids: Counter[tuple[str, Stage | None]] = Counter()
    for one in everything(full):
        stage = stage_of(one)
        key = one.owner, stage if stage in told else None
        counted[key] += 1
        sids[key] += one.details is not None
    found = full.read(lambda tx: tx.surveys.tallies("T1"))
    assert {(one.owner, one.stage): (one.number, one.with_sid) for one in found} == {
        key: (counted[key], sids[key]) for key in counted
    }
    owners = Counter(one.owner for one in everything(full))
    assert full.read(lambda tx: tx.surveys.owners("T1")) == owners
    assert full.run(mornings.owners, None, BOT) == frozenset(owners)


def test_the_pages_of_home_hold_all_domains_of_a_person_worst_first(full: House) -> None:
    mine = worst_first((one for one in everything(full) if one.owner == "UA"), lambda one: (one, stage_of(one)))
    shown, page = [], overview_page(full, 0)
    shown += page
    while len(page) and len(shown) < len(mine):
        page = overview_page(full, len(shown) // len(page))
        shown += page
    assert shown == [one.id for one in mine]
    stages = full.run(overview, HomeQuery(), PEOPLE[0]).stages
    assert stages == Counter(stage_of(one) for one in mine)


def overview_page(house: House, number: int) -> list[str]:
    part = house.run(overview, HomeQuery(mine=number), PEOPLE[0]).mine
    return [line.domain.id for line in part.lines]


def test_stuck_ones_are_those_of_all_domains(full: House) -> None:
    stuck = worst_first(
        (one for one in everything(full) if lists.is_stuck(one, full.now)), lambda one: (one, stage_of(one))
    )
    query = lists.ListQuery(lists.ListKind.STUCK)
    pages = [full.run(lists.list_domains, replace(query, page=number), PEOPLE[0]) for number in range(3)]
    assert pages[0].total == len(stuck)
    assert [card.domain.id for page in pages for card in page.cards] == [one.id for one in stuck[:30]]


def test_undecided_requests_are_those_that_can_be_decided(full: House) -> None:
    expected = {one.request.id for one in everything(full) if one.request and decidable_since(one) is not None}
    assert {one.request_id for one in full.run(followups.undecided, None, BOT)} == expected
