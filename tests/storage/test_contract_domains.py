"""What the services may rely on: domains."""

from dataclasses import replace

import pytest

from bot.core.domain import Contact, LinkDomain, RequestState
from bot.core.errors import Conflict
from bot.core.facts import Fact, FactName, FactState
from bot.services.ports import Transaction
from storage.database import Database
from tests.storage.support import (
    NOW,
    OTHER_TEAM,
    STRANGER,
    TEAM,
    add_client,
    add_domains,
    do,
    full_domain,
    later,
    link_domain,
    ssl_request,
)


def stored(database: Database, domain_id: str = "d1") -> LinkDomain | None:
    return do(database, lambda tx: tx.domains.get(domain_id))


def test_a_domain_comes_back_as_it_was_given(database: Database) -> None:
    add_domains(database, full_domain())
    assert stored(database) == full_domain()


def test_every_change_of_a_domain_comes_back(database: Database) -> None:
    add_domains(database, full_domain())
    changed = link_domain(host="go.acme.test", generation=7, facts={FactName.HTTPS: Fact(FactState.WRONG, NOW)})
    do(database, lambda tx: tx.domains.save(changed))
    after = stored(database)
    assert after == replace(changed, request=ssl_request())


def test_contacts_keep_their_order(database: Database) -> None:
    def work(tx: Transaction) -> None:
        add_client(tx)
        for number in (1, 2, 3):
            tx.contacts.add(Contact(f"k{number}", TEAM, "c1", f"person{number}@acme.test"))
        tx.domains.add(link_domain(contact_ids=("k3", "k1")))
        tx.domains.save(link_domain(contact_ids=("k2", "k3", "k1")))

    do(database, work)
    domain = stored(database)
    assert domain is not None
    assert domain.contact_ids == ("k2", "k3", "k1")


def test_a_host_belongs_to_one_domain_of_a_team(database: Database) -> None:
    add_domains(database, link_domain(1))
    twin = link_domain(2, host=link_domain(1).host)
    with pytest.raises(Conflict):
        do(database, lambda tx: tx.domains.add(twin))


def test_after_a_taken_host_the_transaction_goes_on(database: Database) -> None:
    add_domains(database, link_domain(1))

    def work(tx: Transaction) -> LinkDomain | None:
        with pytest.raises(Conflict):
            tx.domains.add(link_domain(2, host=link_domain(1).host))
        return tx.domains.by_host(TEAM, link_domain(1).host)

    assert do(database, work) == link_domain(1)


def test_a_removed_domain_is_left_out_and_frees_its_host(database: Database) -> None:
    add_domains(database, full_domain())
    do(database, lambda tx: tx.domains.save(replace(full_domain(), removed_at=NOW)))
    assert stored(database) is None
    assert do(database, lambda tx: tx.domains.by_host(TEAM, full_domain().host)) is None
    assert do(database, lambda tx: tx.domains.of_team(TEAM)) == []
    assert do(database, lambda tx: tx.domains.claim_due(later(99), 10, 30, "me")) == []
    add_domains(database, link_domain(2, host=full_domain().host))


def test_a_domain_sid_belongs_to_one_domain_of_a_team(database: Database) -> None:
    add_domains(database, full_domain(1), link_domain(2))
    stolen = replace(link_domain(2), details=full_domain(1).details)
    with pytest.raises(Conflict):
        do(database, lambda tx: tx.domains.save(stolen))


def test_domains_are_found_by_host_and_sid(database: Database) -> None:
    add_domains(database, full_domain(1), full_domain(2))
    sid = f"DN{2:032x}"
    assert do(database, lambda tx: tx.domains.by_host(TEAM, "ls.acme2.test")) == full_domain(2)
    assert do(database, lambda tx: tx.domains.by_domain_sid(TEAM, sid)) == full_domain(2)


def test_a_domain_has_its_newest_request(database: Database) -> None:
    add_domains(database, full_domain())
    rejected = ssl_request(state=RequestState.REJECTED, decided_by="U3", decided_at=NOW)
    newer = ssl_request(id="r9")

    def work(tx: Transaction) -> None:
        tx.requests.save_if(rejected, ssl_request())
        tx.requests.add(newer)

    do(database, work)
    domain = stored(database)
    assert domain is not None
    assert domain.request == newer


def test_another_team_sees_nothing(database: Database) -> None:
    add_domains(database, full_domain())
    host, sid = full_domain().host, f"DN{1:032x}"
    assert do(database, lambda tx: tx.domains.get("d1"), STRANGER) is None
    assert do(database, lambda tx: tx.domains.by_host(OTHER_TEAM, host)) is None
    assert do(database, lambda tx: tx.domains.by_domain_sid(OTHER_TEAM, sid)) is None
    assert do(database, lambda tx: tx.domains.matching(OTHER_TEAM, "acme", 9)) == []
    assert do(database, lambda tx: tx.domains.claim_due(later(9), 9, 30, "me"), STRANGER) == []


def test_lists_are_newest_first(database: Database) -> None:
    add_domains(database, link_domain(1), link_domain(3, owner="U2"), link_domain(2))

    def ids(domains: list[LinkDomain]) -> list[str]:
        return [domain.id for domain in domains]

    assert ids(do(database, lambda tx: tx.domains.of_team(TEAM))) == ["d3", "d2", "d1"]
    assert ids(do(database, lambda tx: tx.domains.of_owner(TEAM, "U1"))) == ["d2", "d1"]
    assert ids(do(database, lambda tx: tx.domains.of_client(TEAM, "c1"))) == ["d3", "d2", "d1"]


def test_a_long_list_comes_whole(database: Database) -> None:
    add_domains(database, *(link_domain(number) for number in range(1, 502)))
    found = do(database, lambda tx: tx.domains.of_team(TEAM))
    assert found == [link_domain(number) for number in range(501, 0, -1)]


def test_search_finds_what_the_host_contains_and_takes_wildcards_literally(database: Database) -> None:
    add_domains(database, link_domain(1), link_domain(2), link_domain(3, host="go.100_percent.test"))

    def hosts(text: str, limit: int = 9) -> list[str]:
        return [domain.host for domain in do(database, lambda tx: tx.domains.matching(TEAM, text, limit))]

    assert hosts("ACME") == ["ls.acme1.test", "ls.acme2.test"]
    assert hosts("acme", 1) == ["ls.acme1.test"]
    assert hosts("%") == []
    assert hosts("100_") == ["go.100_percent.test"]


def test_what_is_due_is_claimed_once_most_overdue_first(database: Database) -> None:
    add_domains(
        database,
        link_domain(1, next_check_at=later(-1)),
        link_domain(2, next_check_at=later(-5)),
        link_domain(3, next_check_at=later(60)),
        link_domain(4, next_check_at=None),
    )
    claimed = do(database, lambda tx: tx.domains.claim_due(NOW, 10, 30, "me"))
    assert [(domain.id, domain.generation) for domain in claimed] == [("d2", 1), ("d1", 1)]
    assert do(database, lambda tx: tx.domains.claim_due(later(29), 10, 30, "other")) == []


def test_a_claim_takes_no_more_than_its_limit(database: Database) -> None:
    add_domains(database, *(link_domain(number) for number in range(1, 6)))
    assert [len(do(database, lambda tx: tx.domains.claim_due(NOW, 2, 30, "me"))) for _ in range(4)] == [2, 2, 1, 0]


def test_a_claim_brings_the_whole_domain(database: Database) -> None:
    add_domains(database, full_domain())
    assert do(database, lambda tx: tx.domains.claim_due(NOW, 1, 30, "me")) == [replace(full_domain(), generation=1)]


def test_a_lease_that_ran_out_is_claimed_again(database: Database) -> None:
    add_domains(database, link_domain())
    do(database, lambda tx: tx.domains.claim_due(NOW, 1, 30, "me"))
    (again,) = do(database, lambda tx: tx.domains.claim_due(later(30), 1, 30, "other"))
    assert again.generation == 2
    late = replace(link_domain(generation=1), next_check_at=later(300))
    assert do(database, lambda tx: tx.domains.save_if(late, 1)) is False
    assert do(database, lambda tx: tx.domains.save_if(replace(again, next_check_at=later(300)), 2)) is True


def test_a_settled_check_frees_the_lease(database: Database) -> None:
    add_domains(database, link_domain())
    (claimed,) = do(database, lambda tx: tx.domains.claim_due(NOW, 1, 30, "me"))
    seen = replace(claimed, next_check_at=later(2), facts={FactName.RECORD: Fact(FactState.HOLDS, NOW, NOW)})
    assert do(database, lambda tx: tx.domains.save_if(seen, claimed.generation)) is True
    assert stored(database) == seen
    assert [domain.id for domain in do(database, lambda tx: tx.domains.claim_due(later(2), 1, 30, "me"))] == ["d1"]


def test_a_lost_race_stores_nothing(database: Database) -> None:
    add_domains(database, full_domain())
    assert do(database, lambda tx: tx.domains.save_if(link_domain(note="late"), 5)) is False
    assert stored(database) == full_domain()


def test_a_person_who_acts_frees_the_lease(database: Database) -> None:
    add_domains(database, link_domain())
    (claimed,) = do(database, lambda tx: tx.domains.claim_due(NOW, 1, 30, "me"))
    do(database, lambda tx: tx.domains.save(replace(claimed, generation=claimed.generation + 1, next_check_at=NOW)))
    assert [domain.generation for domain in do(database, lambda tx: tx.domains.claim_due(NOW, 1, 30, "me"))] == [3]


def test_a_change_that_raises_no_generation_keeps_the_lease(database: Database) -> None:
    add_domains(database, link_domain())
    (claimed,) = do(database, lambda tx: tx.domains.claim_due(NOW, 1, 30, "me"))
    do(database, lambda tx: tx.domains.save(replace(claimed, card_ts="1.2")))
    assert do(database, lambda tx: tx.domains.claim_due(NOW, 1, 30, "other")) == []
    assert do(database, lambda tx: tx.domains.save_if(replace(claimed, card_ts="1.2"), claimed.generation)) is True


def test_saving_a_domain_stores_a_changed_request(database: Database) -> None:
    add_domains(database, full_domain())

    def void(tx: Transaction) -> None:
        domain = tx.domains.get("d1")
        assert domain is not None
        tx.domains.save(replace(domain, request=ssl_request(state=RequestState.VOID)))

    do(database, void)
    assert do(database, lambda tx: tx.requests.get("r1")) == ssl_request(state=RequestState.VOID)


def test_saving_a_domain_read_before_the_decision_keeps_the_decision(database: Database) -> None:
    add_domains(database, full_domain())
    approved = ssl_request(state=RequestState.APPROVED, decided_by="U3", decided_at=NOW)

    def work(tx: Transaction) -> None:
        domain = tx.domains.get("d1")
        assert domain is not None
        assert tx.requests.save_if(approved, ssl_request())
        tx.domains.save(replace(domain, note="changed"))

    do(database, work)
    domain = stored(database)
    assert domain is not None
    assert (domain.note, domain.request) == ("changed", approved)


def test_a_domain_that_is_not_there_cannot_be_saved(database: Database) -> None:
    with pytest.raises(Conflict):
        do(database, lambda tx: tx.domains.save(link_domain()))
    assert do(database, lambda tx: tx.domains.save_if(link_domain(), 0)) is False
