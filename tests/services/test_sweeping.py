"""What the sweep changes for the looks by all paths."""

from datetime import timedelta

import pytest

from bot.core.commands import ClaimDue, SettleCheck
from bot.core.facts import Evidence, FactName, Observation, Verdict
from bot.services import checking, sweeping
from tests.core.support import diagnosis
from tests.services.support import BOT, House

RIGHT, WRONG = Verdict.RIGHT, Verdict.WRONG


@pytest.fixture
def domain_id(house: House) -> str:
    """A live domain; what it was adopted with is long ago."""
    domain_id = house.live()
    house.wait(3600)
    return domain_id


def look(house: House, domain_id: str, record: Verdict = RIGHT) -> timedelta:
    """How long until the next look, after one that saw the record at the zone's own server."""
    proof = Evidence("192.0.2.53#53", "ls.acme.com CNAME", "NOERROR", (house.rules.target,), 600, house.now)
    seen = {FactName.RECORD: Observation(record, evidence=proof)}
    claimed = house.claim(domain_id)
    house.run(checking.settle_check, SettleCheck(domain_id, claimed.generation, diagnosis(seen), {}), BOT)
    due = house.domain(domain_id).next_check_at
    assert due is not None
    return due - house.now


def sweep(house: House, members: int = 1) -> None:
    house.run(sweeping.lay_out, None, BOT)
    house.wait(300)
    buckets = house.run(sweeping.claim_buckets, ClaimDue("me", 8, 60.0), BOT)
    assert len(buckets) == 1
    house.run(sweeping.settle_sweep, sweeping.SettleSweep(tuple(buckets), house.now, members), BOT)


def test_without_a_sweep_a_live_domain_is_looked_at_every_five_minutes(house: House, domain_id: str) -> None:
    assert look(house, domain_id) == timedelta(minutes=5)


def test_what_the_sweep_looks_after_is_looked_at_by_all_paths_hourly(house: House, domain_id: str) -> None:
    sweep(house)
    assert look(house, domain_id) == timedelta(hours=1)


def test_of_very_many_that_is_daily(house: House, domain_id: str) -> None:
    sweep(house, members=10)
    assert look(house, domain_id) == timedelta(days=1)


def test_once_the_sweep_has_stopped_looks_come_every_five_minutes_again(house: House, domain_id: str) -> None:
    sweep(house)
    house.wait(3600)
    assert look(house, domain_id) == timedelta(minutes=5)


def test_whoever_pressed_and_whatever_is_in_doubt_is_looked_at_closely(house: House, domain_id: str) -> None:
    sweep(house)
    house.check_now(domain_id)
    assert look(house, domain_id) == timedelta(seconds=2)
    house.wait(600)
    assert look(house, domain_id, record=WRONG) == timedelta(minutes=2)


def test_a_stray_is_confirmed_by_looks_by_all_paths_before_anybody_is_told(house: House, domain_id: str) -> None:
    sweep(house)
    look(house, domain_id)
    house.run(sweeping.settle_sweep, sweeping.SettleSweep((), house.now, 0, (domain_id,)), BOT)
    assert house.domain(domain_id).next_check_at == house.now
    house.look(domain_id, record=WRONG, times=2)
    assert house.domain(domain_id).degraded_since is None
    house.look(domain_id, record=WRONG)
    assert house.domain(domain_id).degraded_since is not None
    assert house.now - house.domain(domain_id).degraded_since < timedelta(minutes=5)  # type: ignore[operator]
