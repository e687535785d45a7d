"""What reports of mail servers say, in the forms that are about; and that nothing else is taken for one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.bounces import Bounce, Fate
from bot.gateways.bounces import head_of, may_be_report, read_report
from tests.gateways.bounce_kinds import AWAY, FAILED, OTHERS, OURS, PASSING, UNCLEAR, report


@pytest.mark.parametrize("kind", FAILED)
def test_a_mail_that_failed_for_good_is_told_in_every_form(kind: str) -> None:
    raw, status = FAILED[kind]
    assert read_report(raw) == Bounce(OURS, Fate.FAILED, status)
    assert kind == "mixed" or may_be_report(head_of(raw.partition(b"\r\n\r\n")[0]))


@pytest.mark.parametrize("kind", PASSING)
def test_what_may_still_arrive_or_has_is_no_failure(kind: str) -> None:
    found = read_report(PASSING[kind])
    assert found is not None
    assert (found.message_id, found.fate in (Fate.DELAYED, Fate.PASSED)) == (OURS, True)


@pytest.mark.parametrize("kind", UNCLEAR)
def test_what_names_a_mail_and_does_not_say_what_became_of_it_is_left_to_people(kind: str) -> None:
    assert read_report(UNCLEAR[kind]) == Bounce(OURS, Fate.UNCLEAR, "")


@pytest.mark.parametrize("kind", OTHERS)
def test_what_names_no_mail_of_ours_or_is_garbage_is_nothing(kind: str) -> None:
    assert read_report(OTHERS[kind]) is None


def test_ordinary_mail_is_told_by_its_headers() -> None:
    assert not may_be_report(head_of(AWAY))
    assert not may_be_report(head_of(b"From: ana@acme.example\r\nContent-Type: text/plain; x=multipart/report\r\n\r\n"))
    assert not may_be_report({})
    found = read_report(AWAY)
    assert found is not None
    assert found.fate is Fate.UNCLEAR


@given(raw=st.binary(max_size=300), at=st.integers(0, 1200), cut=st.integers(0, 1200))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_no_garbage_breaks_the_reader(raw: bytes, at: int, cut: int) -> None:
    whole = report()
    found = read_report(whole[:at] + raw + whole[at + cut :])
    assert found is None or found.message_id == OURS
