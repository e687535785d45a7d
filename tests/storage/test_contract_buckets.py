"""What the services may rely on: live domains by bucket, on both databases."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import count

import pytest

from bot.core.commands import ClaimDue
from bot.core.domain import LinkDomain
from bot.core.facts import Evidence, Fact, FactName, FactState
from bot.core.rules import Rules
from bot.core.sweep import BUCKETS, Bucket, Member, Swept, bucket_of
from bot.services import sweeping
from storage.database import Database
from tests.storage.support import BOT, NOW, STRANGER, add_domains, do, later, link_domain

TARGET = Rules().target
SERVER = "192.0.2.53#53"
EVIDENCE = Evidence(SERVER, "ls.acme.test CNAME", "NOERROR", (TARGET,), 600, NOW)
RECORD = {FactName.RECORD: Fact(FactState.HOLDS, NOW, NOW, evidence=EVIDENCE)}
TOMORROW = NOW + timedelta(days=1)


def live(number: int = 1, **changes: object) -> LinkDomain:
    made = link_domain(number, live_since=NOW, next_check_at=TOMORROW, facts=RECORD)
    return replace(made, **changes)  # type: ignore[arg-type]  # names and values are the caller's


def members(database: Database, domain: LinkDomain) -> list[Member]:
    return do(database, lambda tx: tx.buckets.members(bucket_of(domain.host), "", 100))


def lay_out(database: Database) -> None:
    database.run_now(sweeping.lay_out, None, BOT, NOW)


def claim(database: Database, limit: int = BUCKETS, seconds: float = 300) -> list[Bucket]:
    return database.run_now(sweeping.claim_buckets, ClaimDue("me", limit, 60), BOT, later(seconds))


def test_a_live_domain_stands_in_the_bucket_of_its_host(database: Database) -> None:
    add_domains(database, live())
    assert members(database, live()) == [Member("d1", "ls.acme1.test", SERVER, (TARGET,))]


@pytest.mark.parametrize(
    "changes",
    [
        {"live_since": None},
        {"degraded_since": NOW},
        {"removed_at": NOW},
        {"removing_since": NOW},
        {"facts": {}},
        {"facts": {FactName.RECORD: replace(RECORD[FactName.RECORD], contrary=1)}},
        {"facts": {FactName.RECORD: replace(RECORD[FactName.RECORD], state=FactState.WRONG)}},
        {"facts": {FactName.RECORD: replace(RECORD[FactName.RECORD], evidence=None)}},
    ],
)
def test_who_is_not_live_or_in_doubt_is_no_member(database: Database, changes: dict[str, object]) -> None:
    add_domains(database, live(**changes))
    assert members(database, live()) == []


def test_members_come_in_pages(database: Database) -> None:
    """Hosts that share a bucket are looked for until there are five."""
    wanted = bucket_of("ls.acme0.test")
    numbers = [number for number in range(9 * BUCKETS) if bucket_of(f"ls.acme{number}.test") == wanted][:5]
    add_domains(database, *(live(number) for number in numbers))
    ids = sorted(f"d{number}" for number in numbers)

    def page(after: str) -> list[str]:
        return do(database, lambda tx: [member.domain_id for member in tx.buckets.members(wanted, after, 2)])

    assert [page(""), page(ids[1]), page(ids[3]), page(ids[4])] == [ids[:2], ids[2:4], ids[4:], []]


def test_another_team_sees_no_member(database: Database) -> None:
    add_domains(database, live())
    assert do(database, lambda tx: tx.buckets.members(bucket_of(live().host), "", 100), STRANGER) == []


def test_a_new_host_brings_a_new_bucket(database: Database) -> None:
    add_domains(database, live())
    moved = live(host="go.elsewhere.test")
    do(database, lambda tx: tx.domains.save(moved))
    assert [member.host for member in members(database, moved)] == ["go.elsewhere.test"]


@cache
def host_in(number: int) -> str:
    """A host that stands in that bucket."""
    return next(host for host in (f"ls.acme{n}.test" for n in count()) if bucket_of(host) == number)


def used(database: Database, *numbers: int) -> None:
    """Buckets, a live domain in each of these."""
    lay_out(database)
    add_domains(database, *(live(number, host=host_in(number)) for number in numbers))


def test_buckets_become_due_one_after_the_other(database: Database) -> None:
    used(database, 0, 512, 513, 515)
    lay_out(database)
    assert [bucket.number for bucket in claim(database, seconds=150)] == [0, 512]
    assert [bucket.number for bucket in claim(database, seconds=151)] == [513, 515]


def test_a_bucket_without_live_domains_is_left_alone(database: Database) -> None:
    used(database, 0, 1)
    do(database, lambda tx: tx.domains.save(live(1, host=host_in(1), degraded_since=NOW)))
    assert [bucket.number for bucket in claim(database)] == [0]


def test_a_claimed_bucket_is_nobody_elses_until_the_lease_ends(database: Database, other: Database) -> None:
    used(database, *range(6))
    first = claim(database, 3)
    assert [bucket.number for bucket in first] == [0, 1, 2]
    assert [bucket.number for bucket in claim(other, 3)] == [3, 4, 5]
    assert [bucket.number for bucket in claim(other, 3, seconds=361)] == [0, 1, 2]


def test_who_lost_a_bucket_settles_nothing(database: Database) -> None:
    used(database, 0)
    (lost,) = claim(database, 1)
    (taken,) = claim(database, 1, seconds=361)
    assert lost.number == taken.number

    assert not do(database, lambda tx: tx.buckets.settle(lost, NOW, TOMORROW, 1))
    assert do(database, lambda tx: tx.buckets.swept(lost.number)) is None
    assert do(database, lambda tx: tx.buckets.settle(taken, NOW, TOMORROW, 7))
    assert do(database, lambda tx: tx.buckets.swept(lost.number)) == Swept(NOW, 7)


def settle(database: Database, *buckets: Bucket, members: int = 0, strays: tuple[str, ...] = ()) -> int:
    command = sweeping.SettleSweep(buckets, later(300), members, strays)
    return database.run_now(sweeping.settle_sweep, command, BOT, later(301))


@pytest.mark.parametrize(("members", "minutes"), [(0, 5), (290, 5), (300, 15)])
def test_a_settled_bucket_is_due_again_after_five_minutes_and_of_very_many_after_fifteen(
    database: Database, members: int, minutes: int
) -> None:
    used(database, 0, 1)
    settle(database, *claim(database, 1), members=members)
    numbers = [bucket.number for bucket in claim(database, seconds=300 + minutes * 60 - 1)]
    assert 0 not in numbers
    assert [bucket.number for bucket in claim(database, seconds=300 + minutes * 60)] == [0]


def test_a_stray_is_due_at_once_and_nobody_else_is_written(database: Database) -> None:
    add_domains(database, live(1), live(2), live(3, next_check_at=NOW), live(4, degraded_since=NOW))
    news: list[None] = []
    database.subscribe(lambda: news.append(None))
    assert settle(database, strays=("d1", "d3", "d4", "nobody")) == 1
    assert news == [None]
    due = {number: do(database, lambda tx, n=number: tx.domains.get(f"d{n}")) for number in (1, 2, 3, 4)}
    assert [due[number] and due[number].next_check_at for number in (1, 2, 3, 4)] == [
        later(301),
        TOMORROW,
        NOW,
        TOMORROW,
    ]
    assert {one.generation for one in due.values() if one} == {0}
