"""Several processes at once: each `Database` here has connections of its own, as a process has."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.core.commands import EffectOutcome
from bot.core.domain import Contact, RequestState
from bot.core.effects import ClaimedEffect, EffectKind
from bot.core.errors import Conflict
from bot.core.rules import Rules
from bot.services.ports import Transaction
from storage.database import Database
from tests.postgres import end_connections, is_anybody_waiting
from tests.storage.support import (
    KEY,
    NOW,
    TEAM,
    AnswerT,
    add_client,
    add_domains,
    do,
    effect,
    full_domain,
    link_domain,
    ssl_request,
)

PROCESSES = 4


@pytest.fixture
def processes(url: str) -> Iterator[list[Database]]:
    made = [Database(url, [KEY], Rules()) for _ in range(PROCESSES)]
    do(made[0], add_client)
    yield made
    for database in made:
        database.close()


def all_at_once(
    processes: list[Database],
    work: Callable[[Database, int], AnswerT],
    broken: threading.Event | None = None,
) -> list[AnswerT]:
    """Runs the work in every process at the same moment; it gets the process and its number. ``broken`` is set when
    one of them fails, for those who wait for it."""
    gate = threading.Barrier(len(processes))

    def begin(database: Database, number: int) -> AnswerT:
        gate.wait()
        try:
            return work(database, number)
        except BaseException:
            if broken is not None:
                broken.set()
            raise

    with ThreadPoolExecutor(len(processes)) as pool:
        return list(pool.map(begin, processes, range(len(processes))))


def test_no_domain_is_claimed_twice(processes: list[Database]) -> None:
    add_domains(processes[0], *(link_domain(number) for number in range(1, 61)))

    def claim_all(database: Database, number: int) -> list[str]:
        mine: list[str] = []
        while batch := do(database, lambda tx: tx.domains.claim_due(NOW, 3, 30, f"process {number}")):
            mine.extend(domain.id for domain in batch)
        return mine

    claimed = Counter(domain_id for mine in all_at_once(processes, claim_all) for domain_id in mine)
    assert claimed == Counter({f"d{number}": 1 for number in range(1, 61)})


def test_no_effect_is_performed_twice_and_no_place_by_two_at_once(processes: list[Database]) -> None:
    def put(tx: Transaction) -> None:
        for number in range(60):
            tx.outbox.put(effect(number, domain_id=f"d{number % 7}"))

    do(processes[0], put)
    under_way: Counter[str] = Counter()
    performed: Counter[str] = Counter()
    crowded: list[str] = []
    broken = threading.Event()

    def relay(database: Database, number: int) -> None:
        while sum(performed.values()) < 60 and not broken.is_set():
            for claimed in do(database, lambda tx: tx.outbox.claim(NOW, 2, 30, f"process {number}")):
                place = claimed.effect.domain_id
                under_way[place] += 1
                if under_way[place] > 1:
                    crowded.append(place)
                performed[claimed.effect.key] += 1
                under_way[place] -= 1
                done = EffectOutcome(claimed.id, claimed.generation, is_done=True)
                assert do(database, lambda tx, done=done: tx.outbox.settle(done))  # type: ignore[misc]

    all_at_once(processes, relay, broken)
    assert crowded == []
    assert set(performed.values()) == {1}


def test_a_change_is_always_followed_by_a_card_that_shows_it(processes: list[Database]) -> None:
    add_domains(processes[0], link_domain())
    shown: list[int] = []
    finished = threading.Event()

    def change(tx: Transaction, number: int) -> None:
        domain = tx.domains.get("d1")
        assert domain is not None
        count = int(domain.note or 0) + 1
        tx.domains.save(replace(domain, note=str(count)))
        tx.outbox.put(effect(number, EffectKind.CARD, key=f"card:{number}:{count}", subject="", coalesce=True))

    def show(tx: Transaction) -> int:
        domain = tx.domains.by_host(TEAM, link_domain().host)
        return int(domain.note or 0) if domain else 0

    def relay(database: Database) -> bool:
        batch = do(database, lambda tx: tx.outbox.claim(NOW, 5, 30, "relay"))
        for claimed in batch:
            shown.append(do(database, show))
            done = EffectOutcome(claimed.id, claimed.generation, is_done=True)
            do(database, lambda tx, done=done: tx.outbox.settle(done))  # type: ignore[misc]
        return bool(batch)

    def work(database: Database, number: int) -> None:
        if number == 0:
            while not finished.is_set():
                relay(database)
            while relay(database):
                pass
            return
        for _ in range(15):
            do(database, lambda tx: change(tx, number))
        arrived.append(number)
        if len(arrived) == PROCESSES - 1:
            finished.set()

    arrived: list[int] = []
    all_at_once(processes, work, broken=finished)
    assert shown[-1] == 15 * (PROCESSES - 1)


def test_of_two_deciders_one_wins(processes: list[Database]) -> None:
    add_domains(processes[0], full_domain())

    def decide(database: Database, number: int) -> bool:
        state = RequestState.APPROVED if number % 2 else RequestState.REJECTED
        decided = ssl_request(state=state, decided_by=f"U{number}", decided_at=NOW)
        return do(database, lambda tx: tx.requests.save_if(decided, ssl_request()))

    assert sorted(all_at_once(processes, decide)) == [False] * (PROCESSES - 1) + [True]


def test_of_two_settlements_of_one_generation_one_wins(processes: list[Database]) -> None:
    add_domains(processes[0], link_domain())

    def settle(database: Database, number: int) -> bool:
        return do(database, lambda tx: tx.domains.save_if(link_domain(generation=1, note=str(number)), 0))

    assert sorted(all_at_once(processes, settle)) == [False] * (PROCESSES - 1) + [True]


def test_of_two_who_add_a_host_one_wins(processes: list[Database]) -> None:
    def add(database: Database, number: int) -> bool:
        try:
            do(database, lambda tx: tx.domains.add(link_domain(number, host="ls.acme.test")))
        except Conflict:
            return False
        return True

    assert sorted(all_at_once(processes, add)) == [False] * (PROCESSES - 1) + [True]


def test_a_delivery_that_comes_to_all_at_once_counts_once(processes: list[Database]) -> None:
    def deliver(database: Database, number: int) -> bool:
        def work(tx: Transaction) -> bool:
            is_first = tx.deliveries.record("trigger.1", NOW)
            if is_first:
                tx.outbox.put(effect(number))
            return is_first

        return do(database, work)

    assert sorted(all_at_once(processes, deliver)) == [False] * (PROCESSES - 1) + [True]
    assert len(do(processes[0], lambda tx: tx.outbox.of_domain("d1"))) == 1


def test_an_address_stored_by_all_at_once_has_one_id(processes: list[Database]) -> None:
    def add(database: Database, number: int) -> str:
        return do(database, lambda tx: tx.contacts.add(Contact(f"k{number}", TEAM, "c1", "ana@acme.test")))

    assert len(set(all_at_once(processes, add))) == 1


def test_an_effect_put_by_all_at_once_is_stored_once(processes: list[Database]) -> None:
    def put(database: Database, number: int) -> None:
        do(database, lambda tx: tx.outbox.put(effect(number, EffectKind.CARD, subject="", coalesce=True)))
        do(database, lambda tx: tx.outbox.put(effect(99)))

    all_at_once(processes, put)
    assert len(do(processes[0], lambda tx: tx.outbox.of_domain("d1"))) == 2


def test_who_waits_for_a_domain_sees_what_the_other_wrote(processes: list[Database]) -> None:
    add_domains(processes[0], full_domain())

    def count_up(database: Database, _number: int) -> None:
        def work(tx: Transaction) -> None:
            domain = tx.domains.get("d1")
            assert domain is not None
            facts = {name: replace(fact, contrary=fact.contrary + 1) for name, fact in domain.facts.items()}
            tx.domains.save(replace(domain, facts=facts, generation=domain.generation + 1))

        for _ in range(5):
            do(database, work)

    all_at_once(processes, count_up)
    domain = do(processes[0], lambda tx: tx.domains.get("d1"))
    assert domain is not None
    assert domain.generation == 5 * PROCESSES
    assert {fact.contrary for fact in domain.facts.values()} == {2 + 5 * PROCESSES, 5 * PROCESSES}


@pytest.fixture
def pair(postgres_url: str) -> Iterator[list[Database]]:
    """Two processes on PostgreSQL, whose transactions may overlap, and two domains."""
    made = [Database(postgres_url, [KEY], Rules()) for _ in range(2)]
    add_domains(made[0], link_domain(1), link_domain(2))
    yield made
    for database in made:
        database.close()


def test_a_card_that_stands_for_an_uncommitted_change_waits_for_it(pair: list[Database]) -> None:
    card = effect(1, EffectKind.CARD, subject="", coalesce=True)
    do(pair[0], lambda tx: tx.outbox.put(card))

    def change(tx: Transaction) -> list[ClaimedEffect]:
        tx.outbox.put(replace(card, key="key:2"))
        return do(pair[1], lambda other: other.outbox.claim(NOW, 9, 30, "relay"))

    assert do(pair[0], change) == []
    assert len(do(pair[1], lambda tx: tx.outbox.claim(NOW, 9, 30, "relay"))) == 1


def test_a_claim_sees_what_an_overlapping_claim_took(pair: list[Database], postgres_server: str) -> None:
    do(pair[0], lambda tx: tx.outbox.put(effect(1)))

    def claim(tx: Transaction) -> list[ClaimedEffect]:
        return tx.outbox.claim(NOW, 9, 30, "relay")

    with ThreadPoolExecutor(1) as pool:

        def first(tx: Transaction) -> tuple[list[ClaimedEffect], Future[list[ClaimedEffect]]]:
            mine = claim(tx)
            do(pair[1], lambda other: other.outbox.put(effect(2, urgency=1)))
            theirs = pool.submit(do, pair[1], claim)
            while not theirs.done() and not is_anybody_waiting(postgres_server):
                pass
            return mine, theirs

        mine, theirs = do(pair[0], first)
        assert [claimed.effect for claimed in mine] == [effect(1)]
        assert theirs.result() == []


def test_a_deadlock_is_tried_again(pair: list[Database]) -> None:
    both_hold_one = threading.Barrier(2)
    tries: Counter[int] = Counter()

    def cross(database: Database, number: int) -> None:
        def work(tx: Transaction) -> None:
            tries[number] += 1
            tx.domains.get("d1" if number else "d2")
            if tries[number] == 1:
                both_hold_one.wait()
            tx.domains.get("d2" if number else "d1")

        do(database, work)

    all_at_once(pair, cross)
    assert sorted(tries.values()) == [1, 2]


def test_a_lost_connection_is_tried_again(postgres_server: str, postgres_url: str) -> None:
    database = Database(postgres_url, [KEY], Rules())
    tries: list[int] = []

    def work(tx: Transaction) -> int:
        tries.append(tx.clients.count(TEAM))
        add_client(tx)
        if len(tries) == 1:
            end_connections(postgres_server, postgres_url)
        return tx.clients.count(TEAM)

    assert do(database, work) == 1
    end_connections(postgres_server, postgres_url)
    assert do(database, lambda tx: tx.clients.count(TEAM)) == 1
    database.close()
    assert tries == [0, 0]
