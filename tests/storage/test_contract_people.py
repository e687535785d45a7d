"""What the services may rely on: clients, campaigns, contacts, Twilio accounts."""

from dataclasses import replace

import pytest

from bot.core.domain import Campaign, Client, Contact, TwilioAccount
from bot.core.errors import Conflict
from bot.core.registry import AccountShown
from bot.services.ports import Transaction
from storage.database import Database
from tests.storage.support import NOW, OTHER_TEAM, STRANGER, TEAM, add_client, campaign, do, do_all, later, link_domain

ACCOUNT = TwilioAccount("a1", TEAM, "AC1", "SK1", "hush")


@pytest.fixture
def people(database: Database) -> Database:
    do(database, add_client)
    return database


def contact(number: int = 1, address: str = "ana@acme.test", client_id: str = "c1") -> Contact:
    return Contact(f"k{number}", TEAM, client_id, address)


def test_a_client_comes_back_as_it_was_given(database: Database) -> None:
    def work(tx: Transaction) -> Client | None:
        tx.accounts.add(ACCOUNT)
        tx.clients.add(Client("c2", TEAM, "Bäcker & Söhne", "a1"))
        return tx.clients.get(TEAM, "c2")

    assert do(database, work) == Client("c2", TEAM, "Bäcker & Söhne", "a1")


@pytest.mark.parametrize("name", ["Acme Corp", "ACME CORP", " acme  corp "])
def test_a_client_is_known_by_name_whatever_its_case(people: Database, name: str) -> None:
    assert do(people, lambda tx: tx.clients.by_name(TEAM, name)) == Client("c1", TEAM, "Acme Corp")
    with pytest.raises(Conflict):
        do(people, lambda tx: tx.clients.add(Client("c2", TEAM, name)))


def test_case_beyond_ascii_does_not_matter_either(database: Database) -> None:
    do(database, lambda tx: tx.clients.add(Client("c2", TEAM, "ÄRZTE Straße")))
    found = do(database, lambda tx: tx.clients.by_name(TEAM, "ärzte STRASSE"))
    assert found is not None
    assert do(database, lambda tx: tx.clients.matching(TEAM, "STRASS", 5)) == [found]


def test_teams_have_their_own_clients(people: Database) -> None:
    assert do(people, lambda tx: tx.clients.get(OTHER_TEAM, "c1")) is None
    assert do(people, lambda tx: tx.clients.by_name(OTHER_TEAM, "Acme Corp")) is None
    do(people, lambda tx: tx.clients.add(Client("c9", OTHER_TEAM, "Acme Corp")))
    assert do(people, lambda tx: tx.clients.count(OTHER_TEAM)) == 1


def test_search_finds_what_the_name_contains_by_name(database: Database) -> None:
    names = ["Zeta", "alpha 50%", "Alphabet", "beta"]

    def work(tx: Transaction) -> None:
        for number, name in enumerate(names):
            tx.clients.add(Client(f"c{number}", TEAM, name))

    do(database, work)

    def found(text: str, limit: int = 9) -> list[str]:
        return [client.name for client in do(database, lambda tx: tx.clients.matching(TEAM, text, limit))]

    assert found("ALPHA") == ["alpha 50%", "Alphabet"]
    assert found("") == ["alpha 50%", "Alphabet", "beta", "Zeta"]
    assert found("", 1) == ["alpha 50%"]
    assert found("%") == ["alpha 50%"]
    assert do(database, lambda tx: tx.clients.count(TEAM)) == 4


def test_a_campaign_comes_back_as_it_was_given(people: Database) -> None:
    plain = campaign(2, service_sid=None)
    do_all(people, lambda tx: tx.campaigns.add(campaign(1)), lambda tx: tx.campaigns.add(plain))
    assert do(people, lambda tx: tx.campaigns.get(TEAM, "p1")) == campaign(1)
    assert do(people, lambda tx: tx.campaigns.get(TEAM, "p2")) == plain
    assert do(people, lambda tx: tx.campaigns.get(OTHER_TEAM, "p1")) is None


def test_a_campaign_is_known_by_its_name_within_the_client(people: Database) -> None:
    do(people, lambda tx: tx.campaigns.add(campaign(1)))
    assert do(people, lambda tx: tx.campaigns.by_name(TEAM, "c1", "CAMPAIGN 1")) == campaign(1)
    assert do(people, lambda tx: tx.campaigns.by_name(TEAM, "c2", "Campaign 1")) is None
    with pytest.raises(Conflict):
        do(people, lambda tx: tx.campaigns.add(replace(campaign(1), id="p9")))


def test_campaigns_are_listed_by_name(people: Database) -> None:
    def work(tx: Transaction) -> None:
        tx.clients.add(Client("c2", TEAM, "Beta"))
        tx.campaigns.add(campaign(2, name="b"))
        tx.campaigns.add(campaign(1, name="A", service_sid=campaign(2).service_sid))
        tx.campaigns.add(campaign(3, name="c", client_id="c2"))

    do(people, work)

    def ids(campaigns: list[Campaign]) -> list[str]:
        return [one.id for one in campaigns]

    assert ids(do(people, lambda tx: tx.campaigns.of_client(TEAM, "c1"))) == ["p1", "p2"]
    assert ids(do(people, lambda tx: tx.campaigns.of_service(TEAM, campaign(2).service_sid or ""))) == ["p1", "p2"]
    assert ids(do(people, lambda tx: tx.campaigns.of_team(TEAM, 9))) == ["p1", "p2", "p3"]
    assert ids(do(people, lambda tx: tx.campaigns.of_team(TEAM, 2))) == ["p1", "p2"]
    assert ids(do(people, lambda tx: tx.campaigns.of_team(TEAM, 9, "B"))) == ["p2"]
    assert ids(do(people, lambda tx: tx.campaigns.of_services(TEAM, [campaign(2).service_sid or "", "x"]))) == [
        "p1",
        "p2",
    ]


def test_a_contact_comes_back_as_it_was_given(people: Database) -> None:
    assert do(people, lambda tx: tx.contacts.add(contact(address="Ana.Ruß@Acme.test"))) == "k1"
    assert do(people, lambda tx: tx.contacts.get("k1")) == contact(address="Ana.Ruß@Acme.test")
    assert do(people, lambda tx: tx.contacts.get("k1"), STRANGER) is None
    assert do(people, lambda tx: tx.contacts.get("nobody")) is None


def test_an_address_keeps_its_id(people: Database) -> None:
    assert do(people, lambda tx: tx.contacts.add(contact(1))) == "k1"
    assert do(people, lambda tx: tx.contacts.add(contact(2, " ANA@Acme.TEST "))) == "k1"
    assert do(people, lambda tx: tx.contacts.add(contact(3, "ben@acme.test"))) == "k3"


def test_an_address_is_known_per_client(people: Database) -> None:
    do(people, lambda tx: tx.clients.add(Client("c2", TEAM, "Beta")))
    assert do(people, lambda tx: tx.contacts.add(contact(1))) == "k1"
    assert do(people, lambda tx: tx.contacts.add(contact(2, client_id="c2"))) == "k2"


def test_an_id_that_another_address_has_is_a_conflict(people: Database) -> None:
    do(people, lambda tx: tx.contacts.add(contact(1)))
    with pytest.raises(Conflict):
        do(people, lambda tx: tx.contacts.add(contact(1, "ben@acme.test")))


def test_a_twilio_account_comes_back_as_it_was_given(database: Database) -> None:
    do(database, lambda tx: tx.accounts.add(ACCOUNT))
    assert do(database, lambda tx: tx.accounts.get("a1")) == ACCOUNT
    assert do(database, lambda tx: tx.accounts.get("a1"), STRANGER) is None
    assert do(database, lambda tx: tx.accounts.get("a2")) is None
    with pytest.raises(Conflict):
        do(database, lambda tx: tx.accounts.add(replace(ACCOUNT, id="a2")))


def test_the_same_credentials_get_another_secret_and_keep_their_id(database: Database) -> None:
    assert do(database, lambda tx: tx.accounts.put(ACCOUNT)) == "a1"
    assert do(database, lambda tx: tx.accounts.put(replace(ACCOUNT, id="a2", secret="other"))) == "a1"
    assert do(database, lambda tx: tx.accounts.get("a1")) == replace(ACCOUNT, secret="other")
    assert do(database, lambda tx: tx.accounts.shown(["a1", "a2"])) == {"a1": AccountShown("AC1", "SK1")}
    assert do(database, lambda tx: tx.accounts.shown(["a1"]), STRANGER) == {}
    do(database, lambda tx: tx.accounts.drop("a1"), STRANGER)
    assert do(database, lambda tx: tx.accounts.get("a1")) is not None
    do(database, lambda tx: tx.accounts.drop("a1"))
    assert do(database, lambda tx: tx.accounts.get("a1")) is None


def test_a_client_is_saved_under_another_name_unless_that_is_taken(people: Database) -> None:
    do(people, lambda tx: tx.clients.add(Client("c2", TEAM, "Beta")))
    do(people, lambda tx: tx.clients.save(Client("c2", TEAM, "Gamma")))
    assert do(people, lambda tx: tx.clients.by_name(TEAM, "gamma")) == Client("c2", TEAM, "Gamma")
    for wrong in (Client("c2", TEAM, "ACME corp"), Client("c9", TEAM, "Delta")):
        with pytest.raises(Conflict):
            do(people, lambda tx, client=wrong: tx.clients.save(client))
    assert do(people, lambda tx: tx.clients.count(TEAM, "GAM")) == 1
    assert do(people, lambda tx: [one.id for one in tx.clients.matching(TEAM, "", 5, 1)]) == ["c2"]


def test_people_are_forgotten_some_time_after_the_last_domain_they_were_asked_for(people: Database) -> None:
    for number in (1, 2, 3, 4):
        do(people, lambda tx, n=number: tx.contacts.add(contact(n, f"p{n}@acme.test")))  # type: ignore[misc]
    do_all(
        people,
        lambda tx: tx.domains.add(link_domain(1, contact_ids=("k1",))),
        lambda tx: tx.domains.add(link_domain(2, contact_ids=("k1", "k2"), removed_at=NOW)),
        lambda tx: tx.domains.add(link_domain(3, contact_ids=("k3",), removed_at=later(5))),
    )
    assert do(people, lambda tx: tx.contacts.purge(later(1)), STRANGER) == 0
    assert do(people, lambda tx: tx.contacts.purge(later(1))) == 2
    kept = [do(people, lambda tx, n=number: tx.contacts.get(f"k{n}")) for number in (1, 2, 3, 4)]  # type: ignore[misc]
    assert [one and one.id for one in kept] == ["k1", None, "k3", None]
    left = do(people, lambda tx: tx.domains.with_removed("d2"))
    assert left is not None
    assert left.contact_ids == ("k1",)
