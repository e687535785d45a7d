"""Taking campaigns off a domain again."""

import pytest

from bot.core.cards import Action
from bot.core.commands import DetachCampaigns
from bot.core.domain import AttachmentState
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind as E
from bot.core.facts import Verdict
from bot.services import detaching, lists, reading
from tests.services.support import ALL, OTHER_MG, OTHER_SID, OWNER, STRANGER, House

ATTACHED, DETACHING, DETACHED = AttachmentState.ATTACHED, AttachmentState.DETACHING, AttachmentState.DETACHED


def detach(house: House, domain_id: str, *names: str) -> tuple[str, ...]:
    """Detaches the campaigns of these names; all of them where none is given."""
    ids = {one.campaign.name: one.attachment.id for one in house.run(reading.card, domain_id).campaigns}
    chosen = tuple(ids[name] for name in names or ids)
    return house.run(detaching.detach_campaigns, DetachCampaigns(domain_id, chosen))


def states(house: House, domain_id: str) -> list[AttachmentState]:
    return [item.state for item in house.attachments(domain_id)]


def attached(house: House) -> str:
    """A live domain with Spring and Summer on one service, and Autumn on another."""
    domain_id = house.live()
    house.attach(domain_id, house.campaign("Spring"), house.campaign("Summer"), house.campaign("Autumn", OTHER_MG))
    house.perform()
    return domain_id


def test_a_campaign_takes_those_of_its_messaging_service_with_it(house: House) -> None:
    domain_id = attached(house)
    assert detach(house, domain_id, "Spring") == ("Spring", "Summer")
    assert states(house, domain_id) == [DETACHING, DETACHING, ATTACHED]
    house.perform()
    assert states(house, domain_id) == [DETACHED, DETACHED, ATTACHED]
    told = [event for event in house.events(domain_id) if event.kind is E.DETACHED]
    assert [event.details["campaign"] for event in told] == ["Spring", "Summer"]
    assert house.replies(domain_id) == []


def test_to_detach_twice_changes_nothing(house: House) -> None:
    domain_id = attached(house)
    detach(house, domain_id, "Autumn")
    assert detach(house, domain_id, "Autumn") == ()
    house.perform()
    assert detach(house, domain_id, "Autumn") == ()
    assert len(house.effects(domain_id, EffectKind.DETACH)) == 1


def test_what_was_only_wanted_is_detached_without_asking_twilio(house: House) -> None:
    domain_id = house.ready()
    house.attach(domain_id, house.campaign())
    detach(house, domain_id)
    assert states(house, domain_id) == [DETACHED]
    assert house.effects(domain_id, EffectKind.DETACH) == []
    assert house.kinds(domain_id)[-1] is E.DETACHED
    house.look(domain_id, **dict.fromkeys(ALL, Verdict.RIGHT))
    assert house.effects(domain_id, EffectKind.ATTACH) == []


def test_what_is_just_being_attached_is_detached_afterwards(house: House) -> None:
    domain_id = house.live()
    house.attach(domain_id, house.campaign())
    house.perform(CARD={"is_done": True})
    detach(house, domain_id)
    house.perform()
    assert states(house, domain_id) == [DETACHED]


def test_attached_again_while_it_is_being_detached_stays_attached(house: House) -> None:
    domain_id = house.live()
    campaign = house.campaign()
    house.attach(domain_id, campaign)
    house.perform()
    detach(house, domain_id)
    house.attach(domain_id, campaign)
    house.perform()
    assert states(house, domain_id) == [ATTACHED]
    assert E.DETACHED not in house.kinds(domain_id)


def test_what_twilio_does_not_let_go_is_attached_still_and_told(house: House) -> None:
    domain_id = attached(house)
    detach(house, domain_id, "Autumn")
    house.perform(DETACH={"problem": "20003"})
    [kept] = [item for item in house.attachments(domain_id) if item.problem]
    assert (kept.state, kept.problem) == (ATTACHED, "20003")
    assert house.replies(domain_id) == [[E.DETACH_FAILED]]
    detach(house, domain_id, "Autumn")
    house.perform()
    assert DETACHED in states(house, domain_id)


def test_a_detached_service_is_free_for_another_domain(house: House) -> None:
    domain_id = attached(house)
    other = house.live("other.com", OTHER_SID)
    detach(house, domain_id)
    house.perform()
    house.attach(other, house.campaign("Winter"))
    house.perform()
    assert states(house, other) == [ATTACHED]


def test_the_card_offers_to_detach_only_what_is_there(house: House) -> None:
    domain_id = house.live()
    assert Action.DETACH not in house.run(reading.card, domain_id).actions
    house.attach(domain_id, house.campaign())
    assert Action.DETACH in house.run(reading.card, domain_id).actions
    house.perform()
    detach(house, domain_id)
    assert Action.DETACH not in house.run(reading.card, domain_id).actions


@pytest.mark.parametrize(
    ("chosen", "actor", "reason"),
    [
        ((), OWNER, Reason.EMPTY),
        (("nothing",), OWNER, Reason.UNKNOWN_CAMPAIGN),
        (("nothing",), STRANGER, Reason.NOT_ALLOWED),
    ],
)
def test_what_cannot_be_detached_is_refused(
    house: House, chosen: tuple[str, ...], actor: object, reason: Reason
) -> None:
    domain_id = attached(house)
    with pytest.raises(Refused) as refused:
        house.run(detaching.detach_campaigns, DetachCampaigns(domain_id, chosen), actor)  # type: ignore[arg-type]
    assert refused.value.reason is reason
    assert set(states(house, domain_id)) == {ATTACHED}


def test_who_shares_a_messaging_service_is_named(house: House) -> None:
    domain_id = attached(house)
    services = tuple(one.campaign.service_sid or "" for one in house.run(reading.card, domain_id).campaigns)
    assert house.run(lists.sharing_services, services) == [["Spring", "Summer"]]
