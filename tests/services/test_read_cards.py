"""Many cards by a few questions say what each card says by itself."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.core.cards import Card
from bot.core.commands import Forward, RemoveDomain
from bot.core.links import SetupLink
from bot.services import forwarding, removing
from bot.services.ports import Transaction
from bot.services.showing import card_of, read_cards
from tests.services.support import ADMIN, OWNER, House
from tests.services.test_sweeping import look, sweep


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def town(house: House) -> list[str]:
    """Live with two campaigns; swept; with a second link, and a contact whom no mail reaches; cancelled."""
    calm = house.live("calm.com", "DN" + "8" * 32)
    house.wait(3600)
    look(house, calm)
    sweep(house)
    live = house.live()
    house.attach(live, house.campaign("Spring"), house.campaign("Autumn"))
    again, over = house.ready("again.com", "DN" + "9" * 32), house.add("over.com")
    house.run(forwarding.forward, Forward(again, (), is_anyway=True), OWNER)
    house.run(forwarding.revoke, again, OWNER)
    house.run(forwarding.forward, Forward(again, (), is_anyway=True), OWNER)
    contacts = house.domain(again).contact_ids
    house.read(lambda tx: tx.links.save(replace(newest(tx, again), undeliverable=contacts)))
    house.run(removing.remove_domain, RemoveDomain(over), ADMIN)
    return [live, calm, again, over]


def newest(tx: Transaction, domain_id: str) -> SetupLink:
    link = tx.links.of_domain(domain_id)
    assert link is not None
    return link


def lean(card: Card) -> Card:
    """Without what only those see who may press something."""
    return replace(card, actions=(), ways=())


def test_they_say_what_each_card_says(house: House) -> None:
    ids = town(house)

    def both(tx: Transaction) -> tuple[list[Card], list[Card]]:
        domains = [domain for one in ids if (domain := tx.domains.with_removed(one))]
        return read_cards(tx, domains), [lean(card_of(tx, domain)) for domain in domains]

    lent, own = house.read(both)
    assert lent == own
    assert [len(card.campaigns) for card in lent] == [2, 0, 0, 0]
    assert lent[1].domain.last_check_at != house.domain(ids[1]).last_check_at
    assert [len(card.undeliverable) for card in lent] == [0, 0, 1, 0]


def test_more_domains_are_no_more_questions(house: House) -> None:
    for number in range(12):
        house.add(f"client-{number}.com")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    def questions(tx: Transaction) -> list[int]:
        found = []
        for limit in (2, 12):
            domains = tx.domains.page("T1", None, None, limit)
            asked.clear()
            assert len(read_cards(tx, domains)) == limit
            found.append(len(asked))
        return found

    event.listen(Engine, "before_cursor_execute", note)
    try:
        few, many = house.read(questions)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert few == many
