"""Forwarding to the client: what waits, what goes, who is reminded, what becomes of the link."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.cards import Action, Card
from bot.core.commands import Actor, EditDomain, Forward, HandOver, LinkCommand, RemoveDomain
from bot.core.domain import Setup
from bot.core.effects import ClaimedEffect, EffectKind
from bot.core.errors import AlreadyDelivered, Reason, Refused
from bot.core.events import EventKind as E
from bot.core.facts import Code, Verdict
from bot.core.forwarding import is_sent
from bot.core.languages import Language
from bot.core.links import LIFE, SetupLink
from bot.services import editing, forwarding, links, mornings, ownership, reading, removing
from tests.services.support import ADMIN, BOT, OTHER_SID, OWNER, SID, STRANGER, VALUE, House, person

RIGHT, WRONG = Verdict.RIGHT, Verdict.WRONG
HOUR, DAY = 3600, 86400
IT, TEAM = ("p80", "it@acme.com"), ("p81", "team@acme.com")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def forward(house: House, domain_id: str, *people: tuple[str, str], actor: Actor = OWNER, **more: object) -> str:
    """What holds it back; empty: nothing."""
    command = replace(Forward(domain_id, people), **more)  # type: ignore[arg-type]
    return house.run(forwarding.forward, command, actor)[1]


def remind(house: House, domain_id: str, actor: Actor = OWNER) -> int:
    return house.run(forwarding.remind, domain_id, actor).number


def link_of(house: House, domain_id: str) -> SetupLink:
    link = house.read(lambda tx: tx.links.of_domain(domain_id))
    assert link is not None
    return link


def card(house: House, domain_id: str) -> Card:
    return house.run(reading.card, domain_id, OWNER)


def mails(house: House, domain_id: str) -> list[ClaimedEffect]:
    return [*house.effects(domain_id, EffectKind.MAIL_STEPS), *house.effects(domain_id, EffectKind.MAIL_REMINDER)]


def refusal(house: House, act: object, *given: object) -> Reason:
    with pytest.raises(Refused) as caught:
        act(house, *given)  # type: ignore[operator]
    return caught.value.reason


def sent(house: House, *emails: str) -> str:
    """A domain whose steps went out; the records are not there."""
    domain_id = house.add(emails=emails or ("it@acme.com",))
    house.give(domain_id)
    house.look(domain_id, record=WRONG, verification=WRONG)
    house.perform()
    return domain_id


# To whom, when, in which language


def test_a_domain_that_we_set_up_becomes_the_clients_with_the_language_chosen(house: House) -> None:
    domain_id = house.add(setup=Setup.OURS, emails=())
    house.give(domain_id)
    house.look(domain_id, record=WRONG, verification=WRONG)
    assert Action.FORWARD in card(house, domain_id).actions
    assert forward(house, domain_id, IT, TEAM, language=Language.SPANISH, note="Hola") == ""
    shown = card(house, domain_id)
    assert (shown.domain.setup, shown.domain.note, shown.language) == (Setup.FORWARD, "Hola", Language.SPANISH)
    assert [one.effect.subject for one in mails(house, domain_id)] == ["p80", "p81"]


def test_the_language_chosen_when_a_domain_is_added_is_that_of_its_first_mail(house: House) -> None:
    domain_id = house.add(language=Language.SPANISH)
    house.look(domain_id, record=WRONG)
    house.give(domain_id)
    house.look(domain_id, record=WRONG, verification=WRONG)
    house.perform()
    assert (card(house, domain_id).language, is_sent(link_of(house, domain_id))) == (Language.SPANISH, True)
    assert len(mails(house, domain_id)) == 1


def test_of_a_domain_that_works_already_nothing_is_forwarded_by_itself(house: House) -> None:
    domain_id = house.add(language=Language.SPANISH, domain_sid=SID, verification=VALUE)
    house.look(domain_id, record=RIGHT, verification=RIGHT)
    assert mails(house, domain_id) == []
    assert Action.REVOKE not in card(house, domain_id).actions


def test_a_client_with_nothing_left_to_do_is_asked_for_nothing_unless_that_is_wanted_all_the_same(house: House) -> None:
    domain_id = house.ready()
    before = len(mails(house, domain_id))
    assert refusal(house, forward, domain_id) is Reason.CLIENT_DONE
    assert len(mails(house, domain_id)) == before
    forward(house, domain_id, is_anyway=True)


def test_what_is_not_said_stays_and_what_is_emptied_goes(house: House) -> None:
    domain_id = sent(house)
    forward(house, domain_id, note="Call first", language=Language.SPANISH)
    forward(house, domain_id)
    assert (house.domain(domain_id).note, link_of(house, domain_id).language) == ("Call first", Language.SPANISH)
    forward(house, domain_id, note="")
    assert house.domain(domain_id).note is None


def test_it_waits_for_the_details_and_goes_by_itself_once(house: House) -> None:
    domain_id = house.add(setup=Setup.OURS, emails=())
    house.look(domain_id, record=WRONG)
    assert forward(house, domain_id, IT) == "details"
    assert (mails(house, domain_id), link_of(house, domain_id).is_held) == ([], True)
    house.give(domain_id)
    house.look(domain_id, times=3, record=WRONG, verification=WRONG)
    assert len(mails(house, domain_id)) == 1


def test_sent_before_the_details_the_txt_follows_in_a_second_mail(house: House) -> None:
    domain_id = house.add()
    house.look(domain_id, record=WRONG)
    assert forward(house, domain_id, is_anyway=True) == ""
    assert len(mails(house, domain_id)) == 1
    house.wait(60)
    house.give(domain_id)
    house.look(domain_id, times=2, record=WRONG, verification=WRONG)
    assert len(mails(house, domain_id)) == 2


def test_sent_in_spite_of_what_stands_in_the_way_it_is_not_sent_again_when_that_is_gone(house: House) -> None:
    domain_id = house.add()
    house.give(domain_id)
    house.wait(60)
    house.look(domain_id, Code.A_INSTEAD_OF_CNAME, record=WRONG)
    assert forward(house, domain_id) == "blocking"
    assert mails(house, domain_id) == []
    assert forward(house, domain_id, is_anyway=True) == ""
    house.look(domain_id, times=2, record=WRONG)
    assert len(mails(house, domain_id)) == 1


def test_held_a_second_time_it_goes_a_second_time(house: House) -> None:
    domain_id = sent(house)
    house.wait(60)
    house.look(domain_id, Code.A_INSTEAD_OF_CNAME, times=4, record=WRONG)
    for count in (2, 3):
        house.wait(60)
        assert forward(house, domain_id) == "blocking"
        house.look(domain_id, times=4, record=WRONG)
        assert len(mails(house, domain_id)) == count
        house.look(domain_id, Code.A_INSTEAD_OF_CNAME, times=4, record=WRONG)


def test_one_delivery_sends_once(house: House) -> None:
    domain_id = sent(house)
    twice = person("UOWN", *OWNER.roles, delivery="view:1")
    forward(house, domain_id, actor=twice)
    with pytest.raises(AlreadyDelivered):
        forward(house, domain_id, actor=twice)
    assert len(mails(house, domain_id)) == 2


# Reminding


def test_a_reminder_goes_once_an_hour_to_each_contact(house: House) -> None:
    domain_id = sent(house)
    assert remind(house, domain_id) == 0
    house.wait(HOUR)
    assert [remind(house, domain_id), remind(house, domain_id)] == [1, 0]
    house.perform()
    house.wait(HOUR - 1)
    assert remind(house, domain_id) == 0
    house.wait(1)
    assert remind(house, domain_id) == 1
    assert len(house.effects(domain_id, EffectKind.MAIL_REMINDER)) == 2
    assert house.kinds(domain_id).count(E.REMINDED) == 2


def test_who_was_written_to_within_the_hour_is_left_alone(house: House) -> None:
    domain_id = sent(house)
    house.wait(HOUR - 60)
    edit_contacts(house, domain_id, IT, TEAM)
    house.perform()
    house.wait(60)
    assert remind(house, domain_id) == 1
    (reminder,) = house.effects(domain_id, EffectKind.MAIL_REMINDER)
    assert reminder.effect.subject == house.domain(domain_id).contact_ids[0]


def test_a_reminder_keeps_the_link_alive_and_the_time_of_the_sending(house: House) -> None:
    domain_id = sent(house)
    first = link_of(house, domain_id)
    house.wait(DAY)
    remind(house, domain_id)
    house.perform()
    link = link_of(house, domain_id)
    assert (link.sent_at, link.reminded_at, link.expires_at) == (first.sent_at, house.now, house.now + LIFE)


def test_there_is_nobody_to_remind_before_it_is_sent_after_it_is_done_and_without_mail(house: House) -> None:
    domain_id = house.add()
    house.look(domain_id, record=WRONG)
    assert refusal(house, remind, domain_id) is Reason.NOT_FORWARDED
    assert refusal(house, remind, house.ready("beta.com")) is Reason.CLIENT_DONE
    house.give(domain_id, OTHER_SID)
    house.look(domain_id, record=WRONG, verification=WRONG)
    assert refusal(house.under(is_mail_on=False), remind, domain_id) is Reason.NO_MAIL


# Addresses that take no mail


def fail(house: House, address: str) -> None:
    """Every mail to it is refused for good; all else is done."""
    while claimed := house.claim_effects():
        for effect in claimed:
            contact = house.read(lambda tx, subject=effect.effect.subject: tx.contacts.get(subject))  # type: ignore[misc]
            is_bad = contact is not None and contact.address == address
            house.settle_effect(effect, **({"problem": "550"} if is_bad else {"is_done": True, "external_id": "1.1"}))


def test_one_of_two_addresses_that_takes_no_mail_is_named_until_another_is_given(house: House) -> None:
    domain_id = house.add(emails=("it@acme.com", "old@acme.com"))
    house.give(domain_id)
    house.look(domain_id, record=WRONG, verification=WRONG)
    fail(house, "old@acme.com")
    shown = card(house, domain_id)
    assert (shown.undeliverable, Action.REMIND in shown.actions) == (("old@acme.com",), True)
    assert house.replies(domain_id)[-1] == [E.FORWARD_FAILED]
    house.wait(HOUR)
    assert remind(house, domain_id) == 1
    forward(house, domain_id)
    assert card(house, domain_id).undeliverable == ()
    fail(house, "old@acme.com")
    assert card(house, domain_id).undeliverable == ("old@acme.com",)
    forward(house, domain_id, IT, TEAM)
    assert card(house, domain_id).undeliverable == ()


def test_where_no_address_takes_mail_forwarding_again_comes_first(house: House) -> None:
    domain_id = house.add(emails=("old@acme.com",))
    house.give(domain_id)
    house.look(domain_id, record=WRONG, verification=WRONG)
    fail(house, "old@acme.com")
    actions = card(house, domain_id).actions
    assert (actions[0], Action.REMIND in actions) == (Action.FORWARD_AGAIN, False)
    assert refusal(house, remind, domain_id) is Reason.UNDELIVERABLE


# The link


def test_a_revoked_link_opens_nothing_stops_its_mails_and_another_one_follows(house: House) -> None:
    domain_id = house.add()
    house.give(domain_id)
    house.look(domain_id, record=WRONG, verification=WRONG)
    first = link_of(house, domain_id)
    assert house.run(forwarding.revoke, domain_id, OWNER)
    assert not house.run(forwarding.revoke, domain_id, OWNER)
    (mail,) = mails(house, domain_id)
    query = reading.MailQuery(domain_id, mail.effect.subject)
    assert not house.run(reading.mail, query, BOT).is_wanted
    assert house.run(links.page, LinkCommand(first.id), BOT) is None
    house.wait(60)
    house.give(domain_id, OTHER_SID, "0" * 32)
    house.look(domain_id, record=WRONG, verification=WRONG)
    assert link_of(house, domain_id).revoked_at is not None
    forward(house, domain_id)
    assert link_of(house, domain_id).id != first.id
    assert card(house, domain_id).actions[1:3] == (Action.REMIND, Action.FORWARD_AGAIN)
    assert E.LINK_REVOKED in house.kinds(domain_id)


def ending(house: House, actor: Actor = OWNER) -> list[tuple[str, bool]]:
    """What the person's morning message says of links that end: the domain, and whether it is over."""
    query = mornings.MorningQuery(actor, house.now)
    return [(one.line.domain.id, one.is_over) for one in house.run(mornings.morning, query, BOT).ending]


def test_the_owners_morning_tells_two_days_before_a_link_ends_and_the_card_that_it_has(house: House) -> None:
    domain_id = sent(house)
    house.wait(12 * DAY)
    assert ending(house) == []
    told = house.replies(domain_id)
    house.look(domain_id, times=2, record=WRONG, verification=WRONG)
    assert (ending(house), ending(house, person("UOTH"))) == ([(domain_id, False)], [])
    house.wait(2 * DAY)
    house.look(domain_id, times=2, record=WRONG, verification=WRONG)
    assert house.kinds(domain_id).count(E.LINK_ENDING) == house.kinds(domain_id).count(E.LINK_ENDED) == 1
    assert (house.replies(domain_id), ending(house)) == (told, [(domain_id, True)])
    assert card(house, domain_id).actions[0] is Action.FORWARD_AGAIN
    assert refusal(house, remind, domain_id) is Reason.NOT_FORWARDED
    forward(house, domain_id)
    assert (link_of(house, domain_id).ended_at, link_of(house, domain_id).is_open(house.now)) == (None, True)
    assert ending(house) == []


@pytest.mark.parametrize("way", ["revoked", "right", "long ago"])
def test_a_morning_says_no_more_of_a_link_that_nobody_needs(house: House, way: str) -> None:
    domain_id = sent(house)
    house.wait(12 * DAY)
    house.look(domain_id, record=WRONG, verification=WRONG)
    assert ending(house) == [(domain_id, False)]
    if way == "revoked":
        house.run(forwarding.revoke, domain_id, OWNER)
    elif way == "right":
        house.look(domain_id, record=RIGHT, verification=RIGHT)
    else:
        house.wait(6 * DAY)
    assert ending(house) == []


def test_nobody_hears_of_a_link_that_ends_when_the_records_are_right(house: House) -> None:
    domain_id = sent(house)
    house.look(domain_id, record=RIGHT, verification=RIGHT)
    house.wait(13 * DAY)
    house.look(domain_id, record=RIGHT, verification=RIGHT)
    assert E.LINK_ENDING not in house.kinds(domain_id)


def test_a_client_who_asks_for_a_new_link_is_told_of_once(house: House) -> None:
    domain_id = sent(house)
    house.run(forwarding.revoke, domain_id, OWNER)
    for _ in range(2):
        house.run(links.asked_anew, LinkCommand(link_of(house, domain_id).id), BOT)
    assert house.replies(domain_id).count([E.LINK_ASKED]) == 1


# People and domains change


def edit_contacts(house: House, domain_id: str, *people: tuple[str, str]) -> None:
    domain = house.domain(domain_id)
    house.run(editing.edit_domain, EditDomain(domain_id, domain.client_id, domain.owner, contacts=people), OWNER)


def test_who_is_taken_off_gets_no_mail_that_was_still_to_go(house: House) -> None:
    domain_id = house.add()
    house.give(domain_id)
    house.look(domain_id, record=WRONG, verification=WRONG)
    (former,) = house.domain(domain_id).contact_ids
    edit_contacts(house, domain_id, TEAM)
    wanted = {
        one.effect.subject: house.run(reading.mail, reading.MailQuery(domain_id, one.effect.subject), BOT).is_wanted
        for one in mails(house, domain_id)
    }
    assert wanted == {former: False, "p81": True}


def test_who_comes_back_is_written_to_again(house: House) -> None:
    domain_id = sent(house)
    edit_contacts(house, domain_id, TEAM)
    edit_contacts(house, domain_id, IT)
    assert len(mails(house, domain_id)) == 3


def test_the_mail_is_from_whoever_owns_the_domain_when_it_goes(house: House) -> None:
    domain_id = sent(house)
    house.run(ownership.hand_over, HandOver(domain_id, "UNEW"), OWNER)
    query = reading.MailQuery(domain_id, house.domain(domain_id).contact_ids[0])
    assert house.run(reading.mail, query, BOT).card.domain.owner == "UNEW"


def test_of_a_removed_domain_nothing_is_forwarded(house: House) -> None:
    domain_id = sent(house)
    house.run(removing.remove_domain, RemoveDomain(domain_id), ADMIN)
    assert refusal(house, forward, domain_id) is Reason.REMOVED_HOST
    assert refusal(house, remind, domain_id) is Reason.REMOVED_HOST
    live = house.live("beta.com", OTHER_SID)
    house.run(removing.remove_domain, RemoveDomain(live), ADMIN)
    assert refusal(house, forward, live) is Reason.BEING_REMOVED


def test_strangers_forward_remind_and_revoke_nothing(house: House) -> None:
    domain_id = sent(house)
    for service in (forwarding.remind, forwarding.revoke, forwarding.forward_parts):
        with pytest.raises(Refused) as caught:
            house.run(service, domain_id, STRANGER)  # type: ignore[arg-type]
        assert caught.value.reason is Reason.NOT_ALLOWED


def test_a_mail_that_is_tried_again_says_why_on_the_card_once_and_no_more_when_it_is_out(house: House) -> None:
    domain_id = house.add(emails=("it@acme.com", "ops@acme.com"))
    house.give(domain_id)
    house.look(domain_id, record=Verdict.WRONG)
    mails = {one.effect.subject: one for one in house.claim_effects() if one.effect.kind is EffectKind.MAIL_STEPS}
    (first, *_) = mails.values()
    cards = len(house.effects(domain_id, EffectKind.CARD))
    house.settle_effect(first, problem="connection", retry_at=house.now)
    assert house.run(reading.card, domain_id, OWNER).link.fault == "connection"  # type: ignore[union-attr]
    again = next(one for one in house.claim_effects() if one.effect.key == first.effect.key)
    told = len(house.effects(domain_id, EffectKind.CARD))
    house.settle_effect(again, problem="connection", retry_at=house.now)
    assert (told > cards, len(house.effects(domain_id, EffectKind.CARD))) == (True, told)
    once_more = next(one for one in house.claim_effects() if one.effect.key == first.effect.key)
    house.settle_effect(once_more, is_done=True, external_id="<a@b>")
    assert house.run(reading.card, domain_id, OWNER).link.fault == ""  # type: ignore[union-attr]


def test_what_the_server_said_of_a_mail_that_is_given_up_is_kept(house: House) -> None:
    domain_id = house.add(emails=("it@acme.com",))
    house.give(domain_id)
    house.look(domain_id, record=Verdict.WRONG)
    (mail,) = [one for one in house.claim_effects() if one.effect.kind is EffectKind.MAIL_STEPS]
    house.settle_effect(mail, problem="535")
    card = house.run(reading.card, domain_id, OWNER)
    assert (card.link.fault, card.undeliverable) == ("535", ("it@acme.com",))  # type: ignore[union-attr]
    house.run(forwarding.forward, Forward(domain_id, ()), OWNER)
    card = house.run(reading.card, domain_id, OWNER)
    assert (card.link.fault, card.undeliverable) == ("", ())  # type: ignore[union-attr]
