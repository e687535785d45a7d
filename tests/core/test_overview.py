"""How long each step of a set-up takes."""

from collections.abc import Mapping
from datetime import timedelta

from bot.core.events import EventKind as Kind
from bot.core.overview import Step, pace_of
from tests.core.support import START


def story(**minutes: float) -> Mapping[Kind, object]:
    return {Kind[name]: START + timedelta(minutes=at) for name, at in minutes.items()}


WHOLE = {
    "ADDED": 0,
    "INSTRUCTED": 1,
    "DETAILS_GIVEN": 5,
    "RECORD_FOUND": 31,
    "VERIFIED": 41,
    "SSL_REQUESTED": 50,
    "SSL_APPROVED": 60,
    "CERTIFICATE_ISSUED": 65,
    "LIVE": 67,
}


def medians(*stories: Mapping[Kind, object]) -> dict[Step, float]:
    return {one.step: one.median.total_seconds() / 60 for one in pace_of(stories)}  # type: ignore[arg-type]


def test_each_step_lasts_from_what_it_waited_for_to_its_end() -> None:
    assert medians(story(**WHOLE)) == {
        Step.DETAILS: 5,
        Step.RECORDS: 40,
        Step.REQUEST: 9,
        Step.APPROVAL: 10,
        Step.CERTIFICATE: 5,
        Step.HTTPS: 2,
        Step.WHOLE: 67,
    }


def test_the_median_counts_only_who_went_through_the_step() -> None:
    pace = {
        one.step: one
        for one in pace_of([story(**WHOLE), story(**{**WHOLE, "DETAILS_GIVEN": 15}), story(ADDED=0)])  # type: ignore[list-item]
    }
    assert (pace[Step.DETAILS].median, pace[Step.DETAILS].count) == (timedelta(minutes=10), 2)


def test_what_was_set_up_by_hand_counts_nowhere() -> None:
    assert medians(story(ADDED=0, DETAILS_GIVEN=0, RECORD_FOUND=1, CERTIFICATE_ISSUED=1, LIVE=1)) == {}


def test_what_was_asked_for_ahead_took_no_time() -> None:
    found = medians(story(**{**WHOLE, "SSL_REQUESTED": 10}))
    assert (found[Step.REQUEST], found[Step.APPROVAL]) == (0, 19)


def test_no_domain_has_no_pace() -> None:
    assert pace_of([]) == ()
