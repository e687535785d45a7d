"""Which events people hear of."""

import pytest

from bot.core.domain import RequestState
from bot.core.events import Event
from bot.core.events import EventKind as E
from bot.core.facts import Code
from bot.core.notices import is_broadcast, reply_events
from tests.core.support import RIGHT, START, UNKNOWN, WRONG, Life, adopted, details, link_domain, request


class Thread(Life):
    """A life whose replies are counted as the service would post them."""

    def __init__(self, **changes: object) -> None:
        super().__init__(link_domain(**changes))
        self.replies: list[list[E]] = []

    def _look(self, verdicts: object, code: Code | None) -> None:
        before, earlier = self.domain, list(self.events)
        super()._look(verdicts, code)  # type: ignore[arg-type]
        told = reply_events(before, self.last.events, earlier)
        if told:
            self.replies.append([event.kind for event in told])


def test_a_domain_that_is_set_up_step_by_step_makes_two_replies_by_itself() -> None:
    thread = Thread(details=details()).look(record=WRONG, verification=WRONG)
    thread.look(3, record=WRONG, verification=WRONG, code=Code.TARGET_TYPO).look(record=UNKNOWN)
    thread.look(record=RIGHT, verification=WRONG).look(2, record=RIGHT, verification=RIGHT, caa=RIGHT)
    thread.change(request=request(RequestState.APPROVED))
    thread.look(2, record=RIGHT, https=WRONG).look(record=RIGHT, certificate=RIGHT, https=WRONG)
    thread.look(3, record=RIGHT, https=RIGHT)
    assert thread.replies == [[E.RECORD_FOUND], [E.LIVE]]


def test_nine_days_of_waiting_for_the_client_add_no_post() -> None:
    thread = Thread(details=details())
    for day in range(9):
        thread.look(40, record=WRONG, verification=WRONG).look(day % 3, record=UNKNOWN, verification=UNKNOWN)
    assert thread.replies == []


def test_a_host_that_is_live_already_makes_no_reply() -> None:
    thread = Thread(details=details())
    thread.look(2, record=RIGHT, verification=RIGHT, certificate=RIGHT, https=RIGHT)
    assert thread.replies == []


def test_a_record_that_was_right_when_first_seen_is_not_told() -> None:
    assert Thread().look(record=UNKNOWN).look(record=RIGHT).replies == []


def test_a_record_that_comes_and_goes_is_told_once() -> None:
    thread = Thread().look(record=WRONG)
    for _ in range(4):
        thread.look(record=RIGHT).look(3, record=WRONG)
    assert thread.replies == [[E.RECORD_FOUND]]


def test_degraded_and_recovered_are_one_reply_each_and_the_found_record_is_not_told_again() -> None:
    thread = Thread(details=details()).look(record=WRONG)
    thread.look(record=RIGHT, verification=RIGHT, certificate=RIGHT, https=RIGHT)
    thread.look(5, record=WRONG).look(5, record=RIGHT)
    assert thread.replies == [[E.RECORD_FOUND, E.LIVE], [E.DEGRADED], [E.RECOVERED]]


@pytest.mark.parametrize(
    ("kind", "is_told"),
    [
        (E.SSL_APPROVED, True),
        (E.SSL_REJECTED, True),
        (E.CERTIFICATE_FAILED, True),
        (E.DETAILS_REFUSED, True),
        (E.FORWARD_FAILED, True),
        (E.ATTACH_FAILED, True),
        (E.ADDED, False),
        (E.INSTRUCTED, False),
        (E.RECORD_WRONG, False),
        (E.FORWARDED, False),
        (E.DETAILS_GIVEN, False),
        (E.DETAILS_CONFIRMED, False),
        (E.SSL_REQUESTED, False),
        (E.SSL_VOIDED, False),
        (E.CERTIFICATE_REQUESTED, False),
        (E.CERTIFICATE_ISSUED, False),
        (E.ATTACHMENT_WANTED, False),
        (E.ATTACHED, False),
        (E.RECORD_LOST, False),
        (E.VERIFIED, False),
    ],
)
def test_the_thread_hears_what_someone_must_know_and_the_card_shows_the_rest(kind: E, is_told: bool) -> None:
    domain = adopted().domain
    assert bool(reply_events(domain, [Event("d1", kind, START)])) is is_told


def test_going_live_is_shown_to_the_channel_and_degraded_where_campaigns_send() -> None:
    live, degraded, found = (Event("d1", kind, START) for kind in (E.LIVE, E.DEGRADED, E.RECORD_FOUND))
    assert is_broadcast([found, live], has_campaigns=False)
    assert is_broadcast([degraded], has_campaigns=True)
    assert not is_broadcast([degraded], has_campaigns=False)
    assert not is_broadcast([found], has_campaigns=True)
