"""A removal that waits until the links that were sent have ended, and a domain that is taken back before it is live."""

from datetime import timedelta

import pytest

from bot.core.cards import Action, Stage
from bot.core.commands import Actor, RemoveDomain
from bot.core.domain import AttachmentState, LinkDomain
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.facts import Verdict
from bot.services import reading, removing
from tests.services.support import ADMIN, ALL, BOT, OPERATOR, OTHER, OWNER, House

DAY = 86_400.0
RIGHT = dict.fromkeys(ALL, Verdict.RIGHT)


def remove(house: House, domain_id: str, actor: Actor = ADMIN, **how: bool) -> LinkDomain:
    return house.run(removing.remove_domain, RemoveDomain(domain_id, **how), actor)


def sending(house: House) -> str:
    """A live domain with an attached campaign."""
    domain_id = house.live()
    house.attach(domain_id, house.campaign())
    house.perform()
    return domain_id


def states(house: House, domain_id: str) -> list[AttachmentState]:
    return [item.state for item in house.attachments(domain_id)]


def test_it_waits_ninety_days_live_and_looked_after_and_then_begins_by_itself(house: House) -> None:
    domain_id = sending(house)
    planned = remove(house, domain_id, waits=True, keeps_campaigns=True)
    assert planned.removal_due_at == house.now + timedelta(days=90)
    assert states(house, domain_id) == [AttachmentState.ATTACHED]
    assert house.replies(domain_id)[-1] == [EventKind.REMOVAL_PLANNED]
    house.wait(89 * DAY)
    house.look(domain_id, **RIGHT)
    assert house.run(reading.card, domain_id, OWNER).stage is Stage.LIVE
    house.wait(DAY)
    house.look(domain_id, **RIGHT)
    after = house.domain(domain_id)
    assert (after.removing_since, after.removal_due_at) == (house.now, None)
    assert states(house, domain_id) == [AttachmentState.DETACHING]
    assert house.replies(domain_id)[-1] == [EventKind.REMOVING]


def test_campaigns_may_be_detached_at_once_while_the_domain_stays_for_its_links(house: House) -> None:
    domain_id = sending(house)
    remove(house, domain_id, waits=True)
    assert states(house, domain_id) == [AttachmentState.DETACHING]
    assert house.run(reading.card, domain_id, OWNER).stage is Stage.LIVE


def test_it_waits_no_longer_than_the_last_links_that_can_have_been_sent(house: House) -> None:
    domain_id = sending(house)
    sent = house.now
    house.run(removing.remove_domain, RemoveDomain(domain_id, waits=True), ADMIN)
    house.run(removing.keep_domain, domain_id, ADMIN)
    house.perform()
    house.wait(30 * DAY)
    parts = house.run(removing.removal_parts, domain_id, ADMIN)
    assert (parts.sent.is_sending, parts.sent.last) == (False, sent)
    assert remove(house, domain_id, waits=True).removal_due_at == sent + timedelta(days=90)


def test_where_no_link_was_ever_sent_there_is_nothing_to_wait_for(house: House) -> None:
    domain_id = house.live()
    parts = house.run(removing.removal_parts, domain_id, ADMIN)
    assert (parts.sent.last, parts.until) == (None, None)
    assert remove(house, domain_id, waits=True).removing_since == house.now


def test_what_waits_can_be_cut_short_or_called_off(house: House) -> None:
    domain_id = sending(house)
    remove(house, domain_id, waits=True)
    assert house.run(removing.keep_domain, domain_id, ADMIN) == "ls.acme.com"
    assert house.domain(domain_id).removal_due_at is None
    assert house.replies(domain_id)[-1] == [EventKind.REMOVAL_CALLED_OFF]
    remove(house, domain_id, waits=True)
    cut = remove(house, domain_id)
    assert (cut.removing_since, cut.removal_due_at) == (house.now, None)


def test_it_is_planned_once_and_called_off_only_while_it_waits(house: House) -> None:
    domain_id = sending(house)
    with pytest.raises(Refused) as caught:
        house.run(removing.keep_domain, domain_id, ADMIN)
    assert caught.value.reason is Reason.STALE
    remove(house, domain_id, waits=True)
    with pytest.raises(Refused) as caught:
        remove(house, domain_id, waits=True)
    assert caught.value.reason is Reason.REMOVAL_PLANNED
    with pytest.raises(Refused) as caught:
        house.run(removing.keep_domain, domain_id, OWNER)
    assert caught.value.reason is Reason.NOT_ALLOWED


def test_nothing_more_is_attached_to_what_is_going_to_be_removed(house: House) -> None:
    domain_id = sending(house)
    remove(house, domain_id, waits=True)
    with pytest.raises(Refused) as caught:
        house.attach(domain_id, house.campaign("Autumn", "MG" + "7" * 32))
    assert caught.value.reason is Reason.REMOVAL_PLANNED


def test_a_lost_record_is_told_while_it_waits(house: House) -> None:
    domain_id = sending(house)
    remove(house, domain_id, waits=True, keeps_campaigns=True)
    house.look(domain_id, record=Verdict.WRONG, times=3)
    assert house.run(reading.card, domain_id, OWNER).stage is Stage.DEGRADED
    assert Action.KEEP in house.run(reading.card, domain_id, OWNER).actions


def test_the_owner_takes_back_what_was_added_by_mistake_and_nobody_else_but_admins(house: House) -> None:
    domain_id = house.add()
    with pytest.raises(Refused) as caught:
        remove(house, domain_id, OTHER)
    assert (caught.value.reason, caught.value.details) == (Reason.NOT_ALLOWED, {"act": "cancel"})
    assert remove(house, domain_id, OWNER).removed_at == house.now


def test_once_approvers_are_asked_only_admins_remove(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    with pytest.raises(Refused) as caught:
        remove(house, domain_id, OWNER)
    assert caught.value.details == {"act": "manage"}
    assert remove(house, domain_id).removed_at == house.now


def test_what_was_to_do_says_that_it_is_not_needed_any_more(house: House) -> None:
    house.under(operators=(OPERATOR.user_id,))
    domain_id = house.add()
    house.look(domain_id, record=Verdict.WRONG)
    assert len(house.keys_of(domain_id, EffectKind.TASK)) == 1
    house.perform()
    remove(house, domain_id, OWNER)
    assert (house.asked(domain_id), len(house.keys_of(domain_id, EffectKind.TASK))) == (["ls.acme.com"], 2)
    assert house.run(reading.card, domain_id, BOT).stage is Stage.REMOVED


def test_no_mail_goes_out_for_what_was_taken_back(house: House) -> None:
    domain_id = house.add(domain_sid="DN" + "1" * 32, verification="twilio-domain-verification=" + "a" * 32)
    house.look(domain_id, record=Verdict.WRONG)
    [mail] = house.effects(domain_id, EffectKind.MAIL_STEPS)
    remove(house, domain_id, OWNER)
    with pytest.raises(Refused) as caught:
        house.run(reading.mail, reading.MailQuery(domain_id, mail.effect.subject), BOT)
    assert caught.value.reason is Reason.UNKNOWN_HOST
