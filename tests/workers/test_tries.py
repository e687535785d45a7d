"""What follows from each way a try can end."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.commands import EffectOutcome
from bot.core.effects import ClaimedEffect, Effect, EffectKind, EffectState
from bot.core.errors import GatewayError
from bot.workers.performing import Done, HopelessError, Missing, NotYetError
from bot.workers.tries import PATIENCE, Ended, Tries
from tests.workers.support import ANSWER_500, REFUSED, RESET, START, UNREACHABLE, limited


def claimed(state: EffectState = EffectState.SENDING, attempt: int = 1, looks: int = 0) -> ClaimedEffect:
    effect = Effect("k", EffectKind.REPLY, "T1", "d1", "1", "slack:C1")
    return ClaimedEffect(7, effect, state, attempt, looks, START, 3, None)


SENDING, UNKNOWN = claimed(), claimed(EffectState.UNKNOWN)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.fixture
def tries() -> Tries:
    return Tries(lambda: 1.0)


def test_what_is_done_is_done(tries: Tries) -> None:
    outcome = tries.outcome(SENDING, Done("12.3", {"judgement": "confirmed"}), START)
    assert outcome == EffectOutcome(7, 3, is_done=True, external_id="12.3", result={"judgement": "confirmed"})


def test_a_refusal_is_the_end_and_its_code_is_told(tries: Tries) -> None:
    assert tries.outcome(SENDING, REFUSED, START).problem == "channel_not_found"
    assert tries.outcome(SENDING, HopelessError("no_service"), START).problem == "no_service"


def test_what_was_surely_not_sent_is_sent_again_after_a_growing_pause(tries: Tries) -> None:
    pauses = [tries.outcome(claimed(attempt=attempt), UNREACHABLE, START).retry_at for attempt in (1, 2, 3, 8, 9, 99)]
    assert pauses == [at(2), at(4), at(8), at(256), at(300), at(300)]


def test_after_a_429_exactly_as_long_as_asked_however_often(tries: Tries) -> None:
    assert tries.outcome(claimed(attempt=50), limited(7), START + 2 * PATIENCE).retry_at == at(7) + 2 * PATIENCE


def test_a_429_while_looking_looks_again(tries: Tries) -> None:
    outcome = tries.outcome(UNKNOWN, limited(7), START)
    assert (outcome.look_at, outcome.retry_at) == (at(7), None)


def test_after_a_whole_5xx_looks_after_one_and_three_seconds_then_again(tries: Tries) -> None:
    assert tries.outcome(SENDING, ANSWER_500, START).look_at == at(1)
    assert tries.outcome(UNKNOWN, Missing(), at(1)).look_at == at(3)
    assert tries.outcome(UNKNOWN, Missing(), at(3)).retry_at == at(3)


def test_after_a_broken_line_looks_at_once_and_waits_thirty_seconds_before_it_sends_again(tries: Tries) -> None:
    assert tries.outcome(SENDING, RESET, START).look_at == START
    looks = [tries.outcome(UNKNOWN, Missing(), at(seconds)).look_at for seconds in (0, 2, 10)]
    assert looks == [at(2), at(10), at(30)]
    assert tries.outcome(UNKNOWN, Missing(), at(30)).retry_at == at(30)


def test_what_another_process_began_is_waited_for_from_the_first_look_on(tries: Tries) -> None:
    assert tries.outcome(UNKNOWN, Missing(), at(100)).look_at == at(102)
    assert tries.outcome(UNKNOWN, Missing(), at(129)).retry_at is None
    assert tries.outcome(UNKNOWN, Missing(), at(130)).retry_at == at(130)


def test_what_is_harmless_to_repeat_is_repeated_without_waiting(tries: Tries) -> None:
    tries.outcome(SENDING, RESET, START)
    assert tries.outcome(UNKNOWN, Missing(is_harmless=True), START).retry_at == START


def test_a_second_unknown_result_begins_its_own_thirty_seconds(tries: Tries) -> None:
    tries.outcome(SENDING, RESET, START)
    tries.outcome(UNKNOWN, Missing(), at(30))
    tries.outcome(claimed(attempt=2), RESET, at(31))
    assert tries.outcome(claimed(EffectState.UNKNOWN, 2), Missing(), at(40)).retry_at is None
    assert tries.outcome(claimed(EffectState.UNKNOWN, 2), Missing(), at(61)).retry_at == at(65)


def test_a_look_that_fails_is_repeated_and_never_becomes_a_post(tries: Tries) -> None:
    tries.outcome(SENDING, RESET, START)
    for error in (RESET, ANSWER_500, UNREACHABLE):
        outcome = tries.outcome(UNKNOWN, error, at(100))
        assert (outcome.look_at, outcome.retry_at) == (at(102), None)


def test_patience_ends_after_a_day_and_people_are_told(tries: Tries) -> None:
    late = START + PATIENCE + timedelta(seconds=1)
    assert tries.outcome(SENDING, UNREACHABLE, late).problem == "no_connection"
    assert tries.outcome(UNKNOWN, UNREACHABLE, late).problem == "no_connection"
    assert tries.outcome(SENDING, NotYetError(), late).problem == "waited_in_vain"


def test_what_must_wait_for_something_else_asks_again_ever_more_seldom(tries: Tries) -> None:
    pauses = [tries.outcome(claimed(attempt=n), NotYetError(1.0), START).retry_at for n in (1, 19, 20, 5000)]
    assert pauses == [at(1), at(1), at(2), at(300)]


ENDS = st.one_of(
    st.builds(Done),
    st.builds(Missing, st.booleans()),
    st.builds(NotYetError, st.floats(0.1, 10)),
    st.builds(HopelessError, st.just("x")),
    st.builds(
        lambda transient, sent, wait, answered: GatewayError(
            "p", "r", transient=transient, sent=sent, retry_after=wait, is_answered=answered
        ),
        st.booleans(),
        st.sampled_from([True, False, None]),
        st.none() | st.floats(0, 100),
        st.booleans(),
    ),
)


@given(ends=st.lists(st.tuples(ENDS, st.floats(0, 40)), max_size=30))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_every_end_has_one_consequence_and_an_unknown_result_is_never_replayed_blindly(
    ends: list[tuple[Ended, float]],
) -> None:
    tries, state, now = Tries(lambda: 1.0), EffectState.SENDING, START
    unknown_since = START - timedelta(seconds=60)
    for ended, passing in ends:
        is_looking = state is EffectState.UNKNOWN
        if isinstance(ended, Missing) and not is_looking:
            continue  # only a look can say so
        outcome = tries.outcome(claimed(state), ended, now)
        assert [outcome.is_done, bool(outcome.retry_at), bool(outcome.look_at), bool(outcome.problem)].count(True) == 1
        if is_looking and outcome.retry_at:
            assert isinstance(ended, Missing)
            assert ended.is_harmless or now - unknown_since >= timedelta(seconds=3)
        if outcome.look_at and not is_looking:
            unknown_since = now
        state = EffectState.UNKNOWN if outcome.look_at else EffectState.SENDING
        now += timedelta(seconds=passing)
