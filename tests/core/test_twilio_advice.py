"""Twilio's codes in plain words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Reason
from bot.core.twilio import Judgement
from bot.core.twilio_advice import explain

CODES = re.findall(
    r"\d+",
    """
30100 30101 30102 30103 30104 30105 30106 30107 30108 30109 30123 30110 30111 30112 30116 30117 30118 30119 30129
30132 30120 30121 30122 30124 30127 30128 30130 30131 30133 30134 30135 30136 20003 20005 10001 20008 20403 20404
20409 20422 20001 20429 20500 20503 21701 21705 21703 21704 21610 21211 21614 21408 21606 21608 30007 30032 30034
25021 30113 30114 30115 30125
""",
)
OUR_WORDS = [
    Reason.SID_OF_OTHER_HOST,
    Reason.SID_UNKNOWN,
    Reason.SERVICE_UNKNOWN,
    Reason.SERVICE_HAS_NO_SENDER,
    Reason.SERVICE_TOLL_FREE_ONLY,
    Reason.SERVICE_HAS_OTHER_DOMAIN,
    Reason.NO_DETAILS,
    Reason.NO_SERVICE,
    Judgement.OTHER_HOST,
    Judgement.UNKNOWN_SID,
    "stale",
    "timeout",
    "no_account",
    "no_connection",
    "bad_sid",
]


@pytest.mark.parametrize("code", [*CODES, *OUR_WORDS])
def test_every_code_that_can_come_has_words_of_its_own(code: str) -> None:
    assert explain(code) != explain("no such code")
    assert code not in explain(code).what


@pytest.mark.parametrize("code", [*CODES, *OUR_WORDS, "99999"])
def test_the_words_are_plain_sentences(code: str) -> None:
    explanation = explain(code)
    for text in (explanation.what, explanation.to_do):
        assert re.fullmatch(r"[A-Z][^<>*_`|]{8,220}\.", text)


def test_a_code_nobody_has_heard_of_is_named() -> None:
    assert "31337" in explain("31337").what


@given(st.text(max_size=50))
def test_any_code_is_explained(code: str) -> None:
    explanation = explain(code)
    assert explanation.what
    assert explanation.to_do
