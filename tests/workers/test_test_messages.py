"""The test message at Twilio: sent once whatever happens, and read until it has gone out."""

import pytest

from bot.core.commands import Actor, GiveDetails, SendTest
from bot.core.domain import Attachment, AttachmentState, Campaign, LinkSettings
from bot.core.events import Event, EventKind
from bot.core.people import Role
from bot.core.twilio import Judgement, MessageReport
from bot.services import testing
from bot.services.domains import give_details
from bot.services.ports import Transaction
from tests.workers.support import ANSWER_500, DN, MG, REFUSED, RESET, START, Fault, World

PHONE = "+15005550199"
SHORT = "https://ls.acme.com/Ab3dE6gh1J"


@pytest.fixture
def asked(world: World) -> World:
    """Somebody wants a test through an attached campaign."""
    domain_id = world.add()
    world.do(give_details, GiveDetails(domain_id, DN, None, Judgement.CONFIRMED))
    item = Attachment(
        "a1", domain_id, "k1", AttachmentState.ATTACHED, LinkSettings("https://acme.com"), "UOWNER", START
    )

    def store(tx: Transaction) -> None:
        tx.campaigns.add(Campaign("k1", "T1", "c1", "Spring", MG))
        tx.attachments.add(item)

    world.ask(store)
    world.do(testing.send_test, SendTest(domain_id, "a1", PHONE), Actor("T1", "UOWNER", frozenset({Role.MANAGER})))
    return world


def told(world: World) -> Event:
    domain_id = world.ask(lambda tx: tx.domains.of_team("T1"))[0].id
    [event] = [one for one in world.ask(lambda tx: tx.events.of_domain(domain_id)) if one.kind is EventKind.TESTED]
    return event


async def test_the_short_link_that_came_out_is_told(asked: World) -> None:
    asked.twilio.reports = [
        MessageReport("long", is_under_way=True),
        MessageReport(f"Test 1 of short links on ls.acme.com: {SHORT}", is_under_way=False),
    ]
    await asked.settle(asked.relay(), 10)
    assert len(asked.twilio.sent) == 1
    assert told(asked).details["link"] == SHORT


@pytest.mark.parametrize("fault", [Fault(RESET, happens=True), Fault(ANSWER_500, happens=True)])
async def test_a_message_that_was_sent_without_an_answer_is_found_and_not_sent_again(
    asked: World, fault: Fault
) -> None:
    asked.twilio.faults.append(fault)
    await asked.settle(asked.relay(), 60)
    assert len(asked.twilio.sent) == 1
    assert told(asked).details["code"] == "link_stayed_long"


async def test_a_message_is_sent_anew_only_after_it_was_looked_for(asked: World) -> None:
    asked.twilio.faults.append(Fault(RESET))
    await asked.settle(asked.relay(), 20)
    assert asked.twilio.sent == []
    await asked.settle(asked.relay(), 60)
    assert len(asked.twilio.sent) == 1


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (MessageReport("https://acme.com", False, "30107"), "30107"),
        (MessageReport("https://acme.com", False), "link_stayed_long"),
        (MessageReport("https://other.example/abc", False), "link_stayed_long"),
    ],
)
async def test_without_a_short_link_the_reason_is_told(asked: World, report: MessageReport, code: str) -> None:
    asked.twilio.reports = [report]
    await asked.settle(asked.relay(), 10)
    assert told(asked).details["code"] == code


async def test_a_refusal_is_told_with_its_code(asked: World) -> None:
    asked.twilio.faults.append(Fault(REFUSED))
    await asked.settle(asked.relay(), 10)
    assert told(asked).details["code"] == REFUSED.reference


async def test_a_message_that_stays_queued_is_not_waited_for_for_ever(asked: World) -> None:
    asked.twilio.reports = [MessageReport("https://acme.com", is_under_way=True)] * 100
    await asked.settle(asked.relay(), 400)
    assert told(asked).details["code"] == "still_queued"
