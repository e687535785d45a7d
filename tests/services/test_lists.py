"""Lists and searches."""

import pytest

from bot.core.commands import AddClient
from bot.core.errors import Reason, Refused
from bot.core.facts import Verdict
from bot.core.registry import NameQuery
from bot.services import clients, lists, reading
from bot.services.reading import ListKind, ListQuery
from tests.services.support import ADMIN, ALL, OTHER, OTHER_SID, OWNER, House


def hosts(house: House, query: ListQuery) -> list[str]:
    return [card.domain.host for card in house.run(reading.list_domains, query, OWNER).cards]


def test_mine_are_those_i_added_newest_first(house: House) -> None:
    for host, actor in (("a.com", OWNER), ("b.com", OTHER), ("c.com", OWNER)):
        house.wait(1)
        house.add(host, actor)
    assert hosts(house, ListQuery()) == ["ls.c.com", "ls.a.com"]


def test_a_list_comes_in_pages_of_ten(house: House) -> None:
    for number in range(12):
        house.wait(1)
        house.add(f"n{number}.com")
    first = house.run(reading.list_domains, ListQuery(), OWNER)
    assert (len(first.cards), first.total, first.title) == (10, 12, "Your domains")
    assert hosts(house, ListQuery(page=1)) == ["ls.n1.com", "ls.n0.com"]
    assert hosts(house, ListQuery(page=99)) == hosts(house, ListQuery(page=1))
    assert hosts(house, ListQuery(page=-1)) == hosts(house, ListQuery())


def test_an_empty_list_is_a_page_too(house: House) -> None:
    page = house.run(reading.list_domains, ListQuery(ListKind.LIVE), OWNER)
    assert (page.cards, page.total) == ((), 0)


def test_live_are_those_that_work_and_a_degraded_one_is_stuck(house: House) -> None:
    house.live("a.com")
    degraded = house.live("b.com", OTHER_SID)
    house.look(degraded, times=3, record=Verdict.WRONG)
    house.add("c.com")
    assert hosts(house, ListQuery(ListKind.LIVE)) == ["ls.a.com"]
    assert hosts(house, ListQuery(ListKind.STUCK)) == ["ls.b.com"]


def test_what_is_not_live_after_two_days_is_stuck(house: House) -> None:
    domain_id = house.ready()
    house.wait(47 * 3600)
    assert hosts(house, ListQuery(ListKind.STUCK)) == []
    house.wait(2 * 3600)
    assert hosts(house, ListQuery(ListKind.STUCK)) == ["ls.acme.com"]
    house.look(domain_id, **dict.fromkeys(ALL, Verdict.RIGHT))
    assert hosts(house, ListQuery(ListKind.STUCK)) == []


def test_what_twilio_refused_is_stuck_at_once(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    house.decide(domain_id)
    house.perform(REQUEST_CERTIFICATE={"problem": "30135"})
    assert hosts(house, ListQuery(ListKind.STUCK)) == ["ls.acme.com"]


@pytest.mark.parametrize("name", ["Acme Corp", " acme  CORP ", "acme"])
def test_a_client_is_listed_by_its_name_or_an_unmistakable_part_of_it(house: House, name: str) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    house.add("a.com")
    house.add("b.com", client_id="c2")
    assert hosts(house, ListQuery(ListKind.CLIENT, name)) == ["ls.a.com"]


@pytest.mark.parametrize("name", ["", "nobody", "a"])
def test_a_name_that_means_nobody_or_several_is_refused(house: House, name: str) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    with pytest.raises(Refused) as caught:
        hosts(house, ListQuery(ListKind.CLIENT, name))
    assert caught.value.reason is Reason.UNKNOWN_CLIENT


def test_hosts_and_clients_are_found_as_people_type(house: House) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    house.add("acme.com")
    house.add("beta.com")
    assert [domain.host for domain in house.run(reading.domains_matching, " ACM", OWNER)] == ["ls.acme.com"]
    assert [client.name for client in house.run(reading.clients_matching, "bet", OWNER)] == ["Beta"]
    assert house.run(reading.count_clients, None, OWNER) == 2


def test_campaigns_are_listed_with_their_client_and_the_host_they_send_through(house: House) -> None:
    domain_id = house.live()
    house.attach(domain_id, house.campaign("Spring"))
    house.campaign("Autumn", None)
    assert {line.campaign.name: line.host for line in house.run(reading.campaign_page, NameQuery(), OWNER).lines} == {
        "Spring": None,
        "Autumn": None,
    }
    house.perform()
    lines = house.run(reading.campaign_page, NameQuery(), OWNER).lines
    assert {line.campaign.name: (line.client.name, line.host) for line in lines} == {
        "Spring": ("Acme Corp", "ls.acme.com"),
        "Autumn": ("Acme Corp", None),
    }
    assert {campaign.name for campaign in house.run(reading.campaigns_of, "c1", OWNER)} == {"Spring", "Autumn"}


def test_a_slip_of_the_pen_names_what_was_probably_meant(house: House) -> None:
    house.add("acme.com")
    assert house.run(lists.nearest_host, "ls.amce.com", OWNER) == "ls.acme.com"
    assert house.run(lists.nearest_host, "acme", OWNER) == "ls.acme.com"
    assert house.run(lists.nearest_host, "nothing-alike.example", OWNER) == ""
    for typed, nearest in (("Acme Crop", "Acme Corp"), ("stcuk", "stuck"), ("zzz", None)):
        with pytest.raises(Refused) as caught:
            house.run(lists.client_named, typed, OWNER)
        assert caught.value.details.get("nearest") == nearest


def test_campaigns_come_by_pages_and_by_a_word(house: House) -> None:
    for number in range(23):
        house.campaign(f"Sale {number:02}", None)
    house.campaign("Other", None)
    pages = [house.run(reading.campaign_page, NameQuery("sale", number), OWNER) for number in (0, 2, 9)]
    assert [(len(page.lines), page.total, page.query.number, page.has_more) for page in pages] == [
        (10, 23, 0, True),
        (3, 23, 2, False),
        (3, 23, 2, False),
    ]
    assert pages[1].lines[0].campaign.name == "Sale 20"
    assert house.run(reading.campaign_page, NameQuery(number=-1), OWNER).total == 24
