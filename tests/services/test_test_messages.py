"""One real message through an attached campaign."""

import pytest

from bot.core.commands import SendTest
from bot.core.domain import LinkSettings
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind as E
from bot.services import testing
from tests.services.support import BOT, MG, STRANGER, House

PHONE = "+15005550199"


@pytest.fixture
def live(house: House) -> tuple[House, str, str]:
    """A house that allows one phone, a domain, and its attached campaign."""
    house = house.under(test_numbers=(PHONE,))
    domain_id = house.live()
    house.attach(domain_id, house.campaign())
    house.perform()
    return house, domain_id, house.attachments(domain_id)[0].id


def test_the_message_is_sent_read_and_told(live: tuple[House, str, str]) -> None:
    house, domain_id, attachment = live
    house.run(testing.send_test, SendTest(domain_id, attachment, PHONE))
    [wanted] = [event for event in house.events(domain_id) if event.kind is E.TEST_WANTED]
    assert house.keys_of(domain_id, EffectKind.SEND_TEST) == [f"event:{wanted.id}:test"]
    job = house.run(testing.job_of_test, wanted.id or 0, BOT)
    assert (job.service_sid, job.number, job.message_sid) == (MG, PHONE, None)
    assert job.body == f"Test {wanted.id} of short links on ls.acme.com: https://acme.com/offers"
    house.perform(READ_TEST={"is_done": True, "result": {"link": "https://ls.acme.com/abc"}})
    assert house.run(testing.job_of_test, wanted.id or 0, BOT).message_sid
    [told] = [event for event in house.events(domain_id) if event.kind is E.TESTED]
    assert (told.details["link"], told.details["campaign"]) == ("https://ls.acme.com/abc", "Spring")
    assert told.details["asked_by"] == "UOWN"
    assert house.replies(domain_id) == [[E.TESTED]]


def test_what_twilio_did_not_take_is_told_and_not_read(live: tuple[House, str, str]) -> None:
    house, domain_id, attachment = live
    house.run(testing.send_test, SendTest(domain_id, attachment, PHONE))
    house.perform(SEND_TEST={"problem": "21610"})
    assert house.effects(domain_id, EffectKind.READ_TEST) == []
    assert house.events(domain_id)[-1].details["code"] == "21610"
    house.run(testing.send_test, SendTest(domain_id, attachment, PHONE))


def test_a_domain_without_a_fallback_tests_with_the_clients_own_address(house: House) -> None:
    house = house.under(test_numbers=(PHONE,))
    domain_id = house.live()
    house.attach(domain_id, house.campaign(), settings=LinkSettings())
    house.perform()
    house.run(testing.send_test, SendTest(domain_id, house.attachments(domain_id)[0].id, PHONE))
    [wanted] = [event for event in house.events(domain_id) if event.kind is E.TEST_WANTED]
    assert house.run(testing.job_of_test, wanted.id or 0, BOT).url == "https://acme.com/"


def test_only_one_test_at_a_time(live: tuple[House, str, str]) -> None:
    house, domain_id, attachment = live
    house.run(testing.send_test, SendTest(domain_id, attachment, PHONE))
    with pytest.raises(Refused) as refused:
        house.run(testing.send_test, SendTest(domain_id, attachment, PHONE))
    assert refused.value.reason is Reason.TEST_UNDER_WAY


def test_what_cannot_be_tested_is_refused(live: tuple[House, str, str]) -> None:
    house, domain_id, attachment = live
    command = SendTest(domain_id, attachment, PHONE)
    for wrong, reason in (
        (SendTest(domain_id, "nothing", PHONE), Reason.NOT_ATTACHED),
        (SendTest(domain_id, attachment, "+15005550000"), Reason.BAD_TEST_NUMBER),
        (SendTest("nothing", attachment, PHONE), Reason.UNKNOWN_HOST),
    ):
        with pytest.raises(Refused) as refused:
            house.run(testing.send_test, wrong)
        assert refused.value.reason is reason
    with pytest.raises(Refused):
        house.run(testing.send_test, command, STRANGER)
    with pytest.raises(Refused) as refused:
        house.under(test_numbers=()).run(testing.send_test, command)
    assert refused.value.reason is Reason.NO_TEST_NUMBERS
    assert house.effects(domain_id, EffectKind.SEND_TEST) == []
