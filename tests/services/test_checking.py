"""Checks: what a settled look stores and promises."""

from dataclasses import replace

import pytest

from bot.core.cards import Stage
from bot.core.commands import ClaimDue, SettleCheck
from bot.core.domain import Setup
from bot.core.effects import EffectKind
from bot.core.errors import Refused
from bot.core.events import EventKind as E
from bot.core.facts import Code, FactName, Finding, Observation, Verdict
from bot.core.stage import stage_of
from bot.core.twilio import Judgement
from bot.services import checking
from tests.core.support import diagnosis
from tests.services.support import ALL, BOT, SID, VALUE, House

RIGHT, WRONG, UNKNOWN = Verdict.RIGHT, Verdict.WRONG, Verdict.UNKNOWN


def test_the_first_look_tells_the_steps_in_the_thread_and_to_every_contact(house: House) -> None:
    domain_id = house.add(emails=("it@acme.com", "dns@acme.com"), domain_sid=SID, verification=VALUE)
    house.look(domain_id, record=WRONG, verification=WRONG)
    assert (house.asked(domain_id), house.replies(domain_id)) == (["ls.acme.com"], [])
    contacts = house.domain(domain_id).contact_ids
    assert house.keys_of(domain_id, EffectKind.MAIL_STEPS) == [
        f"domain:{domain_id}:steps:{contact_id}" for contact_id in contacts
    ]


@pytest.mark.parametrize(("seen", "code"), [("go.acme.com", Code.MISSING_NXDOMAIN), ("www.acme.com", Code.NAME_TYPO)])
def test_the_record_of_another_host_of_ours_is_nobodys_slip(house: House, seen: str, code: Code) -> None:
    house.add("go.acme.com")
    domain_id = house.add()
    slip = Observation(WRONG, Finding(Code.NAME_TYPO, {"seen": seen}))
    found = replace(diagnosis({FactName.RECORD: slip}), findings=(Finding(Code.NAME_TYPO, {"seen": seen}),))
    claimed = house.claim(domain_id)
    house.run(checking.settle_check, SettleCheck(claimed.id, claimed.generation, found, {}), BOT)
    told = house.domain(domain_id).fact(FactName.RECORD).finding
    assert told is not None
    assert told.code is code


def test_the_client_is_written_to_once_and_only_when_both_records_are_known(house: House) -> None:
    domain_id = house.add()
    house.look(domain_id, times=2, record=WRONG)
    assert house.effects(domain_id, EffectKind.MAIL_STEPS) == []
    house.give(domain_id)
    house.look(domain_id, times=2, record=WRONG, verification=WRONG)
    assert len(house.effects(domain_id, EffectKind.MAIL_STEPS)) == 1


def test_the_held_mail_goes_though_nothing_more_is_told_in_the_thread(house: House) -> None:
    domain_id = house.add()
    house.look(domain_id, record=WRONG)
    house.give(domain_id, verification=None)
    house.look(domain_id, record=WRONG)
    assert house.effects(domain_id, EffectKind.MAIL_STEPS) == []
    house.look(domain_id, record=WRONG, certificate=RIGHT)  # Twilio has verified it: no TXT is wanted
    assert (house.asked(domain_id), house.replies(domain_id)) == (["ls.acme.com"], [])
    assert len(house.effects(domain_id, EffectKind.MAIL_STEPS)) == 1


def test_the_held_mail_does_not_go_where_nothing_is_left_to_ask(house: House) -> None:
    domain_id = house.add()
    house.look(domain_id, record=WRONG)
    house.give(domain_id)
    house.look(domain_id, record=RIGHT, verification=RIGHT)
    assert house.effects(domain_id, EffectKind.MAIL_STEPS) == []


def test_no_mail_goes_where_we_add_the_records_or_mail_is_off(house: House) -> None:
    for is_mail_on, host, setup in ((True, "a.com", Setup.OURS), (False, "b.com", Setup.FORWARD)):
        domain_id = house.under(is_mail_on=is_mail_on).add(host, setup=setup)
        house.look(domain_id, record=WRONG)
        assert (house.asked(domain_id), house.replies(domain_id)) == ([f"ls.{host}"], [])
        assert house.effects(domain_id, EffectKind.MAIL_STEPS) == []


def test_blocking_trouble_is_told_once_and_holds_the_mail_back(house: House) -> None:
    domain_id = house.add(domain_sid=SID, verification=VALUE)
    house.look(domain_id, Code.DOMAIN_NOT_REGISTERED, times=3, record=WRONG)
    assert len(house.effects(domain_id, EffectKind.TASK)) == 1
    assert house.effects(domain_id, EffectKind.MAIL_STEPS) == []
    house.perform()
    house.look(domain_id, record=WRONG)
    assert (house.asked(domain_id), house.replies(domain_id)) == (["ls.acme.com"], [])
    assert len(house.effects(domain_id, EffectKind.TASK)) == 2
    assert len(house.effects(domain_id, EffectKind.MAIL_STEPS)) == 1


def test_who_adds_the_records_by_hand_is_called_when_nothing_is_in_the_way_any_more(house: House) -> None:
    domain_id = house.add(setup=Setup.OURS, emails=())
    house.look(domain_id, Code.DOMAIN_NOT_REGISTERED, times=2, record=WRONG)
    house.look(domain_id, record=WRONG)
    assert (house.asked(domain_id), house.replies(domain_id)) == (["ls.acme.com"], [[E.INSTRUCTED]])


def test_a_host_that_is_live_already_makes_one_post_and_no_mail(house: House) -> None:
    domain_id = house.live()
    assert stage_of(house.domain(domain_id)) is Stage.LIVE
    posts = [claimed.effect.kind for claimed in house.perform()]
    assert posts == [EffectKind.CARD]
    assert house.replies(domain_id) == []


def test_a_look_that_says_the_same_promises_nothing(house: House) -> None:
    domain_id = house.add()
    house.look(domain_id, times=2, record=WRONG)
    house.perform()
    before, told = house.effects(domain_id), house.events(domain_id)
    house.look(domain_id, times=5, record=WRONG)
    assert (house.effects(domain_id), house.events(domain_id)) == (before, told)
    assert house.domain(domain_id).fact(FactName.RECORD).seen_at == house.now


def test_a_fact_that_changed_without_an_event_refreshes_the_card(house: House) -> None:
    domain_id = house.add()
    house.look(domain_id, record=WRONG)
    house.perform()
    told = house.events(domain_id)
    house.look(domain_id, record=WRONG, caa=WRONG)
    assert house.events(domain_id) == told
    assert [claimed.effect.kind for claimed in house.perform()] == [EffectKind.CARD]


def test_a_lost_race_stores_nothing(house: House) -> None:
    domain_id = house.add()
    first = house.claim(domain_id)
    house.wait(61)
    second = house.claim(domain_id)
    assert house.settle(second, record=WRONG) is True
    effects, events, domain = house.effects(domain_id), house.events(domain_id), house.domain(domain_id)
    assert house.settle(first, record=RIGHT) is False
    assert (house.effects(domain_id), house.events(domain_id), house.domain(domain_id)) == (effects, events, domain)


def test_a_check_is_settled_once(house: House) -> None:
    domain_id = house.add()
    claimed = house.claim(domain_id)
    assert house.settle(claimed, record=WRONG) is True
    house.settle(claimed, record=WRONG)
    assert house.kinds(domain_id) == [E.ADDED, E.INSTRUCTED]


def test_a_check_of_an_unknown_domain_is_dropped(house: House) -> None:
    domain_id = house.add()
    claimed = house.claim(domain_id)
    lost = type(claimed)(**{**{name: getattr(claimed, name) for name in claimed.__slots__}, "id": "gone"})
    assert house.settle(lost, record=WRONG) is False


def test_a_claimed_domain_is_not_claimed_again_while_its_lease_lasts(house: House) -> None:
    domain_id = house.add()
    house.claim(domain_id)
    assert house.run(checking.claim_due, ClaimDue("other", 50, 60.0), BOT) == []
    house.wait(61)
    assert [domain.id for domain in house.run(checking.claim_due, ClaimDue("other", 50, 60.0), BOT)] == [domain_id]


def test_the_whole_way_from_adding_to_live_is_told_in_few_posts(house: House) -> None:
    domain_id = house.add()
    house.look(domain_id, record=WRONG)
    house.give(domain_id)
    house.look(domain_id, Code.TARGET_HAS_ZONE_APPENDED, times=3, record=WRONG, verification=WRONG)
    house.look(domain_id, record=RIGHT, verification=RIGHT, caa=RIGHT)
    house.request(domain_id)
    house.decide(domain_id)
    house.attach(domain_id, house.campaign())
    house.perform()
    house.look(domain_id, times=2, record=RIGHT, certificate=WRONG, https=WRONG)
    house.look(domain_id, record=RIGHT, certificate=RIGHT, https=RIGHT)
    house.perform()
    assert house.asked(domain_id) == ["ls.acme.com"]
    assert house.replies(domain_id) == [[E.RECORD_FOUND], [E.LIVE]]
    assert house.kinds(domain_id)[-3:] == [E.CERTIFICATE_ISSUED, E.LIVE, E.ATTACHED]
    assert stage_of(house.domain(domain_id)) is Stage.LIVE


def test_an_outage_leaves_everything_as_it_is(house: House) -> None:
    domain_id = house.live()
    house.perform()
    house.look(domain_id, times=10, **dict.fromkeys(ALL, UNKNOWN))
    assert stage_of(house.domain(domain_id)) is Stage.LIVE
    assert house.claim_effects() == []


def test_degraded_and_recovered_are_told_once_each(house: House) -> None:
    domain_id = house.live()
    house.look(domain_id, times=6, record=WRONG)
    house.look(domain_id, times=6, record=RIGHT)
    assert house.replies(domain_id) == [[E.DEGRADED], [E.RECOVERED]]


def test_the_account_of_a_domain_is_its_clients(house: House) -> None:
    ours = house.add("a.com")
    own = house.add(
        "b.com",
        client_id=house.client_with_account(),
        domain_sid=SID,
        verification=VALUE,
        judgement=Judgement.CONFIRMED,
    )
    assert house.run(checking.account_of, ours, BOT) is None
    account = house.run(checking.account_of, own, BOT)
    assert account is not None
    assert account.account_sid == "AC9"
    with pytest.raises(Refused):
        house.run(checking.account_of, "nothing", BOT)
