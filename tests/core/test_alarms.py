"""One alarm for each root cause, whatever the number of domains and the order in which they degrade."""

import itertools
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.alarms import WINDOW, Alarm, Cause, Party, alarms_of, cause_of, loss_of, to_join
from bot.core.events import Event, EventKind
from bot.core.facts import Code, Provider
from tests.core.support import RIGHT, START, WRONG, Life, adopted

CAUSES = [str(Cause(Party.PROVIDER, "godaddy", "WRONG_TARGET")), str(Cause(Party.TWILIO, "", "TLS_HANDSHAKE"))]


def lost(life: Life, **verdicts: object) -> Life:
    return life.look(3, **verdicts)  # type: ignore[arg-type]


def test_a_record_that_changed_is_a_matter_of_the_provider_and_without_one_of_the_zone() -> None:
    life = lost(adopted(), record=WRONG)
    assert cause_of(life.domain) == Cause(Party.ZONE, "acme.com", "MISSING_NXDOMAIN")
    hosted = replace(life.domain, provider=Provider("godaddy", "GoDaddy"))
    assert cause_of(hosted) == Cause(Party.PROVIDER, "godaddy", "MISSING_NXDOMAIN")


def test_where_the_dns_is_right_it_is_twilios() -> None:
    life = lost(adopted(), record=RIGHT, https=WRONG)
    assert cause_of(life.domain) == Cause(Party.TWILIO, "", "TLS_HANDSHAKE")


def test_a_lost_record_beside_lost_https_is_the_records_matter() -> None:
    life = adopted().look(3, code=Code.WRONG_TARGET, record=WRONG, https=WRONG)
    assert cause_of(life.domain) == Cause(Party.ZONE, "acme.com", "WRONG_TARGET")


@given(st.sampled_from(Party), st.sampled_from(["", "godaddy", "acme.co.uk"]), st.sampled_from(Code))
def test_a_cause_is_read_as_it_was_written(party: Party, name: str, code: Code) -> None:
    cause = Cause(party, name, code.value)
    assert Cause.read(str(cause)) == cause


STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.booleans(), st.sampled_from(CAUSES), st.integers(0, 3600)), max_size=30
)


def played(steps: list[tuple[int, bool, str, int]]) -> list[Event]:
    """Domains degrade and recover; each loss is told as the service tells it."""
    events: list[Event] = []
    down: set[str] = set()
    now = START
    for number, is_loss, cause, pause in steps:
        now += timedelta(seconds=pause)
        domain_id = f"d{number}"
        if is_loss is (domain_id in down):
            continue
        kind = EventKind.DEGRADED if is_loss else EventKind.RECOVERED
        joined = to_join(Cause.read(cause), alarms_of(events), now) if is_loss else None
        details = {"cause": cause} if is_loss else {}
        details |= {"joins": str(joined.id)} if joined else {}
        events.append(Event(domain_id, kind, now, None, details, len(events) + 1))
        down ^= {domain_id}
    return events


def open_ones(alarm: Alarm) -> set[str]:
    return {loss.domain_id for loss in alarm.losses if loss.id not in alarm.recoveries}


@settings(deadline=None, max_examples=150)
@given(STEPS)
def test_every_loss_is_in_exactly_one_alarm_and_no_alarm_mixes_causes(steps: list[tuple[int, bool, str, int]]) -> None:
    events = played(steps)
    alarms = alarms_of(events)
    losses = [event.id for event in events if event.kind is EventKind.DEGRADED]
    assert sorted(loss.id or 0 for alarm in alarms for loss in alarm.losses) == losses
    assert all(loss.details["cause"] == alarm.cause for alarm in alarms for loss in alarm.losses)
    assert all(alarm.id == alarm.losses[0].id for alarm in alarms)


@settings(deadline=None, max_examples=150)
@given(STEPS)
def test_a_domain_is_open_in_one_alarm_exactly_while_it_is_degraded(steps: list[tuple[int, bool, str, int]]) -> None:
    events = played(steps)
    degraded = {event.domain_id: event.kind is EventKind.DEGRADED for event in events}
    opened = [domain for alarm in alarms_of(events) for domain in open_ones(alarm)]
    assert sorted(opened) == sorted(domain for domain, is_down in degraded.items() if is_down)
    assert all(alarm.is_open is bool(open_ones(alarm)) for alarm in alarms_of(events))


@settings(deadline=None, max_examples=150)
@given(STEPS)
def test_two_alarms_of_a_cause_are_a_window_apart_or_the_first_was_over(
    steps: list[tuple[int, bool, str, int]],
) -> None:
    for cause in CAUSES:
        alarms = [alarm for alarm in alarms_of(played(steps)) if alarm.cause == cause]
        for first, second in itertools.pairwise(alarms):
            began = second.losses[0]
            before = [one for one in first.losses if (one.id or 0) < second.id]
            ended = {loss for loss, event in first.recoveries.items() if (event.id or 0) < second.id}
            was_over = {one.id for one in before} <= ended
            assert was_over or began.at - before[-1].at > WINDOW


def test_another_loss_joins_for_half_an_hour_and_not_where_the_sandbox_hurries() -> None:
    cause = Cause.read(CAUSES[0])
    loss = Event("d1", EventKind.DEGRADED, START, None, {"cause": CAUSES[0]}, 4)
    alarms = alarms_of([loss])
    assert to_join(cause, alarms, START + WINDOW) == alarms[0]
    assert to_join(cause, alarms, START + WINDOW, speed=2) is None
    assert to_join(Cause.read(CAUSES[1]), alarms, START) is None


def test_a_loss_without_campaigns_is_in_no_alarm() -> None:
    life = lost(adopted(), record=WRONG)
    assert alarms_of(life.events) == ()
    assert loss_of(life.events) == life.events[-1]
