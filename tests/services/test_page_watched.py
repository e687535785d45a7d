"""What an open page does to the looks."""

from datetime import timedelta

import pytest

from bot.core.commands import LinkCommand
from bot.core.facts import Verdict
from bot.services import links
from tests.services.support import BOT, House

WRONG = Verdict.WRONG


@pytest.fixture
def domain_id(house: House) -> str:
    """A domain whose steps went out nine days ago."""
    domain_id = house.add()
    house.give(domain_id)
    house.look(domain_id, record=WRONG)
    house.perform()
    house.wait(9 * 86_400)
    house.look(domain_id, record=WRONG)
    return domain_id


def link_of(house: House, domain_id: str) -> LinkCommand:
    link = house.read(lambda tx: tx.links.of_domain(domain_id))
    assert link is not None
    return LinkCommand(link.id)


def pause(house: House, domain_id: str) -> timedelta:
    due = house.domain(domain_id).next_check_at
    assert due is not None
    return due - house.now


def test_a_page_that_opens_brings_the_next_look_forward(house: House, domain_id: str) -> None:
    assert pause(house, domain_id) == timedelta(minutes=30)
    house.run(links.opened, link_of(house, domain_id), BOT)
    assert pause(house, domain_id) == timedelta(seconds=15)
    house.look(domain_id, record=WRONG)
    assert pause(house, domain_id) == timedelta(seconds=15)


def test_once_nobody_sees_it_any_more_looks_are_as_for_a_young_domain(house: House, domain_id: str) -> None:
    link = link_of(house, domain_id)
    house.run(links.opened, link, BOT)
    house.wait(60)
    house.run(links.watched, link, BOT)
    house.look(domain_id, record=WRONG)
    assert pause(house, domain_id) == timedelta(seconds=15)
    house.wait(46)
    house.look(domain_id, record=WRONG)
    assert pause(house, domain_id) == timedelta(seconds=60)


def test_an_open_page_never_puts_a_look_off(house: House, domain_id: str) -> None:
    link = link_of(house, domain_id)
    house.run(links.opened, link, BOT)
    house.wait(600)
    house.run(links.watched, link, BOT)
    assert pause(house, domain_id) < timedelta(0), "it is due, and stays due"


def test_a_revoked_link_watches_nothing(house: House, domain_id: str) -> None:
    house.run(links.watched, LinkCommand("unknown"), BOT)
    assert house.domain(domain_id).page_seen_at is None
