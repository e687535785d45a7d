"""What the services and the relay may rely on: the outbox."""

import pytest

from bot.core.commands import EffectOutcome
from bot.core.effects import ClaimedEffect, Effect, EffectKind, EffectState
from storage.database import Database
from tests.storage.support import NOW, OTHER_TEAM, STRANGER, do, effect, later

CARD = effect(1, EffectKind.CARD, subject="", coalesce=True)


def put(database: Database, *effects: Effect) -> None:
    for one in effects:
        do(database, lambda tx, one=one: tx.outbox.put(one))  # type: ignore[misc]


def claim(database: Database, seconds: float = 0, limit: int = 10, lease: float = 30) -> list[ClaimedEffect]:
    return do(database, lambda tx: tx.outbox.claim(later(seconds), limit, lease, "me"), now=later(seconds))


def keys(claimed: list[ClaimedEffect]) -> list[str]:
    return [one.effect.key for one in claimed]


def settle(database: Database, claimed: ClaimedEffect, **outcome: object) -> bool:
    made = EffectOutcome(claimed.id, claimed.generation, **outcome)  # type: ignore[arg-type]
    return do(database, lambda tx: tx.outbox.settle(made))


def the(database: Database, effect_id: int) -> ClaimedEffect:
    found = do(database, lambda tx: tx.outbox.get(effect_id))
    assert found is not None
    return found


def test_an_effect_comes_back_as_it_was_put(database: Database) -> None:
    put(database, CARD)
    (claimed,) = claim(database)
    assert claimed.effect == CARD
    assert (claimed.state, claimed.attempt, claimed.looks) == (EffectState.SENDING, 1, 0)
    assert (claimed.first_sent_at, claimed.generation, claimed.external_id) == (NOW, 1, None)
    assert do(database, lambda tx: tx.outbox.of_domain("d1")) == [claimed]


def test_the_same_key_is_stored_once(database: Database) -> None:
    put(database, effect(1), effect(1, subject="other"))
    assert [one.effect for one in do(database, lambda tx: tx.outbox.of_domain("d1"))] == [effect(1)]


def test_what_nobody_asks_for_again_goes_once_it_is_done_and_old(database: Database) -> None:
    put(database, *(effect(n, EffectKind.CARD) for n in (1, 2, 3)), effect(4, EffectKind.TASK))
    while claimed := claim(database):
        for one in claimed:
            settle(database, one, is_done=True)
    put(database, effect(5, EffectKind.CARD))
    assert do(database, lambda tx: tx.outbox.purge(NOW, 10)) == 0
    assert do(database, lambda tx: tx.outbox.purge(later(1), 2)) == 2
    assert do(database, lambda tx: tx.outbox.purge(later(1), 2), STRANGER) == 0
    assert do(database, lambda tx: tx.outbox.purge(later(1), 2)) == 1
    assert [one.effect.key for one in do(database, lambda tx: tx.outbox.of_domain("d1"))] == ["key:4", "key:5"]


def test_teams_do_not_share_keys(database: Database) -> None:
    put(database, effect(1))
    theirs = effect(1, team_id=OTHER_TEAM)
    do(database, lambda tx: tx.outbox.put(theirs), STRANGER)
    assert keys(claim(database)) == ["key:1"]
    (claimed,) = do(database, lambda tx: tx.outbox.claim(NOW, 10, 30, "they"), STRANGER)
    assert claimed.effect == theirs
    assert do(database, lambda tx: tx.outbox.get(claimed.id)) is None
    assert settle(database, claimed, is_done=True) is False


def test_a_coalescing_twin_that_is_new_stands_for_the_next(database: Database) -> None:
    put(database, CARD, effect(2, EffectKind.CARD, subject="", coalesce=True))
    assert keys(claim(database)) == ["key:1"]


def test_a_coalescing_twin_under_way_does_not_stand_for_the_next(database: Database) -> None:
    put(database, CARD)
    (first,) = claim(database)
    put(database, effect(2, EffectKind.CARD, subject="", coalesce=True))
    assert claim(database) == []
    settle(database, first, is_done=True, external_id="1.1")
    assert keys(claim(database)) == ["key:2"]


def test_a_coalescing_twin_that_is_tried_again_stands_for_the_next(database: Database) -> None:
    put(database, CARD)
    (first,) = claim(database)
    settle(database, first, retry_at=later(5))
    put(database, effect(2, EffectKind.CARD, subject="", coalesce=True))
    assert keys(do(database, lambda tx: tx.outbox.of_domain("d1"))) == ["key:1"]


def test_a_twin_tried_again_beside_a_newer_one_is_no_error(database: Database) -> None:
    put(database, CARD)
    (first,) = claim(database)
    put(database, effect(2, EffectKind.CARD, subject="", coalesce=True))
    assert settle(database, first, retry_at=NOW) is True
    assert keys(claim(database)) == ["key:1"]


def test_effects_of_other_subjects_are_no_twins(database: Database) -> None:
    put(database, effect(1, coalesce=True), effect(2, coalesce=True), effect(3, domain_id="d2", subject="1"))
    assert len(do(database, lambda tx: tx.outbox.of_domain("d1"))) == 2


def test_the_most_urgent_goes_first_then_the_oldest(database: Database) -> None:
    put(
        database,
        effect(1, domain_id="d1", urgency=5, destination="mail"),
        effect(2, domain_id="d2", urgency=5, destination="mail"),
        effect(3, domain_id="d3", urgency=1, destination="mail"),
    )
    assert keys(claim(database, limit=2)) == ["key:3", "key:1"]
    assert keys(claim(database, limit=2)) == ["key:2"]


def test_one_goes_per_destination_and_domain_at_a_time(database: Database) -> None:
    put(
        database,
        effect(1, destination="twilio:AC1"),
        effect(2, destination="twilio:AC1", urgency=1),
        effect(3, destination="mail"),
        effect(4, destination="twilio:AC1", domain_id="d2"),
    )
    first = claim(database)
    assert keys(first) == ["key:2", "key:3", "key:4"]
    assert claim(database) == []
    settle(database, first[0], is_done=True)
    assert keys(claim(database)) == ["key:1"]


def test_into_a_slack_channel_goes_one_at_a_time_the_most_urgent_first(database: Database, other: Database) -> None:
    put(
        database,
        effect(1),
        effect(2, domain_id="d2"),
        effect(3, domain_id="d3", urgency=1),
        effect(4, domain_id="d2", urgency=1),
        effect(5, domain_id="d4", destination="slack:C2"),
        effect(6, domain_id="d5", destination="mail"),
        effect(7, domain_id="d6", destination="mail"),
    )
    order = []
    first = claim(database)
    assert keys(first) == ["key:3", "key:5", "key:6", "key:7"]
    assert claim(other) == []
    while first:
        order.append(first[0].effect.key)
        settle(database, first[0], is_done=True)
        first = claim(other)
    assert order == ["key:3", "key:4", "key:1", "key:2"]


def test_a_post_that_does_not_end_holds_up_its_channel_for_ten_seconds_and_its_domain_for_the_lease(
    database: Database,
) -> None:
    put(database, effect(1), effect(2), effect(3, domain_id="d2"))
    claim(database, lease=60)
    assert claim(database, 9.9, lease=60) == []
    assert keys(claim(database, 10, lease=60)) == ["key:3"]
    assert keys(claim(database, 60, lease=60)) == ["key:1"]


def test_what_is_tried_again_waits_for_its_time(database: Database) -> None:
    put(database, effect(1))
    (first,) = claim(database)
    settle(database, first, retry_at=later(10), problem="ratelimited")
    assert the(database, first.id).state is EffectState.NEW
    assert claim(database, 9) == []
    (again,) = claim(database, 10)
    assert (again.state, again.attempt, again.first_sent_at) == (EffectState.SENDING, 2, NOW)


def test_what_waits_for_its_time_lets_others_pass(database: Database) -> None:
    put(database, effect(1), effect(2))
    (first,) = claim(database)
    settle(database, first, retry_at=later(10))
    assert keys(claim(database)) == ["key:2"]


def test_the_unknown_is_looked_into_at_its_time(database: Database) -> None:
    put(database, effect(1))
    (sent,) = claim(database)
    settle(database, sent, look_at=later(1))
    assert claim(database) == []
    (look,) = claim(database, 1)
    assert (look.state, look.attempt, look.looks, look.first_sent_at) == (EffectState.UNKNOWN, 1, 1, NOW)
    settle(database, look, look_at=later(3))
    assert the(database, look.id).looks == 2


def test_nothing_new_goes_where_something_unknown_is_open(database: Database) -> None:
    put(database, effect(1), effect(2))
    (sent,) = claim(database)
    settle(database, sent, look_at=later(60))
    put(database, effect(3, domain_id="d2"), effect(4, urgency=1))
    (free,) = claim(database, 59)
    assert free.effect.key == "key:3"
    settle(database, free, is_done=True)
    assert keys(claim(database, 60)) == ["key:1"]


def test_the_unknown_may_be_sent_again(database: Database) -> None:
    put(database, effect(1))
    (sent,) = claim(database)
    settle(database, sent, look_at=later(1))
    (look,) = claim(database, 1)
    settle(database, look, retry_at=later(2))
    (again,) = claim(database, 2)
    assert (again.state, again.attempt) == (EffectState.SENDING, 2)


def test_after_a_crash_what_was_being_sent_is_unknown(database: Database) -> None:
    put(database, effect(1))
    claim(database, lease=30)
    assert claim(database, 29) == []
    (found,) = claim(database, 30)
    assert (found.state, found.attempt, found.looks, found.generation) == (EffectState.UNKNOWN, 1, 1, 2)
    assert the(database, found.id).state is EffectState.UNKNOWN


def test_each_crash_while_sending_counts(database: Database) -> None:
    """Whoever must not send a third time reads it there."""
    put(database, effect(1))
    for crashes in (1, 2):
        (sent,) = claim(database, 60 * crashes, lease=30)
        assert sent.state is EffectState.SENDING
        (found,) = claim(database, 60 * crashes + 30)
        assert found.looks == crashes
        settle(database, found, retry_at=later(60 * crashes + 30))


def test_after_a_crash_while_looking_it_is_looked_into_again(database: Database) -> None:
    put(database, effect(1))
    claim(database)
    claim(database, 30)
    (again,) = claim(database, 60)
    assert (again.state, again.generation) == (EffectState.UNKNOWN, 3)


def test_who_lost_the_lease_settles_nothing(database: Database) -> None:
    put(database, effect(1))
    (slow,) = claim(database)
    (taken,) = claim(database, 30)
    assert settle(database, slow, is_done=True, external_id="1.1") is False
    assert the(database, taken.id) == taken
    assert settle(database, taken, is_done=True, external_id="1.2") is True
    assert settle(database, taken, is_done=True, external_id="1.3") is False
    assert do(database, lambda tx: tx.outbox.external_id("key:1")) == "1.2"


def test_the_outside_name_of_what_is_done_is_known_by_key(database: Database) -> None:
    put(database, effect(1))
    assert do(database, lambda tx: tx.outbox.external_id("key:1")) is None
    (sent,) = claim(database)
    settle(database, sent, look_at=later(1), external_id="1.1")
    assert do(database, lambda tx: tx.outbox.external_id("key:1")) is None
    (look,) = claim(database, 1)
    assert look.external_id == "1.1"
    settle(database, look, is_done=True)
    assert do(database, lambda tx: tx.outbox.external_id("key:1")) == "1.1"
    assert do(database, lambda tx: tx.outbox.external_id("key:1"), STRANGER) is None


def test_the_dead_are_left_alone_and_block_nobody(database: Database) -> None:
    put(database, effect(1), effect(2))
    (sent,) = claim(database)
    settle(database, sent, problem="channel_not_found")
    assert the(database, sent.id).state is EffectState.DEAD
    assert keys(claim(database, 1e6)) == ["key:2"]


def test_an_outcome_must_name_a_way_on(database: Database) -> None:
    put(database, effect(1))
    (sent,) = claim(database)
    with pytest.raises(ValueError, match="outcome"):
        settle(database, sent)


def test_a_held_destination_is_left_alone_until_then(database: Database) -> None:
    put(database, effect(1), effect(2, domain_id="d2"), effect(3, destination="mail"))
    do(database, lambda tx: tx.outbox.hold("slack:C1", later(10)))
    assert keys(claim(database)) == ["key:3"]
    assert claim(database, 9.9) == []
    (first,) = claim(database, 10)
    assert first.effect.key == "key:1"
    settle(database, first, is_done=True)
    assert keys(claim(database, 10)) == ["key:2"]


def test_a_shorter_wait_does_not_undo_a_longer_one(database: Database) -> None:
    put(database, effect(1))
    do(database, lambda tx: tx.outbox.hold("slack:C1", later(10)))
    do(database, lambda tx: tx.outbox.hold("slack:C1", later(5)))
    assert claim(database, 6) == []
    do(database, lambda tx: tx.outbox.hold("slack:C1", later(20)))
    assert claim(database, 11) == []
    assert keys(claim(database, 20)) == ["key:1"]


def test_a_wait_that_is_over_may_begin_anew(database: Database) -> None:
    put(database, effect(1))
    do(database, lambda tx: tx.outbox.hold("slack:C1", later(5)))
    do(database, lambda tx: tx.outbox.hold("slack:C1", later(30)), now=later(20))
    assert claim(database, 25) == []
    assert keys(claim(database, 30)) == ["key:1"]


def test_a_wait_begun_before_the_clock_was_set_back_does_not_last(database: Database) -> None:
    put(database, effect(1), effect(2, domain_id="d2"))
    do(database, lambda tx: tx.outbox.hold("slack:C1", later(3601)), now=later(3600))
    assert keys(claim(database)) == ["key:1"]
    do(database, lambda tx: tx.outbox.hold("slack:C1", later(1)))
    assert claim(database, 10) != []


def test_two_relays_send_one_message_at_a_time_and_one_a_second_into_a_channel(
    database: Database, other: Database
) -> None:
    put(database, *(effect(number, domain_id=f"d{number}") for number in range(4)))
    for second, (mine, theirs) in enumerate(((database, other), (other, database))):
        (first,) = claim(mine, second)
        assert claim(theirs, second) == []
        do(mine, lambda tx, at=second: tx.outbox.hold("slack:C1", later(at + 1)), now=later(second))  # type: ignore[misc]
        assert settle(mine, first, is_done=True, external_id="1.1")
        assert claim(theirs, second + 0.9) == []
    assert keys(claim(database, 2)) == ["key:2"]


def test_a_post_that_fails_again_and_again_does_not_keep_others_from_its_channel(database: Database) -> None:
    put(database, effect(1, urgency=0), effect(2, domain_id="d2"))
    (first,) = claim(database)
    settle(database, first, retry_at=later(1))
    assert keys(claim(database)) == ["key:2"]


def test_it_tells_when_the_next_one_may_go(database: Database) -> None:
    def due() -> object:
        return do(database, lambda tx: tx.outbox.next_due())

    assert due() is None
    put(database, effect(1), effect(2, destination="mail"))
    assert due() == NOW
    (first, second) = claim(database)
    settle(database, first, is_done=True)
    settle(database, second, retry_at=later(60))
    assert due() == later(60)
    do(database, lambda tx: tx.outbox.hold("mail", later(90)))
    assert due() == later(90)
