"""Where the card stands, and what becomes of it when it is moved or deleted."""

import pytest

from bot.core.commands import MoveCard
from bot.core.effects import ClaimedEffect, EffectKind
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.facts import Verdict
from bot.services import placing, promises
from tests.services.support import OTHER, OWNER, STRANGER, House


def card_effect(house: House) -> ClaimedEffect:
    return next(one for one in house.claim_effects() if one.effect.kind is EffectKind.CARD)


def test_the_card_is_posted_anew_in_the_other_channel_and_the_old_one_says_so(house: House) -> None:
    domain_id = house.add()
    house.perform()
    old = house.domain(domain_id)
    house.run(placing.move_card, MoveCard(domain_id, "C2"), OTHER)
    domain = house.domain(domain_id)
    assert (domain.channel, domain.card_ts, domain.card_number) == ("C2", None, 1)
    assert promises.card_key(domain) == f"domain:{domain_id}:1:card"
    moved = house.events(domain_id)[-1]
    assert (moved.kind, moved.actor, moved.details) == (EventKind.CARD_MOVED, "UOTH", {"channel": "C2"})
    promised = {one.effect.kind: one.effect for one in house.effects(domain_id)[1:]}
    assert promised[EffectKind.CARD].destination == "slack:C2"
    assert promised[EffectKind.CARD_MOVED].destination == "slack:C1"
    assert promised[EffectKind.CARD_MOVED].subject == f"{moved.id}:C1:{old.card_ts}"
    house.perform()
    assert house.domain(domain_id).card_ts not in (None, old.card_ts)


def test_steps_that_are_still_to_be_done_are_told_again_under_the_card(house: House) -> None:
    house.under(operators=("UOPS",))
    domain_id = house.add()
    house.look(domain_id, record=Verdict.WRONG)
    house.perform()
    house.run(placing.move_card, MoveCard(domain_id, "C2"), OWNER)
    first, again = house.effects(domain_id, EffectKind.TASK)
    assert (first.effect.destination, again.effect.destination) == ("slack:C1", "slack:C2")
    assert house.asked(domain_id) == ["ls.acme.com", "ls.acme.com"]


def test_of_a_live_domain_nothing_is_told_again(house: House) -> None:
    domain_id = house.live()
    house.perform()
    house.run(placing.move_card, MoveCard(domain_id, "C2"), OWNER)
    assert house.replies(domain_id) == []


def test_a_card_that_was_deleted_is_posted_anew_by_itself(house: House) -> None:
    domain_id = house.add()
    house.perform()
    ts = house.domain(domain_id).card_ts or ""
    house.look(domain_id, record=Verdict.WRONG)
    house.perform(CARD={"problem": placing.lost_card(ts)}) if False else None
    lost = card_effect(house)
    house.settle_effect(lost, problem=placing.lost_card(ts))
    assert house.domain(domain_id).card_ts is None
    assert house.events(domain_id)[-1].details == {"channel": "C1", "lost": "yes"}
    house.perform()
    assert house.domain(domain_id).card_ts not in (None, ts)


def test_a_late_word_of_an_earlier_card_changes_nothing(house: House) -> None:
    domain_id = house.add()
    first = card_effect(house)
    house.run(placing.move_card, MoveCard(domain_id, "C2"), OWNER)
    house.settle_effect(first, is_done=True, external_id="1.1", result={"key": f"domain:{domain_id}:card"})
    assert house.domain(domain_id).card_ts is None
    house.perform()
    assert house.domain(domain_id).card_ts
    house.check_now(domain_id)
    house.look(domain_id, record=Verdict.WRONG)
    house.settle_effect(card_effect(house), problem=placing.lost_card("1.1"))
    assert house.domain(domain_id).card_number == 1


def test_who_holds_no_role_moves_no_card(house: House) -> None:
    domain_id = house.add()
    with pytest.raises(Refused) as caught:
        house.run(placing.move_card, MoveCard(domain_id, "C2"), STRANGER)
    assert caught.value.reason is Reason.NOT_ALLOWED
