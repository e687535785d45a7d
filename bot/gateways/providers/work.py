"""One call to a provider, as it runs in its thread: signs in, reads, writes what is missing, reads back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from bot.core.facts import Record
from bot.core.providers import panels
from bot.core.writing import Access, Outcome, Plan, Problem, RecordPlan, Result, before_writing, full_name, plan_of
from bot.gateways.providers import wire
from bot.gateways.providers.faults import Phase, is_refused, problem_of
from bot.gateways.providers.hands import Hand
from bot.gateways.providers.houses import hand_of

T = TypeVar("T")


class Failed(Exception):
    """It did not come to an end. ``kind`` names the exception; what it says stays here."""

    def __init__(self, problem: Problem, phase: Phase, kind: str = "") -> None:
        super().__init__(problem)
        self.problem, self.phase, self.kind = problem, phase, kind


def work(access: Access, records: Sequence[Record], consent: str, end: float, base: str | None) -> Outcome:
    """Raises Failed, and nothing else. ``end`` in monotonic seconds."""
    with wire.until(end, base):
        hand = _guarded(Phase.SIGN_IN, lambda: _opened(access))
        plans = _guarded(Phase.READ, lambda: _plans(hand, records))
        settled = before_writing(plans, consent)
        if settled is not None and settled.result is Result.THERE:
            _guarded(Phase.WRITE, hand.publish)  # an earlier call may have been cut off before that
        return settled or _carry_out(hand, plans)


def _guarded(phase: Phase, call: Callable[[], T]) -> T:
    """Raised outside the handler: what caused it, with the token on it, is not even its context."""
    try:
        return call()
    except Exception as error:
        problem, kind = problem_of(error, phase), type(error).__name__
    raise Failed(problem, phase, kind)


def _opened(access: Access) -> Hand:
    panel = next(panel for panel in panels() if panel.provider.id == access.provider_id and panel.writes)
    hand = hand_of(panel, access)
    hand.open()
    return hand


def _plans(hand: Hand, records: Sequence[Record]) -> tuple[RecordPlan, ...]:
    return tuple(_plan(hand, record) for record in records)


def _plan(hand: Hand, record: Record) -> RecordPlan:
    return plan_of(record, hand.entries(full_name(record)))


def _carry_out(hand: Hand, plans: tuple[RecordPlan, ...]) -> Outcome:
    for plan in plans:
        if plan.plan is not Plan.THERE and (changed := _guarded(Phase.WRITE, partial(_put, hand, plan))):
            return changed
    _guarded(Phase.WRITE, hand.publish)
    after = _guarded(Phase.WRITE, lambda: _plans(hand, [plan.record for plan in plans]))
    if any(plan.plan is not Plan.THERE for plan in after):
        raise Failed(Problem.NOT_SEEN, Phase.READ)
    was_replaced = any(plan.plan is Plan.REPLACE for plan in plans)
    return Outcome(Result.REPLACED if was_replaced else Result.WRITTEN, plans)


def _put(hand: Hand, plan: RecordPlan) -> Outcome | None:
    """Writes one record. Where the provider refuses it, the name is read again: somebody may have been faster. What
    stands there then, and was not shown, is the outcome."""
    try:
        hand.put(plan.record, plan.standing)
    except Exception as error:
        if not is_refused(error):
            raise
        again = _plan(hand, plan.record)
        if again.plan is Plan.THERE:
            return None
        shown = Outcome(Result.ASKS, (plan,)).consent
        if again.standing and Outcome(Result.ASKS, (again,)).consent != shown:
            return before_writing([again], "")
        raise
    return None
