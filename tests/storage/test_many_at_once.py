"""Several people and processes at one group of domains at the same moment: whoever changes several of them locks them
all first, so that nobody has to be undone and tried again."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.core.commands import Actor, HandOver, LinkCommand
from bot.core.credentials import Typed
from bot.core.domain import RequestState, Standing, TwilioDetails
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.facts import Fact, FactName, FactState
from bot.core.grouped import DecideMany, RequestMany
from bot.core.leaving import RemoveClient
from bot.core.links import new_link
from bot.core.people import Role
from bot.core.rules import Rules
from bot.services import credentials, digests, grouping, links, offboarding, ownership
from bot.services.clients import account_of_client
from bot.services.credentials import MakeLink, SetAccount
from bot.services.links import ensure_link
from bot.services.ports import CommandT, Service, Transaction
from bot.services.telling import announce, event
from storage.database import Database
from tests.storage.support import KEY, NOW, TEAM, AnswerT, add_domains, do, link_domain

RULES = Rules(approvers=("UAPP", "UAPP2"), admins=("UADM",))
FIRST, SECOND = (Actor(TEAM, user, frozenset({Role.APPROVER})) for user in ("UAPP", "UAPP2"))
ADMIN = Actor(TEAM, "UADM", frozenset({Role.ADMIN}))
OWNER = Actor(TEAM, "U1", frozenset({Role.MANAGER}))
BOT = Actor(TEAM, "", frozenset())
COUNT = 16


@pytest.fixture
def pair(postgres_url: str) -> Iterator[list[Database]]:
    """Two processes on PostgreSQL, and domains that came together and are ready for SSL."""
    made = [Database(postgres_url, [KEY], RULES) for _ in range(2)]
    holds = {name: Fact(FactState.HOLDS, NOW, NOW) for name in (FactName.RECORD, FactName.VERIFICATION)}
    domains = [link_domain(number, facts=holds, instructed=True) for number in range(1, COUNT + 1)]
    detailed = [
        replace(one, details=TwilioDetails(f"DN{number:032x}", "v", Standing.CONFIRMED, "U1", NOW))
        for number, one in enumerate(domains)
    ]
    add_domains(made[0], *detailed)

    def together(tx: Transaction) -> None:
        tx.batches.add("b1", [one.id for one in domains])
        tx.outbox.put(digests.promise("b1", TEAM, "C1"))

    do(made[0], together)
    yield made
    for database in made:
        database.close()


def asked(database: Database) -> dict[int, str]:
    """Their SSL is asked for in one message; the digest of each row."""
    command = RequestMany("g1", {f"r{number}": f"d{number}" for number in range(1, COUNT + 1)}, ("UAPP", "UAPP2"))
    database.run_now(grouping.request_many, command, OWNER, NOW)
    model = database.run_now(grouping.group, "g1", BOT, NOW)
    assert model is not None
    return {row.number: row.model.request.digest for row in model.rows}


class Counted:
    """Counts how often each service began: a deadlock has PostgreSQL undo one, which is then begun again."""

    def __init__(self) -> None:
        self.begun: Counter[str] = Counter()

    def run(
        self, name: str, database: Database, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor
    ) -> AnswerT:
        def counted(tx: Transaction, command: CommandT, actor: Actor, now: object) -> AnswerT:
            self.begun[name] += 1
            return service(tx, command, actor, NOW)

        return database.run_now(counted, command, actor, NOW)

    def looks(self, database: Database, until: threading.Event) -> None:
        """What looks do meanwhile: one domain locked, something told, the digest promised anew."""

        def look(tx: Transaction, domain_id: str, actor: Actor, _now: object) -> None:
            domain = tx.domains.with_removed(domain_id)
            assert domain is not None
            announce(tx, domain, domain, [event(domain, EventKind.RECORD_FOUND, actor, NOW)])

        turn = 0
        while not until.is_set():
            number = 1 + turn * 7 % COUNT
            self.run(f"look {turn}", database, look, f"d{number}", BOT)
            turn += 1


def at_once(counted: Counted, looker: Database, *works: Callable[[], AnswerT]) -> list[AnswerT]:
    """Runs the works at the same moment, with looks going on meanwhile."""
    ended, gate = threading.Event(), threading.Barrier(len(works))

    def begin(work: Callable[[], AnswerT]) -> AnswerT:
        gate.wait()
        return work()

    with ThreadPoolExecutor(len(works) + 1) as pool:
        looking = pool.submit(counted.looks, looker, ended)
        try:
            return list(pool.map(begin, works))
        finally:
            ended.set()
            looking.result()


def test_two_people_decide_one_batch_at_once_and_of_each_row_the_first_wins(pair: list[Database]) -> None:
    shown, counted = asked(pair[0]), Counted()
    low = {number: digest for number, digest in shown.items() if number < COUNT * 2 / 3}
    high = {number: digest for number, digest in shown.items() if number > COUNT / 3}

    def decision(name: str, database: Database, chosen: dict[int, str], actor: Actor) -> Callable[[], set[str]]:
        command = DecideMany("g1", chosen, is_approved=True)

        def press() -> set[str]:
            try:
                return set(counted.run(name, database, grouping.decide_many, command, actor).decided)
            except Refused as error:
                return {error.reason.value}  # nothing was left of what they ticked

        return press

    presses = (decision("one", pair[0], low, FIRST), decision("other", pair[1], high, SECOND))
    one, other = (found - {Reason.ALREADY_DECIDED.value} for found in at_once(counted, pair[1], *presses))
    assert one | other
    assert not one & other
    assert set(counted.begun.values()) == {1}
    approved = {link_domain(n).host for n in range(1, COUNT + 1) if state(pair[0], n) is RequestState.APPROVED}
    assert approved == one | other


def state(database: Database, number: int) -> RequestState:
    request = do(database, lambda tx: tx.requests.get(f"r{number}"))
    assert request is not None
    return request.state


def test_a_client_is_removed_while_its_domains_are_looked_at(pair: list[Database]) -> None:
    counted = Counted()
    command = RemoveClient("c1", "C1")
    (client,) = at_once(counted, pair[1], lambda: counted.run("go", pair[0], offboarding.remove_client, command, ADMIN))
    assert client.archived_at == NOW
    assert set(counted.begun.values()) == {1}


def test_a_name_and_an_account_set_at_once_are_both_there(pair: list[Database]) -> None:
    def rename(tx: Transaction) -> None:
        client = tx.clients.get(TEAM, "c1")
        assert client is not None
        do(pair[1], leave)
        tx.clients.save(replace(client, name="Another"))

    def leave(tx: Transaction) -> None:
        client = tx.clients.get(TEAM, "c1")
        assert client is not None
        tx.clients.save(replace(client, leaving_since=NOW, leaving_by="UADM"))

    do(pair[0], rename)
    client = do(pair[0], lambda tx: tx.clients.get(TEAM, "c1"))
    assert client is not None
    assert (client.name, client.leaving_since) == ("Another", NOW)


def test_credentials_that_are_sent_twice_at_once_are_stored_once(pair: list[Database]) -> None:
    counted, made = Counted(), MakeLink("l1", "c1")
    pair[0].run_now(credentials.make_link, made, ADMIN, NOW)

    def sending(number: int) -> Callable[[], bool]:
        typed = Typed("AC" + "5" * 32, "SK" + "6" * 32, f"secret-{number}")
        command = SetAccount("l1", f"a{number}", typed)
        return lambda: counted.run(f"sent {number}", pair[number], credentials.set_account, command, ADMIN)

    stored = at_once(counted, pair[1], sending(0), sending(1))
    assert sorted(stored) == [False, True]
    account = pair[0].run_now(account_of_client, "c1", ADMIN, NOW)
    assert account is not None
    assert account.secret == f"secret-{stored.index(True)}"
    assert len(do(pair[0], lambda tx: tx.outbox.of_domain("credentials:l1"))) == 1


def test_a_page_that_is_open_and_a_mail_that_goes_out_do_not_wait_for_each_other(pair: list[Database]) -> None:
    counted, link = Counted(), new_link("d1", 1, NOW)
    do(pair[0], lambda tx: tx.links.add(link))

    def sends(tx: Transaction, _command: None, _actor: Actor, _now: object) -> None:
        domain = tx.domains.get("d1")
        assert domain is not None
        ensure_link(tx, domain, NOW)

    def shows() -> None:
        for turn in range(100):
            counted.run(f"shown {turn}", pair[0], links.watched, LinkCommand(link.id), BOT)

    def mails() -> None:
        for turn in range(100):
            counted.run(f"sent {turn}", pair[1], sends, None, BOT)

    at_once(counted, pair[1], shows, mails)
    assert set(counted.begun.values()) == {1}


def test_all_domains_of_somebody_are_handed_over_while_they_are_looked_at(pair: list[Database]) -> None:
    counted, everything = Counted(), HandOver(None, "U2")
    (number,) = at_once(counted, pair[1], lambda: counted.run("go", pair[0], ownership.hand_over, everything, OWNER))
    assert number == COUNT
    assert set(counted.begun.values()) == {1}
