"""What no sequence of looks can do."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.cards import Awaited, Stage
from bot.core.decide import decide
from bot.core.domain import LinkDomain, RequestState, Setup, Standing
from bot.core.events import EventKind as E
from bot.core.facts import Code, Fact, FactName, FactState, Finding, Verdict
from bot.core.looks import next_check
from bot.core.stage import PROOFS, actions_of, awaited_of, records_of, stage_of
from tests.core.support import (
    RIGHT,
    RULES,
    START,
    UNKNOWN,
    VALUE,
    Life,
    details,
    diagnosis,
    link_domain,
    observation,
    request,
)

moments = st.integers(0, 10**6).map(lambda seconds: START + timedelta(seconds=seconds))
codes = st.sampled_from(Code)
findings = st.none() | codes.map(Finding)
facts = st.builds(
    Fact,
    state=st.sampled_from(FactState),
    since=moments,
    seen_at=st.none() | moments,
    finding=findings,
    contrary=st.integers(0, 2),
    unsure=findings,
)
domains = st.builds(
    link_domain,
    facts=st.dictionaries(st.sampled_from(FactName), facts),
    details=st.none() | st.builds(details, st.sampled_from([None, VALUE]), st.sampled_from(Standing)),
    request=st.none() | st.builds(request, st.sampled_from(RequestState), st.none() | st.just("30135")),
    setup=st.sampled_from(Setup),
    instructed=st.booleans(),
    live_since=st.none() | moments,
    degraded_since=st.none(),
    close_since=st.none() | moments,
    last_check_at=st.none() | moments,
    removed_at=st.none() | moments,
)
looks = st.dictionaries(st.sampled_from([name.value for name in FactName]), st.sampled_from(Verdict))
lives = st.lists(st.tuples(looks, codes | st.none()), max_size=25)
some = settings(max_examples=100, deadline=None, derandomize=True)


def lived(seen: list[tuple[dict[str, Verdict], Code | None]]) -> Life:
    life = Life(link_domain(details=details()))
    for verdicts, code in seen:
        life.look(code=code, **verdicts)
    return life


@some
@given(domains, looks, moments)
def test_an_unknown_look_changes_no_state_no_streak_and_no_stage(
    domain: LinkDomain, seen: dict[str, Verdict], now: object
) -> None:
    unknown = {FactName(name): observation(FactName(name), UNKNOWN) for name in seen}
    after = decide(domain, diagnosis(unknown), {}, now, RULES).domain  # type: ignore[arg-type]
    settled = decide(domain, None, {}, now, RULES).domain  # type: ignore[arg-type]
    assert stage_of(after) is stage_of(settled)
    for name in FactName:
        assert replace(after.fact(name), unsure=None) == replace(domain.fact(name), unsure=None)


@some
@given(lives, looks, codes | st.none())
def test_the_same_look_again_and_again_ends_in_silence(
    seen: list[tuple[dict[str, Verdict], Code | None]], same: dict[str, Verdict], code: Code | None
) -> None:
    life = lived(seen).look(3, code=code, **same)
    told = len(life.events)
    life.look(5, code=code, **same)
    assert len(life.events) == told
    assert not any(decision.is_visible for decision in life.decisions[-5:])


@some
@given(domains, moments, st.floats(0.01, 10_000))
def test_the_next_look_is_ahead_and_at_most_a_day(domain: LinkDomain, now: datetime, speed: float) -> None:
    at = next_check(domain, now, speed)
    assert at is not None
    assert timedelta(0) < at - now <= timedelta(days=1) / speed + timedelta(milliseconds=1)


@some
@given(domains)
def test_every_domain_has_a_stage_somebody_or_nobody_to_act_and_its_records(domain: LinkDomain) -> None:
    stage = stage_of(domain)
    assert stage in Stage
    assert awaited_of(domain, stage, RULES) in Awaited
    assert len(set(actions_of(domain, stage))) == len(actions_of(domain, stage))
    assert records_of(domain, RULES)[0].type == "CNAME"


@some
@given(lives)
def test_a_domain_goes_live_once_and_degrades_and_recovers_by_turns(
    seen: list[tuple[dict[str, Verdict], Code | None]],
) -> None:
    life = lived(seen)
    turns = [kind for kind in life.kinds if kind in (E.LIVE, E.DEGRADED, E.RECOVERED)]
    expected = [E.LIVE, *[E.DEGRADED, E.RECOVERED] * len(turns)]
    assert turns == expected[: len(turns)]
    is_told_so = {E.LIVE: Stage.LIVE, E.RECOVERED: Stage.LIVE, E.DEGRADED: Stage.DEGRADED}
    assert (stage_of(life.domain) in (Stage.LIVE, Stage.DEGRADED)) is bool(turns)
    assert not turns or stage_of(life.domain) is is_told_so[turns[-1]]


@some
@given(domains, looks)
def test_no_look_approves_rejects_or_voids_anything(domain: LinkDomain, seen: dict[str, Verdict]) -> None:
    observed = {FactName(name): observation(FactName(name), verdict) for name, verdict in seen.items()}
    after = decide(domain, diagnosis(observed), {}, START, RULES)
    before = domain.request.state if domain.request else None
    state = after.domain.request.state if after.domain.request else None
    assert state is before or (before, state) == (RequestState.WAITING, RequestState.PENDING)
    assert {event.kind for event in after.events}.isdisjoint({E.SSL_APPROVED, E.SSL_REJECTED, E.CERTIFICATE_REQUESTED})


@some
@given(st.permutations([name.value for name in FactName]), st.lists(looks, min_size=6, max_size=6))
def test_facts_that_come_true_in_any_order_reach_live(order: list[str], noise: list[dict[str, Verdict]]) -> None:
    life, true = Life(link_domain(details=details())), {}
    for name, unseen in zip(order, noise, strict=True):
        true[name] = RIGHT
        life.look(**{**true, **{other: UNKNOWN for other in unseen if other not in true}})
    assert stage_of(life.domain) is Stage.LIVE
    assert life.kinds.count(E.LIVE) == 1


@some
@given(lives)
def test_live_means_that_record_certificate_and_https_hold(
    seen: list[tuple[dict[str, Verdict], Code | None]],
) -> None:
    life = lived(seen)
    if stage_of(life.domain) is Stage.LIVE:
        assert all(life.domain.fact(name).holds for name in PROOFS)


@some
@given(lives)
def test_the_steps_are_told_at_most_once(seen: list[tuple[dict[str, Verdict], Code | None]]) -> None:
    assert lived(seen).kinds.count(E.INSTRUCTED) <= 1


@some
@given(domains, looks, moments)
def test_a_look_changes_only_the_facts_it_saw(domain: LinkDomain, seen: dict[str, Verdict], now: object) -> None:
    observed = {FactName(name): observation(FactName(name), verdict) for name, verdict in seen.items()}
    after = decide(domain, diagnosis(observed), {}, now, RULES).domain  # type: ignore[arg-type]
    for name in FactName:
        assert name in observed or after.fact(name) == domain.fact(name)
