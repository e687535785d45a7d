"""What waits, for whom, when work begins."""

from datetime import date, datetime, timedelta

import pytest

from bot.core.commands import Actor
from bot.core.domain import RequestState
from bot.core.effects import EffectKind
from bot.core.facts import Verdict
from bot.core.mornings import MorningModel, Waiting
from bot.services import lists, mornings
from tests.services.support import ADMIN, APPROVER, BOT, OPERATOR, OTHER, OWNER, SID, House

DAY = date(2026, 11, 3)


def asked(
    house: House, person: Actor, before: datetime | None = None, gone: frozenset[str] = frozenset()
) -> MorningModel:
    began = before or house.now + timedelta(seconds=1)
    return house.run(mornings.morning, mornings.MorningQuery(person, began, gone), BOT)


def counts(model: MorningModel) -> dict[str, int]:
    return {whom.value: len(lines) for whom, lines in model.waiting.items() if lines}


def test_a_message_is_promised_once_for_a_person_and_day(house: House) -> None:
    command = mornings.PromiseMorning("UOWN", DAY, house.now)
    for _ in range(3):
        house.run(mornings.promise_morning, command, BOT)
    house.run(mornings.promise_morning, mornings.PromiseMorning("UOWN", DAY + timedelta(days=1), house.now), BOT)
    keys = house.keys_of("morning:UOWN", EffectKind.MORNING)
    assert keys == ["morning:UOWN:2026-11-03", "morning:UOWN:2026-11-04"]


def test_a_restarted_bot_promises_nothing_twice_even_after_it_was_sent(house: House) -> None:
    command = mornings.PromiseMorning("UOWN", DAY, house.now)
    house.run(mornings.promise_morning, command, BOT)
    assert [one.effect.kind for one in house.perform()] == [EffectKind.MORNING]
    again = house.under()
    again.run(mornings.promise_morning, command, BOT)
    assert again.perform() == []


def test_where_nothing_waits_the_model_is_empty(house: House) -> None:
    assert asked(house, OWNER).is_empty
    house.live()
    assert asked(house, OWNER).is_empty


def test_each_domain_is_counted_for_whom_it_waits(house: House) -> None:
    house.ready("ready.com", "DN" + "4" * 32)
    waiting = house.add("client.com")
    house.give(waiting, "DN" + "5" * 32)
    house.wait(61)
    house.look(waiting, record=Verdict.WRONG)
    approved = house.ready("approved.com", "DN" + "6" * 32)
    house.request(approved)
    house.decide(approved)
    assert counts(asked(house, OWNER)) == {"me": 1, "clients": 1, "twilio": 1}
    assert asked(house, OTHER).is_empty


def test_an_approver_is_shown_what_waits_for_a_decision(house: House) -> None:
    domain_id = house.ready()
    assert house.request(domain_id) is RequestState.PENDING
    assert counts(asked(house, APPROVER)) == {"me": 1}


def test_an_operator_is_shown_the_tasks(house: House) -> None:
    named = house.under(operators=("UOPS",))
    named.add()
    assert counts(asked(named, OPERATOR)) == {"me": 1}
    assert asked(named, OWNER).is_empty


def test_a_degraded_domain_without_campaigns_is_shown_to_its_owner(house: House) -> None:
    domain_id = house.live()
    house.look(domain_id, times=3, record=Verdict.WRONG)
    assert counts(asked(house, OWNER)) == {"degraded": 1}


def test_what_was_added_after_work_began_is_no_news(house: House) -> None:
    began = house.now
    house.wait(60)
    house.ready()
    assert asked(house, OWNER, before=began).is_empty


def test_domains_of_somebody_who_is_gone_are_shown_to_admins_alone(house: House) -> None:
    house.live()
    gone = frozenset({"UOWN"})
    assert asked(house, ADMIN, gone=gone).orphans == (("UOWN", 1),)
    assert asked(house, OTHER, gone=gone).orphans == ()
    assert house.run(mornings.owners, None, BOT) == gone


@pytest.mark.parametrize(("whom", "number"), [(Waiting.ME, 1), (Waiting.CLIENTS, 0), (Waiting.DEGRADED, 0)])
def test_the_buttons_list_what_was_counted(house: House, whom: Waiting, number: int) -> None:
    house.ready("acme.com", SID)
    page = house.run(lists.list_domains, lists.ListQuery(lists.ListKind.AWAITED, whom.value), OWNER)
    assert page.total == number
