"""App Home: what waits for whom, all clients at a glance, and how full an Organization is."""

from dataclasses import replace

import pytest

from bot.core.cards import Stage
from bot.core.commands import Actor, AddClient
from bot.core.domain import LinkDomain, Standing, TwilioDetails
from bot.core.errors import Refused
from bot.core.facts import Code, Verdict
from bot.core.overview import GivenUp, HomeQuery, Line, Overview, Step
from bot.core.people import Role
from bot.core.rules import Rules
from bot.core.stage import actions_of, awaited_of, stage_of
from bot.core.webhooks import secret_of
from bot.services import clients, webhooks
from bot.services.overview import CLIENTS_SIZE, MINE_SIZE, organization_count, overview
from bot.services.ports import Transaction
from bot.services.webhooks import AddWebhook, SendAgain, SetWebhook, Switch
from tests.bench.seed import PERSON, fill
from tests.services.support import ADMIN, APPROVER, OPERATOR, OTHER, OTHER_SID, OWNER, SID, STRANGER, House, person


def home(house: House, actor: Actor = OWNER, query: HomeQuery | None = None) -> Overview:
    return house.run(overview, query or HomeQuery(), actor)


def hosts(lines: tuple[Line, ...]) -> list[str]:
    return [line.domain.host for line in lines]


def test_an_empty_house_has_an_empty_home(house: House) -> None:
    shown = home(house)
    assert (shown.waiting.total, shown.mine.total, shown.clients, shown.pace, shown.registries) == (0, 0, (), (), None)


def test_what_can_be_requested_waits_for_its_owner_alone(house: House) -> None:
    house.ready()
    assert hosts(home(house).waiting.lines) == ["ls.acme.com"]
    assert home(house, OTHER).waiting.total == 0


def test_twilio_details_wait_for_operators_where_some_are_named(house: House) -> None:
    house.add()
    assert hosts(home(house).waiting.lines) == ["ls.acme.com"]
    named = house.under(operators=("UOPS",))
    assert home(named).waiting.total == 0
    assert hosts(home(named, OPERATOR).waiting.lines) == ["ls.acme.com"]


def test_a_request_waits_for_approvers_but_not_for_the_one_who_asked(house: House) -> None:
    domain_id = house.ready()
    asker = person("UAPP2", Role.APPROVER, Role.MANAGER)
    house.request(domain_id, asker)
    assert hosts(home(house, APPROVER).waiting.lines) == ["ls.acme.com"]
    assert home(house, asker).waiting.total == 0
    house.decide(domain_id)
    assert home(house, APPROVER).waiting.total == 0


def test_my_domains_are_counted_by_stage_and_come_in_pages(house: House) -> None:
    for number in range(MINE_SIZE + 2):
        house.wait(1)
        house.add(f"n{number}.com")
    house.add("theirs.com", OTHER)
    first, last = home(house), home(house, query=HomeQuery(mine=99))
    assert first.stages == {Stage.WAITING_FOR_TWILIO_DETAILS: MINE_SIZE + 2}
    assert (len(first.mine.lines), first.mine.total, first.mine.has_more) == (MINE_SIZE, MINE_SIZE + 2, True)
    assert hosts(last.mine.lines) == [
        f"ls.n{MINE_SIZE}.com",
        f"ls.n{MINE_SIZE + 1}.com",
    ]  # what waits longest comes first
    assert (last.query.mine, last.mine.has_more) == (1, False)


def test_all_clients_at_a_glance_begin_with_what_is_degraded(house: House) -> None:
    for client_id, name in (("c2", "Beta"), ("c3", "Idle")):
        house.run(clients.add_client, AddClient(client_id, name), ADMIN)
    house.add("a.com")
    house.add("c.com", client_id="c2")
    degraded = house.live("b.com")
    house.look(degraded, times=3, record=Verdict.WRONG)
    house.live("d.com", OTHER_SID)
    found = [(one.client.name, one.live, one.waiting, one.degraded) for one in home(house, OTHER).clients]
    assert found == [("Acme Corp", 1, 1, 1), ("Beta", 0, 1, 0)]


def test_home_can_be_about_one_client_and_forgets_one_that_is_gone(house: House) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    house.add("a.com")
    house.add("b.com", client_id="c2")
    shown = home(house, query=HomeQuery(client_id="c2"))
    assert hosts(shown.mine.lines) == ["ls.b.com"]
    assert [one.client.name for one in shown.clients] == ["Beta"]
    gone = home(house, query=HomeQuery(client_id="gone", domain_id="gone"))
    assert (gone.mine.total, gone.query, gone.found) == (2, HomeQuery(), None)


def test_a_domain_that_was_searched_for_shows_its_card(house: House) -> None:
    domain_id = house.add()
    found = home(house, query=HomeQuery(domain_id=domain_id)).found
    assert found is not None
    assert found.domain.host == "ls.acme.com"


def test_the_pace_is_that_of_the_whole_team(house: House) -> None:
    domain_id = house.add()
    house.wait(720)
    house.give(domain_id)
    assert [(one.step, one.median.total_seconds()) for one in home(house, OTHER).pace] == [(Step.DETAILS, 720)]


def test_registries_are_for_admins(house: House) -> None:
    house.campaign()
    shown = home(house, ADMIN).registries
    assert shown is not None
    assert (shown.clients, shown.campaigns) == (1, 1)


def test_who_holds_no_role_sees_nothing(house: House) -> None:
    with pytest.raises(Refused):
        home(house, STRANGER)


def test_five_hundred_domains_fit_and_are_read_as_their_cards_are(house: House) -> None:
    fill(house.database, 500)
    shown = home(house, PERSON)
    assert (len(shown.clients), shown.has_more_clients) == (CLIENTS_SIZE, True)
    assert shown.mine.total == 250
    for line in (*shown.waiting.lines, *shown.mine.lines):
        assert line.domain.host == house.domain(line.domain.id).host
    assert [one.count for one in shown.full] == [416]


def test_a_lean_reading_comes_to_the_same_stages_as_the_aggregates(house: House) -> None:
    fill(house.database, 30)

    def both(tx: Transaction) -> tuple[list[object], list[object]]:
        return _essence(tx.surveys.domains("T1")), _essence(tx.domains.of_team("T1"))

    lean, whole = house.read(both)
    assert lean == whole


def _essence(domains: list[LinkDomain]) -> list[object]:
    found: list[object] = []
    for one in domains:
        stage = stage_of(one)
        found.append((one.id, stage, awaited_of(one, stage, Rules()), actions_of(one, stage), one.request, one.details))
    return found


def test_an_organization_is_counted_over_the_clients_it_serves(house: House) -> None:
    house.client_with_account()
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    for number, client_id in enumerate(("c1", "c2", "c9")):
        domain_id = house.add(f"n{number}.com", client_id=client_id)
        house.give(domain_id, f"DN{number:032x}")
    house.add("without.com")
    assert [house.run(organization_count, client_id, OWNER) for client_id in ("c1", "c2", "c9", "")] == [2, 2, 1, 2]


def test_only_a_nearly_full_organization_is_told(house: House) -> None:
    def store(tx: Transaction, count: int) -> None:
        domain = tx.domains.of_team("T1")[0]
        for number in range(count):
            details = TwilioDetails(f"DN{number:032x}", None, Standing.UNPROVEN, "UOWN", house.now)
            tx.domains.add(replace(domain, id=f"x{number}", host=f"ls.x{number}.com", details=details))

    house.add()
    house.read(lambda tx: store(tx, 79))
    assert home(house).full == ()
    house.give(house.add("last.com"), SID)
    assert [(one.clients, one.count) for one in home(house).full] == [("", 80)]


def test_deliveries_that_failed_for_good_are_told_to_admins_until_they_are_sent_again(house: House) -> None:
    wanted = SetWebhook("w1", "https://crm.acme.com/hooks?key=secret", (), ())
    house.run(webhooks.add_webhook, AddWebhook(wanted, secret_of(b"1" * 32)), ADMIN)
    house.add()
    house.perform(WEBHOOK={"problem": "timeout", "result": {"code": "timeout"}})
    shown = home(house, ADMIN).registries
    assert shown
    assert shown.given_up == (GivenUp("w1", "crm.acme.com", 1),)
    house.run(webhooks.send_again, SendAgain("w1"), ADMIN)
    again = home(house, ADMIN).registries
    assert again
    assert again.given_up == ()


def test_deliveries_that_were_kept_back_on_purpose_did_not_fail(house: House) -> None:
    wanted = SetWebhook("w1", "https://crm.acme.com/hooks", (), ())
    house.run(webhooks.add_webhook, AddWebhook(wanted, secret_of(b"1" * 32)), ADMIN)
    house.run(webhooks.switch_webhook, Switch("w1", is_on=False), ADMIN)
    house.add()
    shown = home(house, ADMIN).registries
    assert shown
    assert shown.given_up == ()


def test_my_domains_begin_with_the_worst(house: House) -> None:
    waiting = house.add("old.com")
    degraded = house.live("b.com")
    house.look(degraded, Code.MISSING_NXDOMAIN, times=3, record=Verdict.WRONG)
    assert house.domain(degraded).degraded_since
    live = house.live("d.com", OTHER_SID)
    newer = house.add("new.com")
    assert [line.domain.id for line in home(house).mine.lines] == [degraded, waiting, newer, live]
