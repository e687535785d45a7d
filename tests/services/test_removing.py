"""Taking a domain out of use."""

from dataclasses import replace

import pytest

from bot.core.cards import Action, Awaited, Stage
from bot.core.commands import Actor, EditDomain, RemoveDomain
from bot.core.domain import AttachmentState, LinkDomain, RequestState
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.facts import Code, FactName, FactState, Verdict
from bot.services import editing, reading, removing
from tests.services.support import ADMIN, BOT, OTHER, OWNER, House

DAY = 86_400.0


def remove(house: House, domain_id: str, actor: Actor = ADMIN, **how: bool) -> LinkDomain:
    return house.run(removing.remove_domain, RemoveDomain(domain_id, **how), actor)


def refusal(house: House, domain_id: str, *, confirms: bool = False) -> Reason:
    service = removing.confirm_removed if confirms else removing.remove_domain
    with pytest.raises(Refused) as caught:
        house.run(service, RemoveDomain(domain_id), OWNER if confirms else OTHER)
    return caught.value.reason


def test_before_live_a_domain_is_archived_at_once_and_card_and_thread_say_so(house: House) -> None:
    domain_id = house.add()
    house.perform()
    assert remove(house, domain_id).removed_at == house.now
    assert house.run(reading.card, domain_id, BOT).stage is Stage.REMOVED
    assert house.events(domain_id)[-1].kind is EventKind.REMOVED
    assert house.replies(domain_id) == [[EventKind.REMOVED]]
    assert [one.effect.kind for one in house.claim_effects()] == [EffectKind.CARD]
    with pytest.raises(Refused):
        house.run(reading.card, domain_id, OWNER)


def test_its_host_may_be_added_again(house: House) -> None:
    remove(house, house.add())
    assert house.domain(house.add()).host == "ls.acme.com"


def test_an_open_request_counts_no_more_and_its_message_says_so(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    house.perform()
    request_id = house.ssl(domain_id).id
    remove(house, domain_id)
    model = house.run(reading.approval, request_id, BOT)
    assert (model.request.state, model.card.stage) == (RequestState.VOID, Stage.REMOVED)
    assert f"request:{request_id}:approval:void" in house.keys_of(domain_id, EffectKind.APPROVAL)


def test_a_live_domain_that_is_being_removed_gets_no_certificate_any_more(house: House) -> None:
    domain_id = house.live()
    lost = replace(house.domain(domain_id).fact(FactName.CERTIFICATE), state=FactState.WRONG)
    facts = {**house.domain(domain_id).facts, FactName.CERTIFICATE: lost}
    house.read(lambda tx: tx.domains.save(replace(house.domain(domain_id), facts=facts, request=None)))
    house.request(domain_id)
    house.perform()
    request = house.ssl(domain_id)
    assert request.state is RequestState.PENDING
    remove(house, domain_id)
    assert house.ssl(domain_id).state is RequestState.VOID
    assert f"request:{request.id}:approval:void" in house.keys_of(domain_id, EffectKind.APPROVAL)
    with pytest.raises(Refused) as caught:
        house.decide(domain_id)
    assert caught.value.reason is Reason.REQUEST_VOID
    assert house.keys_of(domain_id, EffectKind.REQUEST_CERTIFICATE)[1:] == []


def test_a_campaign_that_waited_for_the_domain_is_free_again(house: House) -> None:
    campaign, domain_id = house.campaign(), house.ready()
    house.attach(domain_id, campaign)
    remove(house, domain_id)
    other = house.add("b.com")
    house.attach(other, campaign)
    assert [item.state for item in house.attachments(other)] == [AttachmentState.WANTED]


def test_of_a_live_domain_campaigns_are_detached_and_the_record_is_waited_for(house: House) -> None:
    domain_id, campaign = house.live(), house.campaign()
    house.attach(domain_id, campaign)
    house.perform()
    assert remove(house, domain_id).removing_since == house.now
    assert [item.state for item in house.attachments(domain_id)] == [AttachmentState.DETACHING]
    card = house.run(reading.card, domain_id, OWNER)
    assert (card.stage, card.awaited, card.actions) == (Stage.REMOVING, Awaited.CLIENT, (Action.CHECK_NOW,))
    assert house.replies(domain_id)[-1] == [EventKind.REMOVING]
    assert refusal(house, domain_id, confirms=True) is Reason.RECORD_STILL_THERE


def test_once_the_record_is_surely_gone_the_operator_deletes_it_and_it_is_archived(house: House) -> None:
    domain_id = house.live()
    remove(house, domain_id)
    house.look(domain_id, Code.MISSING_NXDOMAIN, record=Verdict.WRONG, https=Verdict.WRONG, times=2)
    assert house.replies(domain_id) == [[EventKind.REMOVING]]
    house.look(domain_id, Code.MISSING_NXDOMAIN, record=Verdict.WRONG, https=Verdict.WRONG)
    assert house.replies(domain_id)[-1] == [EventKind.RECORD_REMOVED]
    assert house.run(reading.card, domain_id, OWNER).actions[0] is Action.CONFIRM_REMOVED
    house.run(removing.confirm_removed, RemoveDomain(domain_id), OWNER)
    assert house.run(reading.card, domain_id, BOT).domain.removed_at == house.now
    assert EventKind.DEGRADED not in house.kinds(domain_id)


def test_a_record_that_stays_for_thirty_days_parks_the_removal_until_it_goes(house: House) -> None:
    domain_id = house.live()
    remove(house, domain_id)
    house.look(domain_id, record=Verdict.RIGHT)
    house.wait(30 * DAY)
    house.look(domain_id, record=Verdict.RIGHT, times=3)
    assert house.replies(domain_id)[-1] == [EventKind.REMOVAL_PARKED]
    assert house.kinds(domain_id).count(EventKind.REMOVAL_PARKED) == 1
    assert house.domain(domain_id).parked_since is not None
    house.look(domain_id, record=Verdict.WRONG, times=3)
    assert house.domain(domain_id).parked_since is None
    assert house.kinds(domain_id)[-1] is EventKind.RECORD_REMOVED


def test_what_nobody_could_see_is_not_gone(house: House) -> None:
    domain_id = house.live()
    remove(house, domain_id)
    house.look(domain_id, record=Verdict.UNKNOWN, times=5)
    assert house.kinds(domain_id)[-1] is EventKind.REMOVING


def test_only_admins_remove_and_only_once(house: House) -> None:
    domain_id = house.live()
    assert refusal(house, domain_id) is Reason.NOT_ALLOWED
    assert refusal(house, domain_id, confirms=True) is Reason.STALE
    remove(house, domain_id)
    with pytest.raises(Refused) as caught:
        remove(house, domain_id)
    assert caught.value.reason is Reason.REMOVING_ALREADY


def test_a_domain_that_is_being_removed_takes_nothing_more(house: House) -> None:
    domain_id, campaign = house.live(), house.campaign()
    remove(house, domain_id)
    command = EditDomain(domain_id, "c1", "UNEW")
    for act in (
        lambda: house.attach(domain_id, campaign),
        lambda: house.request(domain_id),
        lambda: house.give(domain_id),
        lambda: house.run(editing.edit_domain, command, OWNER),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.reason is Reason.REMOVING_ALREADY
