"""Somebody at the client asks to be forgotten."""

from bot.core.commands import RemoveDomain
from bot.core.effects import EffectKind
from bot.core.events import EventKind as E
from bot.core.facts import Verdict
from bot.core.forgetting import Forgotten
from bot.services import reading, removing
from bot.services.forgetting import forget, purge_removed
from tests.services.support import ADMIN, BOT, OWNER, House

MAILS = (EffectKind.MAIL_STEPS, EffectKind.MAIL_REMINDER)


def waiting(house: House, *emails: str) -> str:
    """The client is to add the records; the steps are about to go."""
    domain_id = house.add(emails=emails)
    house.give(domain_id)
    house.look(domain_id, record=Verdict.WRONG, verification=Verdict.WRONG)
    return domain_id


def test_the_owner_hears_only_where_nobody_is_left_to_write_to(house: House) -> None:
    domain_id = waiting(house, "it@acme.com", "ops@acme.com")
    house.perform()
    assert house.run(forget, "it@acme.com", BOT) == Forgotten(1, 1, 0)
    assert [E.CONTACT_FORGOTTEN] not in house.replies(domain_id)
    house.run(forget, "ops@acme.com", BOT)
    assert [E.CONTACT_FORGOTTEN] in house.replies(domain_id)
    assert house.domain(domain_id).contact_ids == ()


def test_nobody_is_called_where_the_client_has_nothing_left_to_do(house: House) -> None:
    domain_id = house.live()
    known = house.domain(domain_id).contact_ids
    assert len(known) == 1
    house.run(forget, "it@acme.com", BOT)
    assert house.kinds(domain_id)[-1] is E.CONTACT_FORGOTTEN
    assert [E.CONTACT_FORGOTTEN] not in house.replies(domain_id)


def test_a_mail_that_was_about_to_go_stays_here_and_its_failure_names_nobody(house: House) -> None:
    domain_id = waiting(house, "it@acme.com", "old@acme.com")
    (claimed, *_) = [one for one in house.claim_effects() if one.effect.kind in MAILS]
    house.settle_effect(claimed, is_done=False, problem="550")
    gone = house.run(reading.card, domain_id, OWNER).undeliverable
    assert len(gone) == 1
    house.run(forget, gone[0], BOT)
    assert house.run(reading.card, domain_id, OWNER).undeliverable == ()
    assert claimed.effect.subject not in {one.effect.subject for one in house.effects(domain_id)}


def test_a_mail_on_its_way_that_ends_afterwards_changes_nothing(house: House) -> None:
    domain_id = waiting(house, "it@acme.com")
    (claimed,) = [one for one in house.claim_effects() if one.effect.kind in MAILS]
    house.run(forget, "it@acme.com", BOT)
    before = house.kinds(domain_id)
    assert not house.settle_effect(claimed, is_done=True, external_id="<x@y>")
    assert house.kinds(domain_id) == before


def test_a_removed_domain_lets_go_of_its_people_and_keeps_its_timeline(house: House) -> None:
    domain_id = waiting(house, "it@acme.com")
    house.run(removing.remove_domain, RemoveDomain(domain_id), ADMIN)
    house.perform()
    told = house.kinds(domain_id)
    house.wait(10)
    assert house.run(purge_removed, house.now, BOT) > 0
    assert house.kinds(domain_id) == told
    assert house.run(reading.card, domain_id, BOT).link is None
    assert not house.run(forget, "it@acme.com", BOT)


def test_of_a_removed_domain_too_a_person_is_forgotten(house: House) -> None:
    domain_id = waiting(house, "it@acme.com")
    house.perform()
    house.run(removing.remove_domain, RemoveDomain(domain_id), ADMIN)
    house.perform()
    assert house.run(forget, "it@acme.com", BOT) == Forgotten(1, 1, 0)
    assert house.kinds(domain_id)[-1] is E.CONTACT_FORGOTTEN
    assert len(house.effects(domain_id, EffectKind.CARD)) > 1
