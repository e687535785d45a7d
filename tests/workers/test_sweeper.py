"""The sweeper over a real database; the network is a table of who says what."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.domain import LinkDomain
from bot.core.facts import Evidence, Fact, FactName, FactState
from bot.core.rules import Rules
from bot.core.sweep import BUCKETS, Question, SweepVerdict, bucket_of
from bot.workers.sweeper import Sweeper
from storage.database import Database
from tests.storage.support import BOT, NOW, add_domains, do, link_domain

RIGHT, WRONG, NONE = SweepVerdict.AS_EXPECTED, SweepVerdict.NOT_AS_EXPECTED, SweepVerdict.NO_ANSWER
RULES = Rules()
SERVER, RESOLVER = "192.0.2.53#53", "192.0.2.1#53"
TOMORROW = NOW + timedelta(days=1)


class Net:
    """Everybody says what is expected, but for those in ``says``: by host, and whether a resolver is asked."""

    def __init__(self) -> None:
        self.says: dict[tuple[str, bool], SweepVerdict] = {}
        self.asked: list[Question] = []

    async def __call__(self, questions: Iterable[Question]) -> list[SweepVerdict]:
        asked = list(questions)
        self.asked += asked
        return [self.says.get((one.host, one.is_recursive), RIGHT) for one in asked]


class Hours:
    """A clock that is put on by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def live(number: int, answer: str = RULES.target) -> LinkDomain:
    evidence = Evidence(SERVER, "CNAME", "NOERROR", (answer,), 600, NOW)
    facts = {FactName.RECORD: Fact(FactState.HOLDS, NOW, NOW, evidence=evidence)}
    return link_domain(number, live_since=NOW, next_check_at=TOMORROW, last_check_at=NOW, facts=facts)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'linkdomain.db'}", [], RULES)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def net() -> Net:
    return Net()


Round = Callable[[], object]


@pytest.fixture
async def round_(database: Database, net: Net, hours: Hours) -> Callable[..., object]:
    """Five minutes pass, then every bucket is due."""
    await database.start()

    async def go(*resolvers: str) -> None:
        sweeper = Sweeper(database.run, net, hours, BOT, RULES, resolvers=resolvers)
        await sweeper.tick()
        hours.now += timedelta(minutes=5)
        await sweeper.tick()

    return go


def called_up(database: Database) -> list[str]:
    domains = do(database, lambda tx: tx.surveys.domains("T1"))
    return sorted(domain.id for domain in domains if domain.next_check_at != TOMORROW)


async def test_whoever_is_as_expected_is_not_written(
    database: Database, net: Net, round_: Callable[..., object]
) -> None:
    add_domains(database, live(1), live(2))
    before = do(database, lambda tx: tx.surveys.domains("T1"))
    await round_()  # type: ignore[misc]
    assert {(one.host, one.servers) for one in net.asked} == {(live(n).host, (SERVER,)) for n in (1, 2)}
    assert do(database, lambda tx: tx.surveys.domains("T1")) == before
    assert do(database, lambda tx: tx.buckets.swept(bucket_of(live(1).host))) is not None


async def test_whoever_says_something_else_is_looked_at_closely(
    database: Database, net: Net, round_: Callable[..., object]
) -> None:
    add_domains(database, live(1), live(2))
    net.says[live(2).host, False] = WRONG
    await round_()  # type: ignore[misc]
    assert called_up(database) == ["d2"]


async def test_who_reaches_the_target_by_another_way_is_not_asked(
    database: Database, net: Net, round_: Callable[..., object]
) -> None:
    add_domains(database, live(1, "other.example."))
    await round_()  # type: ignore[misc]
    assert net.asked == []


async def test_a_silent_server_calls_nobody_up_while_resolvers_know_the_record(
    database: Database, net: Net, round_: Callable[..., object]
) -> None:
    add_domains(database, live(1), live(2))
    net.says = {(live(1).host, False): NONE, (live(2).host, False): NONE, (live(2).host, True): NONE}
    await round_(RESOLVER)  # type: ignore[misc]
    assert called_up(database) == ["d2"]


async def test_without_resolvers_silence_is_looked_at_closely(
    database: Database, net: Net, round_: Callable[..., object]
) -> None:
    add_domains(database, live(1))
    net.says[live(1).host, False] = NONE
    await round_()  # type: ignore[misc]
    assert called_up(database) == ["d1"]


async def test_every_twelfth_round_goes_to_the_resolvers(
    database: Database, net: Net, hours: Hours, round_: Callable[..., object]
) -> None:
    add_domains(database, live(1))
    await round_(RESOLVER)  # type: ignore[misc]
    for _ in range(23):
        hours.now += timedelta(minutes=5)
        await Sweeper(database.run, net, hours, BOT, RULES, resolvers=[RESOLVER]).tick()
    ways = [one.is_recursive for one in net.asked]
    assert len(ways) in (24, 25)
    assert ways.count(True) == 2
    assert {one.servers for one in net.asked if one.is_recursive} == {(RESOLVER,)}


async def test_two_sweepers_share_the_buckets(database: Database, net: Net, hours: Hours) -> None:
    add_domains(database, *(replace(live(number)) for number in range(1, 41)))
    await database.start()
    sweepers = [Sweeper(database.run, net, hours, BOT, RULES) for _ in range(2)]
    await sweepers[0].tick()
    net.asked.clear()
    hours.now += timedelta(minutes=5)
    for sweeper in (*sweepers, *sweepers):
        await sweeper.tick()
    assert sorted(one.host for one in net.asked) == sorted(live(number).host for number in range(1, 41))
    assert BUCKETS > 40
