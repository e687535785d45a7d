"""Taking an association back at Twilio: read before write, and look after what nobody knows."""

from dataclasses import replace

import pytest

from bot.core.commands import GiveDetails
from bot.core.domain import Attachment, AttachmentState, Campaign, LinkSettings
from bot.core.twilio import Judgement, ServiceReport
from bot.services import promises
from bot.services.domains import give_details
from bot.services.ports import Transaction
from tests.workers.support import ANSWER_500, DN, MG, REFUSED, RESET, START, Fault, World

HELD = ServiceReport(MG, True, 1, False, DN)


@pytest.fixture
def leaving(world: World) -> World:
    """A campaign that Twilio has on the domain, and that is to leave it."""
    domain_id = world.add()
    world.do(give_details, GiveDetails(domain_id, DN, None, Judgement.CONFIRMED))
    world.twilio.services[MG] = HELD
    item = Attachment("a1", domain_id, "k1", AttachmentState.DETACHING, LinkSettings(), "UOWNER", START)

    def store(tx: Transaction) -> None:
        tx.campaigns.add(Campaign("k1", "T1", "c1", "Spring", MG))
        tx.attachments.add(item)
        domain = tx.domains.get(domain_id)
        assert domain is not None
        tx.outbox.put(promises.detach(domain, item, 1, None))

    world.ask(store)
    return world


def state(world: World) -> tuple[AttachmentState, str | None]:
    found = world.ask(lambda tx: tx.attachments.get("a1"))
    assert found is not None
    return found.state, found.problem


async def test_the_association_is_deleted_once(leaving: World) -> None:
    await leaving.settle(leaving.relay())
    assert leaving.twilio.writes == ["detach"]
    assert state(leaving) == (AttachmentState.DETACHED, None)


@pytest.mark.parametrize("held", [None, "DN" + "9" * 32])
async def test_a_service_that_holds_no_domain_or_another_one_is_left_alone(leaving: World, held: str | None) -> None:
    leaving.twilio.services[MG] = replace(HELD, domain_sid=held)
    await leaving.settle(leaving.relay())
    assert leaving.twilio.writes == []
    assert state(leaving) == (AttachmentState.DETACHED, None)


@pytest.mark.parametrize("fault", [Fault(RESET, happens=True), Fault(ANSWER_500, happens=True)])
async def test_what_was_done_without_an_answer_is_not_done_again(leaving: World, fault: Fault) -> None:
    leaving.twilio.faults.append(fault)
    await leaving.settle(leaving.relay(), 60)
    assert leaving.twilio.writes == ["detach"]
    assert state(leaving) == (AttachmentState.DETACHED, None)


async def test_what_was_not_done_is_done_after_a_look(leaving: World) -> None:
    leaving.twilio.faults.append(Fault(RESET))
    await leaving.settle(leaving.relay(), 60)
    assert leaving.twilio.writes == ["detach"]
    assert state(leaving) == (AttachmentState.DETACHED, None)


async def test_a_refusal_leaves_it_attached(leaving: World) -> None:
    leaving.twilio.faults.append(Fault(REFUSED))
    await leaving.settle(leaving.relay())
    assert state(leaving) == (AttachmentState.ATTACHED, REFUSED.reference)


async def test_a_campaign_that_is_wanted_again_is_left_alone(leaving: World) -> None:
    def want(tx: Transaction) -> None:
        item = tx.attachments.get("a1")
        assert item is not None
        tx.attachments.save(replace(item, state=AttachmentState.WANTED))

    leaving.ask(want)
    await leaving.settle(leaving.relay())
    assert leaving.twilio.writes == []
    assert state(leaving) == (AttachmentState.WANTED, None)


async def test_a_service_that_leaves_another_domain_is_waited_for(leaving: World) -> None:
    other = leaving.add("ls.other.com")
    leaving.do(give_details, GiveDetails(other, "DN" + "8" * 32, None, Judgement.CONFIRMED))
    item = Attachment("a2", other, "k1", AttachmentState.WANTED, LinkSettings(), "UOWNER", START)

    def store(tx: Transaction) -> None:
        tx.attachments.add(item)
        domain = tx.domains.get(other)
        assert domain is not None
        tx.outbox.put(promises.attach(domain, item, 1, None))

    leaving.ask(store)
    leaving.twilio.faults.append(Fault(RESET))
    await leaving.settle(leaving.relay(), 60)
    found = leaving.ask(lambda tx: tx.attachments.get("a2"))
    assert found is not None
    assert (found.state, found.problem) == (AttachmentState.ATTACHED, None)
    assert leaving.twilio.writes == ["detach", "configure None", "attach"]


async def test_settings_that_twilio_shows_otherwise_are_told(leaving: World) -> None:
    def want(tx: Transaction) -> None:
        item = tx.attachments.get("a1")
        assert item is not None
        wanted = replace(item, state=AttachmentState.WANTED, settings=LinkSettings("https://acme.com/"))
        tx.attachments.save(wanted)
        domain = tx.domains.get(item.domain_id)
        assert domain is not None
        tx.outbox.put(promises.attach(domain, wanted, 1, None))

    leaving.ask(want)
    leaving.twilio.is_keeping = False
    await leaving.settle(leaving.relay())
    assert state(leaving) == (AttachmentState.ATTACHED, "settings_differ")
