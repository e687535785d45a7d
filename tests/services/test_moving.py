"""Taking a Messaging Service from one of our domains for another."""

from dataclasses import replace

import pytest

from bot.core.commands import AttachCampaigns
from bot.core.domain import AttachmentState, LinkSettings
from bot.core.effects import EffectKind, EffectState
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.twilio import ServiceReport
from bot.services import campaigns, reading
from tests.services.support import ADMIN, BOT, FALLBACK, MG, OTHER_SID, SID, House

WANTED, ATTACHED = AttachmentState.WANTED, AttachmentState.ATTACHED
DETACHING, DETACHED = AttachmentState.DETACHING, AttachmentState.DETACHED
HELD = {MG: ServiceReport(MG, True, 1, False, SID)}


def states(house: House, domain_id: str) -> list[AttachmentState]:
    return [item.state for item in house.attachments(domain_id)]


def move(
    house: House, domain_id: str, campaign: str, reports: dict[str, ServiceReport], *, is_move: bool = True
) -> None:
    command = AttachCampaigns(domain_id, {house.new_id("a"): campaign}, FALLBACK, reports)
    house.run(campaigns.attach_campaigns, replace(command, is_move=is_move))


def test_a_service_is_detached_there_and_attached_here(house: House) -> None:
    old, campaign = house.live(), house.campaign()
    house.attach(old, campaign)
    house.perform()
    other = house.live("other.com", OTHER_SID)
    move(house, other, campaign, HELD)
    assert (states(house, old), states(house, other)) == ([DETACHING], [WANTED])
    job = house.run(reading.attachment_job, house.attachments(other)[0].id, BOT)
    assert job.is_service_leaving
    house.perform()
    assert (states(house, old), states(house, other)) == ([DETACHED], [ATTACHED])
    assert not house.run(reading.attachment_job, house.attachments(other)[0].id, BOT).is_service_leaving


def test_what_was_attached_by_hand_is_moved_all_the_same(house: House) -> None:
    old, campaign = house.live(), house.campaign()
    other = house.live("other.com", OTHER_SID)
    move(house, other, campaign, HELD)
    assert (states(house, old), states(house, other)) == ([DETACHING], [WANTED])


def test_nothing_is_moved_unasked(house: House) -> None:
    house.live()
    other, campaign = house.live("other.com", OTHER_SID), house.campaign()
    with pytest.raises(Refused) as refused:
        move(house, other, campaign, HELD, is_move=False)
    assert refused.value.reason is Reason.SERVICE_HAS_OTHER_DOMAIN
    assert (refused.value.details["host"], refused.value.details["movable"]) == ("ls.acme.com", "now")
    assert states(house, other) == []


def test_nothing_is_moved_to_a_domain_that_cannot_serve_yet(house: House) -> None:
    old, campaign = house.live(), house.campaign()
    house.attach(old, campaign)
    house.perform()
    other = house.ready("other.com", OTHER_SID)
    with pytest.raises(Refused) as refused:
        move(house, other, campaign, HELD)
    assert refused.value.details["movable"] == "later"
    assert states(house, old) == [ATTACHED]


def test_a_domain_that_is_not_ours_is_left_alone(house: House) -> None:
    other, campaign = house.live("other.com", OTHER_SID), house.campaign()
    with pytest.raises(Refused) as refused:
        move(house, other, campaign, HELD)
    assert refused.value.reason is Reason.SERVICE_HAS_OTHER_DOMAIN
    assert "host" not in refused.value.details


def test_settings_that_twilio_did_not_keep_are_on_the_card(house: House) -> None:
    domain_id = house.live()
    house.attach(domain_id, house.campaign(), settings=LinkSettings())
    house.perform(ATTACH={"is_done": True, "result": {"problem": "settings_differ"}})
    [item] = house.attachments(domain_id)
    assert (item.state, item.problem) == (ATTACHED, "settings_differ")
    assert house.replies(domain_id) == []


def test_the_owner_of_the_domain_it_is_taken_from_hears_once_unless_it_was_them(house: House) -> None:
    old, campaign = house.live(), house.campaign()
    house.attach(old, campaign)
    house.perform()
    other = house.live("other.com", OTHER_SID)
    command = AttachCampaigns(other, {house.new_id("a"): campaign}, FALLBACK, HELD, is_move=True)
    house.run(campaigns.attach_campaigns, command, ADMIN)
    assert house.replies(old).count([EventKind.MOVED_AWAY]) == 1
    assert house.events(old)[-1].details == {"campaign": "Spring", "to": "ls.other.com"}
    assert house.effects(old, EffectKind.CARD)[-1].state is EffectState.NEW
    house.perform()
    third = house.live("third.com", "DN" + "7" * 32)
    move(house, third, campaign, {MG: ServiceReport(MG, True, 1, False, OTHER_SID)})
    assert EventKind.MOVED_AWAY in house.kinds(other)
    assert [EventKind.MOVED_AWAY] not in house.replies(other)
