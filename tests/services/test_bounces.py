"""E-mails that came back: told once, and only where it still matters."""

from dataclasses import replace

import pytest

from bot.core.bounces import Bounce, Fate, Settled, message_id
from bot.core.cards import Action, Card
from bot.core.commands import Forward, RemoveDomain
from bot.core.effects import EffectKind
from bot.core.events import EventKind
from bot.core.facts import Verdict
from bot.services import bounces, forgetting, forwarding, reading, removing
from tests.services.bounced import IT, OLD, WRONG, bounce_of, forwarded, mails, send
from tests.services.support import ADMIN, ALL, BOT, OWNER, STRANGER, House


def settle(house: House, bounce: Bounce) -> Settled:
    return house.run(bounces.settle_bounce, bounce, BOT)


def card(house: House, domain_id: str) -> Card:
    return house.run(reading.card, domain_id, OWNER)


def count(house: House, domain_id: str) -> int:
    return house.kinds(domain_id).count(EventKind.FORWARD_BOUNCED)


def test_a_mail_that_came_back_is_told_once_on_the_card_in_the_thread_and_in_the_timeline(house: House) -> None:
    domain_id = forwarded(house, IT, OLD)
    mail = mails(house, domain_id)[1]
    assert [settle(house, bounce_of(mail)) for _ in range(3)] == [Settled.TOLD, Settled.KNOWN, Settled.KNOWN]
    shown = card(house, domain_id)
    assert (shown.undeliverable, shown.link and shown.link.fault, count(house, domain_id)) == ((OLD,), "5.1.1", 1)
    assert house.replies(domain_id)[-1] == [EventKind.FORWARD_BOUNCED]
    assert house.replies(domain_id).count([EventKind.FORWARD_BOUNCED]) == 1
    (told,) = [one for one in house.events(domain_id) if one.kind is EventKind.FORWARD_BOUNCED]
    assert OLD not in str(told.details)
    assert (told.details["code"], told.details["of"], told.actor) == ("5.1.1", "2", None)


def test_where_the_only_address_bounces_another_one_is_asked_for_and_helps(house: House) -> None:
    domain_id = forwarded(house, OLD)
    settle(house, bounce_of(mails(house, domain_id)[0]))
    actions = card(house, domain_id).actions
    assert (actions[0], Action.REMIND in actions) == (Action.FORWARD_AGAIN, False)
    house.run(forwarding.forward, Forward(domain_id, (("p9", "new@acme.com"),)), OWNER)
    send(house)
    shown = card(house, domain_id)
    assert (shown.undeliverable, shown.link and shown.link.fault, Action.REMIND in shown.actions) == ((), "", True)


@pytest.mark.parametrize("fate", [Fate.DELAYED, Fate.PASSED, Fate.UNCLEAR])
def test_what_may_still_arrive_changes_nothing(house: House, fate: Fate) -> None:
    domain_id = forwarded(house)
    before = house.events(domain_id)
    assert settle(house, bounce_of(mails(house, domain_id)[0], "4.4.1", fate)) is Settled.PASSING
    assert (card(house, domain_id).undeliverable, house.events(domain_id)) == ((), before)


def test_a_forged_or_foreign_one_changes_nothing(house: House) -> None:
    domain_id = forwarded(house)
    before = house.events(domain_id)
    for name in ("<1@elsewhere.test>", message_id("guess"), "", "%"):
        assert settle(house, Bounce(name, Fate.FAILED)) is Settled.FOREIGN
    assert settle(house, Bounce("ts-1", Fate.FAILED)) is Settled.FOREIGN
    own = bounce_of(mails(house, domain_id)[0])
    assert house.run(bounces.settle_bounce, own, replace(STRANGER, team_id="T2")) is Settled.FOREIGN
    assert house.events(domain_id) == before


def test_a_report_that_is_here_before_its_mail_is_known_to_be_out_is_read_again(house: House) -> None:
    domain_id = house.add(emails=(OLD,))
    house.give(domain_id)
    house.look(domain_id, record=WRONG, verification=WRONG)
    (mail,) = [one for one in house.claim_effects() if one.effect.kind is EffectKind.MAIL_STEPS]
    assert settle(house, bounce_of(mail)) is Settled.EARLY
    house.settle_effect(mail, look_at=house.now)
    assert settle(house, bounce_of(mail)) is Settled.EARLY
    send(house)
    assert settle(house, bounce_of(mail)) is Settled.TOLD


def test_of_several_mails_to_a_contact_the_last_one_counts(house: House) -> None:
    domain_id = forwarded(house, OLD)
    (first,) = mails(house, domain_id)
    house.run(forwarding.forward, Forward(domain_id, ()), OWNER)
    assert settle(house, bounce_of(first)) is Settled.OUTDATED
    send(house)
    assert settle(house, bounce_of(first)) is Settled.OUTDATED
    assert (count(house, domain_id), card(house, domain_id).undeliverable) == (0, ())
    assert settle(house, bounce_of(mails(house, domain_id)[-1])) is Settled.TOLD


def test_a_later_mail_that_was_not_wanted_any_more_or_not_taken_hides_no_bounce(house: House) -> None:
    domain_id = forwarded(house, OLD)
    (first,) = mails(house, domain_id)
    for ending in ({"is_done": True, "result": {"skipped": "yes"}}, {"problem": "451"}):
        house.run(forwarding.forward, Forward(domain_id, ()), OWNER)
        (mail,) = [one for one in house.claim_effects() if one.effect.kind is EffectKind.MAIL_STEPS]
        house.settle_effect(mail, **ending)
    assert settle(house, bounce_of(first)) is Settled.TOLD


def test_who_is_written_to_no_more_and_a_revoked_link_are_let_be(house: House) -> None:
    domain_id = forwarded(house, OLD)
    (mail,) = mails(house, domain_id)
    house.run(forwarding.forward, Forward(domain_id, (("p9", "new@acme.com"),)), OWNER)
    send(house)
    assert settle(house, bounce_of(mail)) is Settled.OUTDATED
    house.run(forwarding.revoke, domain_id, OWNER)
    assert settle(house, bounce_of(mails(house, domain_id)[-1])) is Settled.OUTDATED
    assert count(house, domain_id) == 0


def test_where_the_client_has_nothing_to_do_any_more_the_timeline_alone_tells(house: House) -> None:
    domain_id = forwarded(house, OLD)
    house.look(domain_id, times=2, **dict.fromkeys(ALL, Verdict.RIGHT))
    told = house.replies(domain_id)
    assert settle(house, bounce_of(mails(house, domain_id)[0])) is Settled.TOLD
    assert (count(house, domain_id), house.replies(domain_id)) == (1, told)


def test_a_forgotten_person_leaves_nothing_to_match_and_nothing_to_find(house: House) -> None:
    domain_id = forwarded(house, OLD)
    (mail,) = mails(house, domain_id)
    settle(house, bounce_of(mail, "5.2.2"))
    house.run(forgetting.forget, OLD, BOT)
    assert settle(house, bounce_of(mail)) is Settled.FOREIGN
    assert card(house, domain_id).undeliverable == ()
    assert house.read(lambda tx: tx.traces.contacts(OLD)) == ()


def test_a_removed_domain_is_let_be(house: House) -> None:
    domain_id = forwarded(house, OLD)
    (mail,) = mails(house, domain_id)
    house.run(removing.remove_domain, RemoveDomain(domain_id), ADMIN)
    assert settle(house, bounce_of(mail)) is Settled.OUTDATED
