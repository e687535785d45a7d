"""Who owns a domain, and how that changes."""

import pytest

from bot.core.commands import HandOver
from bot.core.effects import EffectKind
from bot.core.errors import AlreadyDelivered, Reason, Refused
from bot.core.events import EventKind
from bot.core.people import Role
from bot.services import ownership
from tests.services.support import ADMIN, OTHER, OWNER, STRANGER, House, person


def test_the_new_owner_is_stored_and_who_handed_over_is_kept(house: House) -> None:
    domain_id = house.add()
    house.perform()
    assert house.run(ownership.hand_over, HandOver(domain_id, "UNEW"), OTHER) == 1
    assert house.domain(domain_id).owner == "UNEW"
    last = house.events(domain_id)[-1]
    assert (last.kind, last.actor) == (EventKind.HANDED_OVER, "UOTH")
    assert last.details == {"former": "UOWN", "owner": "UNEW"}
    assert house.replies(domain_id) == [[EventKind.HANDED_OVER]]
    assert house.claim_effects()[0].effect.kind is EffectKind.CARD


def test_all_domains_of_the_actor_go_over_and_the_new_owner_is_told_once(house: House) -> None:
    mine = [house.add(), house.add("b.com"), house.add("c.com")]
    others = house.add("d.com", OTHER)
    assert house.run(ownership.hand_over, HandOver(None, "UNEW"), OWNER) == 3
    assert [house.domain(one).owner for one in mine] == ["UNEW"] * 3
    assert house.domain(others).owner == "UOTH"
    told = [(one, house.replies(one)) for one in mine if house.replies(one)]
    assert len(told) == 1
    assert house.events(told[0][0])[-1].details["others"] == "2"


@pytest.mark.parametrize(
    ("command", "reason", "field"),
    [
        (HandOver("d2", "UOWN"), Reason.OWNER_ALREADY, "owner"),
        (HandOver(None, "UOWN"), Reason.OWNER_ALREADY, "owner"),
        (HandOver("nothing", "UNEW"), Reason.UNKNOWN_HOST, None),
    ],
)
def test_what_changes_nothing_is_refused(house: House, command: HandOver, reason: Reason, field: str | None) -> None:
    assert house.add() == "d2"
    with pytest.raises(Refused) as caught:
        house.run(ownership.hand_over, command, OWNER)
    assert (caught.value.reason, caught.value.field) == (reason, field)
    assert house.kinds("d2") == [EventKind.ADDED]


def test_who_owns_nothing_has_nothing_to_hand_over(house: House) -> None:
    with pytest.raises(Refused) as caught:
        house.run(ownership.hand_over, HandOver(None, "UNEW"), OWNER)
    assert caught.value.reason is Reason.NOTHING_OF_YOURS


def test_who_holds_no_role_hands_nothing_over(house: House) -> None:
    domain_id = house.add()
    with pytest.raises(Refused) as caught:
        house.run(ownership.hand_over, HandOver(domain_id, "UNEW"), STRANGER)
    assert caught.value.reason is Reason.NOT_ALLOWED


def test_the_same_payload_again_hands_nothing_over_again(house: House) -> None:
    domain_id = house.add()
    twice = person("UOWN", Role.MANAGER, delivery="one")
    house.run(ownership.hand_over, HandOver(domain_id, "UNEW"), twice)
    with pytest.raises(AlreadyDelivered):
        house.run(ownership.hand_over, HandOver(domain_id, "UNEW"), twice)


def test_admins_hand_over_all_that_somebody_who_left_owned(house: House) -> None:
    theirs = [house.add(), house.add("b.com")]
    mine = house.add("c.com", OTHER)
    assert house.run(ownership.count_of, "UOWN", ADMIN) == 2
    assert house.run(ownership.hand_over, HandOver(None, "UNEW", "UOWN"), ADMIN) == 2
    assert [house.domain(one).owner for one in theirs] == ["UNEW"] * 2
    assert house.domain(mine).owner == "UOTH"
    with pytest.raises(Refused) as caught:
        house.run(ownership.count_of, "UOWN", ADMIN)
    assert caught.value.reason is Reason.NOTHING_OF_THEIRS


def test_nobody_but_admins_gives_away_all_that_somebody_else_owns(house: House) -> None:
    house.add()
    for service, command in ((ownership.hand_over, HandOver(None, "UNEW", "UOWN")), (ownership.count_of, "UOWN")):
        with pytest.raises(Refused) as caught:
            house.run(service, command, OTHER)  # type: ignore[arg-type]
        assert caught.value.reason is Reason.NOT_ALLOWED
