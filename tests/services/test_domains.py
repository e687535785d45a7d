"""Adding a domain, giving details, asking for a look."""

from dataclasses import replace

import pytest

from bot.core.cards import Stage
from bot.core.domain import AttachmentState, RequestState, Setup, Standing
from bot.core.effects import EffectKind
from bot.core.errors import AlreadyDelivered, Reason, Refused
from bot.core.events import EventKind as E
from bot.core.facts import FactName, FactState, Verdict
from bot.core.stage import stage_of
from bot.core.twilio import Judgement
from tests.services.support import (
    ADMIN,
    ALL,
    APPROVER,
    BOT,
    OPERATOR,
    OTHER,
    OTHER_SID,
    OWNER,
    SID,
    STRANGER,
    TOKEN,
    VALUE,
    House,
    person,
)

RIGHT, WRONG = Verdict.RIGHT, Verdict.WRONG


def refusal(caught: pytest.ExceptionInfo[Refused]) -> tuple[Reason, str | None]:
    return caught.value.reason, caught.value.field


def test_a_domain_is_added_with_its_card_and_is_due_at_once(house: House) -> None:
    domain_id = house.add("https://Acme.com/", note="please hurry")
    domain = house.domain(domain_id)
    assert (domain.host, domain.zone, domain.owner, domain.note) == ("ls.acme.com", "acme.com", "UOWN", "please hurry")
    assert domain.next_check_at == house.now
    assert house.kinds(domain_id) == [E.ADDED]
    assert [claimed.effect.kind for claimed in house.effects(domain_id)] == [EffectKind.CARD]
    assert house.effects(domain_id)[0].effect.destination == "slack:C1"


def test_what_is_to_do_is_asked_for_after_the_first_look_and_kept_up_to_date_in_place(house: House) -> None:
    house.under(operators=("UOPS",))
    domain_id = house.add()
    assert house.asked(domain_id) == []
    house.look(domain_id, record=WRONG)
    assert house.keys_of(domain_id, EffectKind.TASK) == [f"domain:{domain_id}:task:ls.acme.com"]
    house.perform()
    house.give(domain_id, actor=OPERATOR)
    house.look(domain_id, record=WRONG, verification=WRONG)
    assert (house.asked(domain_id), house.replies(domain_id)) == (["ls.acme.com"], [])
    assert len(house.keys_of(domain_id, EffectKind.TASK)) == 2


@pytest.mark.parametrize(("operators", "asked"), [(("UOPS",), ["ls.acme.com"]), ((), [])])
def test_of_a_record_that_was_there_only_named_operators_are_asked_for_the_details(
    house: House, operators: tuple[str, ...], asked: list[str]
) -> None:
    domain_id = house.under(operators=operators).add()
    house.look(domain_id, record=RIGHT)
    assert (house.asked(domain_id), house.replies(domain_id)) == (asked, [])


def test_where_everything_holds_at_the_first_look_nothing_is_asked(house: House) -> None:
    house.under(operators=("UOPS",))
    assert house.asked(house.live()) == []


def test_a_duplicate_says_where_its_card_is(house: House) -> None:
    domain_id = house.add()
    house.perform()
    with pytest.raises(Refused) as caught:
        house.add("LS.acme.com", OTHER)
    assert refusal(caught) == (Reason.DUPLICATE_HOST, "host")
    ts = house.domain(domain_id).card_ts
    assert ts
    assert caught.value.details == {"host": "ls.acme.com", "domain_id": domain_id, "channel": "C1", "ts": ts}


@pytest.mark.parametrize(
    ("given", "reason", "field"),
    [
        ({"client_id": "nobody"}, Reason.UNKNOWN_CLIENT, "client"),
        ({"channel": ""}, Reason.NO_CHANNEL, "channel"),
        ({"note": "x" * 501}, Reason.TOO_LONG, "note"),
        ({"emails": ()}, Reason.EMPTY, "email"),
        ({"emails": ("nobody",)}, Reason.BAD_EMAIL, "email"),
        ({"emails": ("a@b",)}, Reason.BAD_EMAIL, "email"),
        ({"emails": ("a b@c.com",)}, Reason.BAD_EMAIL, "email"),
        ({"emails": ("a@b.com, c@d.com",)}, Reason.BAD_EMAIL, "email"),
        ({"emails": ("x" * 250 + "@c.com",)}, Reason.BAD_EMAIL, "email"),
        ({"domain_sid": "MG" + "1" * 32}, Reason.BAD_DOMAIN_SID, "domain_sid"),
        ({"domain_sid": "DN123"}, Reason.BAD_DOMAIN_SID, "domain_sid"),
        ({"domain_sid": SID, "verification": "hello"}, Reason.BAD_VERIFICATION, "verification"),
        ({"verification": VALUE}, Reason.BAD_DOMAIN_SID, "domain_sid"),
        ({"domain_sid": SID, "judgement": Judgement.OTHER_HOST}, Reason.SID_OF_OTHER_HOST, "domain_sid"),
        ({"domain_sid": SID, "judgement": Judgement.UNKNOWN_SID}, Reason.SID_UNKNOWN, "domain_sid"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_stored(
    house: House, given: dict[str, object], reason: Reason, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        house.add(**given)
    assert refusal(caught) == (reason, field)
    assert house.read(lambda tx: tx.domains.of_team("T1")) == []


def test_addresses_are_needed_only_where_mail_can_be_sent_to_the_client(house: House) -> None:
    house.add("a.com", emails=(), setup=Setup.OURS)
    house.under(is_mail_on=False).add("b.com", emails=())


def test_an_address_given_twice_is_one_contact(house: House) -> None:
    domain_id = house.add(emails=("it@acme.com", " it@acme.com"))
    assert len(house.domain(domain_id).contact_ids) == 1


def test_who_holds_no_role_adds_nothing(house: House) -> None:
    with pytest.raises(Refused) as caught:
        house.add(actor=STRANGER)
    assert refusal(caught) == (Reason.NOT_ALLOWED, None)


def test_the_same_delivery_adds_once(house: House) -> None:
    again = replace(OWNER, delivery="trigger-1")
    house.add("a.com", again)
    with pytest.raises(AlreadyDelivered):
        house.add("b.com", again)
    assert len(house.read(lambda tx: tx.domains.of_team("T1"))) == 1


def test_a_refused_delivery_may_come_again(house: House) -> None:
    again = replace(OWNER, delivery="trigger-1")
    with pytest.raises(Refused):
        house.add("a.com", again, client_id="nobody")
    assert house.add("a.com", again)


def test_a_sid_that_twilio_confirmed_is_confirmed_and_another_one_is_judged_later(house: House) -> None:
    sure = house.add("a.com", domain_sid=SID, judgement=Judgement.CONFIRMED)
    late = house.add("b.com", domain_sid=OTHER_SID, judgement=None)
    details = [house.domain(domain_id).details for domain_id in (sure, late)]
    assert [known.standing for known in details if known] == [Standing.CONFIRMED, Standing.UNPROVEN]
    assert house.effects(sure, EffectKind.JUDGE_DETAILS) == []
    (judge,) = house.effects(late, EffectKind.JUDGE_DETAILS)
    assert (judge.effect.subject, judge.effect.destination) == (OTHER_SID, "twilio:default")


def test_a_sid_is_one_hosts(house: House) -> None:
    house.add("a.com", domain_sid=SID)
    with pytest.raises(Refused) as caught:
        house.add("b.com", domain_sid=SID.replace("DN", "dn"))
    assert refusal(caught) == (Reason.SID_USED_HERE, "domain_sid")
    assert caught.value.details["host"] == "ls.a.com"
    with pytest.raises(Refused) as caught:
        house.give(house.add("c.com"))
    assert caught.value.reason is Reason.SID_USED_HERE


@pytest.mark.parametrize("sid", [SID, f' "{SID}" ', SID.lower(), f"`{SID}`\n", f"\u201c{SID}\u201d"])
@pytest.mark.parametrize("verification", [VALUE, TOKEN, f' "{VALUE}" ', f"'{TOKEN}'"])
def test_details_are_understood_as_people_paste_them(house: House, sid: str, verification: str) -> None:
    domain_id = house.add()
    assert house.give(domain_id, sid, verification) == "ls.acme.com"
    details = house.domain(domain_id).details
    assert details is not None
    assert (details.domain_sid, details.verification, details.given_by) == (SID, VALUE, "UOWN")


def test_details_let_the_bot_look_at_once_and_overtake_a_running_check(house: House) -> None:
    domain_id = house.add()
    claimed = house.claim(domain_id)
    house.wait(5)
    house.give(domain_id)
    assert house.settle(claimed, record=WRONG) is False
    assert house.kinds(domain_id) == [E.ADDED, E.DETAILS_GIVEN]
    assert house.domain(domain_id).next_check_at == house.now
    assert house.claim(domain_id).generation > claimed.generation


def test_the_same_details_again_change_nothing(house: House) -> None:
    domain_id = house.add()
    house.give(domain_id)
    before = house.domain(domain_id)
    house.wait(60)
    house.give(domain_id)
    house.give(domain_id, verification=None, judgement=None)
    assert house.domain(domain_id) == before


def test_the_same_details_with_twilios_word_are_confirmed(house: House) -> None:
    domain_id = house.add()
    house.give(domain_id, judgement=None)
    house.give(domain_id)
    assert house.kinds(domain_id)[-1] is E.DETAILS_CONFIRMED
    details = house.domain(domain_id).details
    assert details is not None
    assert details.standing is Standing.CONFIRMED


@pytest.mark.parametrize(
    ("actor", "is_allowed"), [(OWNER, True), (OTHER, False), (OPERATOR, True), (ADMIN, True), (APPROVER, False)]
)
def test_details_are_given_by_those_who_may(house: House, actor: object, is_allowed: bool) -> None:
    domain_id = house.under(operators=("UOPS",)).add()
    if is_allowed:
        house.give(domain_id, actor=actor)  # type: ignore[arg-type]
        return
    with pytest.raises(Refused) as caught:
        house.give(domain_id, actor=actor)  # type: ignore[arg-type]
    assert caught.value.reason is Reason.NOT_ALLOWED


def test_another_team_sees_no_domain(house: House) -> None:
    domain_id = house.add()
    elsewhere = person("UOWN", *OWNER.roles, team_id="T2")
    for act in (house.give, house.check_now):
        with pytest.raises(Refused) as caught:
            act(domain_id, actor=elsewhere)  # type: ignore[operator]
        assert caught.value.reason is Reason.UNKNOWN_HOST


@pytest.mark.parametrize("state", [RequestState.WAITING, RequestState.PENDING, RequestState.APPROVED])
def test_another_sid_voids_the_request_that_hung_on_the_first(house: House, state: RequestState) -> None:
    domain_id = house.add() if state is RequestState.WAITING else house.ready()
    if state is RequestState.WAITING:
        house.give(domain_id)
    house.request(domain_id)
    if state is RequestState.APPROVED:
        house.decide(domain_id)
    house.give(domain_id, OTHER_SID)
    assert house.ssl(domain_id).state is RequestState.VOID
    assert E.SSL_VOIDED in house.kinds(domain_id)
    is_updated = f"request:{house.ssl(domain_id).id}:approval:void" in house.keys_of(domain_id, EffectKind.APPROVAL)
    assert is_updated is (state is not RequestState.WAITING)


def test_a_rejected_request_stays_rejected_whatever_the_sid(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    house.decide(domain_id, approve=False)
    house.give(domain_id, OTHER_SID)
    assert house.ssl(domain_id).state is RequestState.REJECTED


def test_another_sid_starts_twilios_side_over(house: House) -> None:
    domain_id = house.live()
    house.attach(domain_id, house.campaign())
    house.perform()
    assert [item.state for item in house.attachments(domain_id)] == [AttachmentState.ATTACHED]
    house.give(domain_id, OTHER_SID)
    domain = house.domain(domain_id)
    assert domain.live_since is None
    assert domain.fact(FactName.RECORD).holds
    assert domain.fact(FactName.CERTIFICATE).state is FactState.OPEN
    assert [item.state for item in house.attachments(domain_id)] == [AttachmentState.WANTED]
    house.look(domain_id, **dict.fromkeys(ALL, RIGHT))
    assert house.replies(domain_id) == [[E.LIVE]]
    assert len(house.effects(domain_id, EffectKind.ATTACH)) == 2


def test_a_second_record_is_asked_for_in_the_same_post_while_the_first_is_still_open(house: House) -> None:
    domain_id = house.add(setup=Setup.OURS, emails=())
    house.look(domain_id, record=WRONG)
    house.give(domain_id)
    house.look(domain_id, record=WRONG, verification=WRONG)
    assert house.events(domain_id)[-1].details == {"records": "CNAME,TXT"}
    assert (house.asked(domain_id), house.replies(domain_id)) == (["ls.acme.com"], [])


def test_the_owner_whose_part_seemed_done_is_called_for_a_txt_that_comes_later(house: House) -> None:
    domain_id = house.add(setup=Setup.OURS, emails=())
    house.look(domain_id, record=WRONG)
    house.look(domain_id, record=RIGHT)
    house.give(domain_id)
    house.look(domain_id, record=RIGHT, verification=WRONG)
    assert house.replies(domain_id) == [[E.RECORD_FOUND], [E.INSTRUCTED]]


def test_a_txt_that_comes_later_and_is_mailed_calls_nobody(house: House) -> None:
    domain_id = house.add()
    house.look(domain_id, record=WRONG)
    house.look(domain_id, record=RIGHT)
    house.give(domain_id)
    house.look(domain_id, record=RIGHT, verification=WRONG)
    assert (house.asked(domain_id), house.replies(domain_id)) == (["ls.acme.com"], [[E.RECORD_FOUND]])
    assert house.events(domain_id)[-1].details == {"records": "TXT"}
    assert len(house.effects(domain_id, EffectKind.MAIL_STEPS)) == 1


def test_another_txt_value_is_mailed_to_whom_the_first_one_was_told(house: House) -> None:
    domain_id = house.add(domain_sid=SID, verification=VALUE)
    house.look(domain_id, record=WRONG, verification=WRONG)
    house.give(domain_id, OTHER_SID, "0" * 32)
    house.look(domain_id, record=WRONG, verification=WRONG)
    first, second = house.keys_of(domain_id, EffectKind.MAIL_STEPS)
    assert second.startswith(f"{first}:")


def test_a_txt_that_is_there_already_is_not_told(house: House) -> None:
    domain_id = house.add()
    house.look(domain_id, record=WRONG)
    house.give(domain_id)
    house.look(domain_id, record=RIGHT, verification=RIGHT)
    assert house.replies(domain_id) == [[E.RECORD_FOUND]]


def test_check_now_looks_at_once_closely_and_refreshes_the_card_though_nothing_changed(house: House) -> None:
    domain_id = house.add()
    house.look(domain_id, times=2, record=WRONG)
    house.perform()
    house.wait(10)
    cards = len(house.effects(domain_id, EffectKind.CARD))
    house.check_now(domain_id)
    assert house.domain(domain_id).close_since == house.domain(domain_id).next_check_at == house.now
    house.look(domain_id, times=3, record=WRONG)
    assert len(house.effects(domain_id, EffectKind.CARD)) == cards + 1
    assert stage_of(house.domain(domain_id)) is Stage.WAITING_FOR_TWILIO_DETAILS


def test_whatever_people_do_that_matters_to_looking_overtakes_a_running_check(house: House) -> None:
    domain_id, campaign_id = house.ready(), house.campaign()
    house.request(domain_id)
    acts = (
        lambda: house.check_now(domain_id),
        lambda: house.attach(domain_id, campaign_id),
        lambda: house.decide(domain_id),
        lambda: house.give(domain_id, OTHER_SID),
    )
    for act in acts:
        house.wait(2000)
        claimed = house.claim(domain_id)
        act()
        assert house.settle(claimed, record=WRONG) is False
        assert house.domain(domain_id).next_check_at == house.now
        assert house.look(domain_id, record=RIGHT) is True


def test_the_bot_itself_presses_nothing(house: House) -> None:
    domain_id = house.add()
    with pytest.raises(Refused) as caught:
        house.check_now(domain_id, BOT)
    assert caught.value.reason is Reason.NOT_ALLOWED
