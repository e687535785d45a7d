"""What follows when an effect ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.cards import Action, Stage
from bot.core.commands import EffectOutcome
from bot.core.domain import RequestState, Standing
from bot.core.effects import ClaimedEffect, EffectKind, EffectState
from bot.core.events import EventKind as E
from bot.core.facts import Verdict
from bot.core.stage import actions_of, stage_of
from bot.core.twilio import Judgement
from bot.services import effects
from tests.services.support import ALL, BOT, MG, OTHER_SID, OWNER, SID, VALUE, House

RIGHT, WRONG = Verdict.RIGHT, Verdict.WRONG


def settle(house: House, claimed: ClaimedEffect, **outcome: object) -> bool:
    command = EffectOutcome(claimed.id, claimed.generation, **outcome)  # type: ignore[arg-type]
    return house.run(effects.settle_effect, command, BOT)


def approved(house: House) -> str:
    domain_id = house.ready()
    house.request(domain_id)
    house.perform()
    house.decide(domain_id)
    return domain_id


def judged(house: House, word: str) -> str:
    """A domain whose SID Twilio judged late, while its SSL request was pending."""
    domain_id = house.add(domain_sid=SID, verification=VALUE)
    house.look(domain_id, record=WRONG)
    house.look(domain_id, record=RIGHT, caa=RIGHT, verification=RIGHT)
    house.request(domain_id)
    house.perform(JUDGE_DETAILS={"is_done": True, "result": {"judgement": word}})
    return domain_id


def test_the_first_post_of_the_card_names_it_for_ever(house: House) -> None:
    domain_id = house.add()
    generation = house.domain(domain_id).generation
    (claimed,) = house.claim_effects()
    assert settle(house, claimed, is_done=True, external_id="1700.1")
    house.look(domain_id, record=WRONG)
    house.perform()
    assert house.domain(domain_id).card_ts == "1700.1"
    assert generation == 0


def test_a_posted_card_does_not_overtake_a_running_check(house: House) -> None:
    domain_id = house.add()
    claimed = house.claim(domain_id)
    house.perform()
    assert house.settle(claimed, record=WRONG) is True
    assert house.domain(domain_id).card_ts


def test_a_second_outcome_of_the_same_try_is_dropped(house: House) -> None:
    domain_id = house.add()
    (claimed,) = house.claim_effects()
    assert settle(house, claimed, is_done=True, external_id="1700.1")
    assert not settle(house, claimed, is_done=True, external_id="1700.2")
    assert house.domain(domain_id).card_ts == "1700.1"
    assert not settle(house, replace(claimed, id=10_000), is_done=True)


def test_a_try_to_be_repeated_or_looked_into_changes_nothing_else(house: House) -> None:
    domain_id = approved(house)
    before, told = house.domain(domain_id), house.events(domain_id)
    for outcome in ({"look_at": house.now}, {"retry_at": house.now}):
        (claimed,) = [item for item in house.claim_effects() if item.effect.kind is EffectKind.REQUEST_CERTIFICATE]
        assert settle(house, claimed, **outcome)
    assert (house.domain(domain_id), house.events(domain_id)) == (before, told)


def test_the_certificate_asked_for_is_looked_at_closely(house: House) -> None:
    domain_id = approved(house)
    house.wait(3)
    house.perform()
    assert house.kinds(domain_id)[-1] is E.CERTIFICATE_REQUESTED
    assert house.domain(domain_id).close_since == house.domain(domain_id).next_check_at == house.now
    assert stage_of(house.domain(domain_id)) is Stage.WAITING_FOR_CERTIFICATE


def test_a_certificate_that_twilio_refuses_is_told_and_can_be_requested_again(house: House) -> None:
    domain_id = approved(house)
    house.perform(REQUEST_CERTIFICATE={"problem": "30135"})
    assert house.ssl(domain_id).problem == "30135"
    assert house.replies(domain_id)[-1] == [E.CERTIFICATE_FAILED]
    assert house.events(domain_id)[-1].details["code"] == "30135"
    domain = house.domain(domain_id)
    assert stage_of(domain) is Stage.WAITING_FOR_REQUEST
    assert Action.REQUEST_SSL in actions_of(domain, stage_of(domain))
    assert house.request(domain_id) is RequestState.PENDING


def test_the_end_of_a_call_for_a_replaced_sid_is_not_news(house: House) -> None:
    domain_id = approved(house)
    (claimed,) = [item for item in house.claim_effects() if item.effect.kind is EffectKind.REQUEST_CERTIFICATE]
    house.give(domain_id, OTHER_SID)
    told = house.events(domain_id)
    assert settle(house, claimed, problem="30100")
    assert house.events(domain_id) == told
    assert house.ssl(domain_id).state is RequestState.VOID


@pytest.mark.parametrize("kind", ["CARD", "REPLY", "TASK", "APPROVAL"])
def test_a_dead_message_is_logged_and_stops_nothing(house: House, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    house.under(operators=("UOPS",))
    domain_id = house.add()
    house.look(domain_id, record=WRONG)
    house.give(domain_id, actor=OWNER)
    house.look(domain_id, record=RIGHT, verification=RIGHT, caa=RIGHT)
    house.request(domain_id)
    told = house.kinds(domain_id)
    house.perform(**{kind: {"problem": "channel_not_found"}})
    assert [event for event in house.kinds(domain_id) if event is not E.FORWARDED] == told
    assert {record.getMessage() for record in caplog.records} == {"effect_dead"}


def test_a_sid_that_twilio_confirms_late_is_confirmed(house: House) -> None:
    domain_id = judged(house, Judgement.CONFIRMED)
    details = house.domain(domain_id).details
    assert details is not None
    assert details.standing is Standing.CONFIRMED
    assert E.DETAILS_CONFIRMED in house.kinds(domain_id)
    assert house.ssl(domain_id).state is RequestState.PENDING


def test_a_sid_that_twilio_still_cannot_tell_stays_unproven(house: House) -> None:
    domain_id = judged(house, Judgement.CANNOT_TELL)
    details = house.domain(domain_id).details
    assert details is not None
    assert details.standing is Standing.UNPROVEN


@pytest.mark.parametrize("word", [Judgement.OTHER_HOST, Judgement.UNKNOWN_SID])
def test_a_sid_that_twilio_refuses_late_is_taken_away_with_all_that_hung_on_it(house: House, word: Judgement) -> None:
    domain_id = judged(house, word)
    domain = house.domain(domain_id)
    assert domain.details is None
    assert stage_of(domain) is Stage.WAITING_FOR_TWILIO_DETAILS
    assert house.ssl(domain_id).state is RequestState.VOID
    assert f"request:{house.ssl(domain_id).id}:approval:void" in house.keys_of(domain_id, EffectKind.APPROVAL)
    assert house.replies(domain_id)[-1] == [E.DETAILS_REFUSED]
    refused = next(event for event in house.events(domain_id) if event.kind is E.DETAILS_REFUSED)
    assert refused.details == {"domain_sid": SID, "code": word.value}
    assert house.give(domain_id, OTHER_SID)


def test_a_word_about_a_sid_that_was_replaced_meanwhile_is_ignored(house: House) -> None:
    domain_id = house.add(domain_sid=SID)
    (claimed,) = [item for item in house.claim_effects() if item.effect.kind is EffectKind.JUDGE_DETAILS]
    house.give(domain_id, OTHER_SID)
    assert settle(house, claimed, is_done=True, result={"judgement": Judgement.OTHER_HOST.value})
    details = house.domain(domain_id).details
    assert details is not None
    assert details.domain_sid == OTHER_SID


def test_a_mail_that_went_is_kept_in_the_timeline_by_the_contacts_id(house: House) -> None:
    domain_id = house.add(domain_sid=SID, verification=VALUE, judgement=Judgement.CONFIRMED)
    house.look(domain_id, record=WRONG, verification=WRONG)
    house.perform()
    sent = house.events(domain_id)[-1]
    assert (sent.kind, sent.details) == (E.FORWARDED, {"contact": house.domain(domain_id).contact_ids[0]})
    assert house.replies(domain_id) == []


def test_a_mail_that_could_not_be_delivered_is_told_in_the_thread(house: House) -> None:
    domain_id = house.add(domain_sid=SID, verification=VALUE, judgement=Judgement.CONFIRMED)
    house.look(domain_id, record=WRONG, verification=WRONG)
    house.perform(MAIL_STEPS={"problem": "550"})
    assert house.replies(domain_id) == [[E.FORWARD_FAILED]]
    assert house.events(domain_id)[-1].details["code"] == "550"


def test_a_destination_that_asked_for_patience_is_left_alone(house: House) -> None:
    house.add()
    house.run(effects.hold_destination, ("slack:C1", house.now + timedelta(seconds=30)), BOT)
    assert house.claim_effects() == []
    house.wait(31)
    assert len(house.claim_effects()) == 1


def test_old_deliveries_are_forgotten(house: House) -> None:
    house.add(actor=replace(OWNER, delivery="old"))
    house.wait(86_400)
    house.check_now(house.add("b.com"), replace(OWNER, delivery="new"))
    assert house.run(effects.purge_deliveries, house.now, BOT) == 1
    assert house.run(effects.purge_deliveries, house.now, BOT) == 0


def test_effects_of_one_domain_end_in_done_whatever_their_kind(house: House) -> None:
    domain_id = house.live()
    house.attach(domain_id, house.campaign("Spring", MG))
    house.perform()
    house.look(domain_id, **dict.fromkeys(ALL, RIGHT))
    assert {claimed.state for claimed in house.effects(domain_id)} == {EffectState.DONE}
