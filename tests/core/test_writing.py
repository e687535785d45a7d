"""What is to be done for a record where others stand."""

import pytest

from bot.core.facts import Record
from bot.core.writing import Entry, Outcome, Plan, Result, before_writing, plan_of, value_of

CNAME = Record("CNAME", "ls", "acme.com", "lsct.ashburn.us1.twilio.com.")
TXT = Record("TXT", "_twilio.ls", "acme.com", "twilio-domain-verification=ab")
HOST, LABEL = "ls.acme.com", "_twilio.ls.acme.com"


def plan(record: Record, *entries: Entry) -> Plan:
    return plan_of(record, entries).plan


@pytest.mark.parametrize("value", ["lsct.ashburn.us1.twilio.com", "LSCT.ashburn.us1.twilio.com."])
def test_a_name_is_the_same_with_or_without_its_dot_in_any_case(value: str) -> None:
    assert plan(CNAME, Entry("CNAME", "LS.acme.com.", value)) is Plan.THERE


@pytest.mark.parametrize("value", ["a b", '"a b"', '"a" " b"'])
def test_a_text_is_the_same_in_quotes_or_in_parts(value: str) -> None:
    assert value_of("TXT", value) == "a b"


def test_records_of_other_names_are_none_of_its_business() -> None:
    others = (Entry("A", "acme.com", "203.0.113.1"), Entry("CNAME", "als.acme.com", "x"), Entry("TXT", LABEL, "y"))
    assert plan(CNAME, *others) is Plan.WRITE


@pytest.mark.parametrize("kind", ["A", "AAAA", "CNAME"])
def test_addresses_and_names_may_be_replaced(kind: str) -> None:
    assert plan(CNAME, Entry(kind, HOST, "203.0.113.1")) is Plan.REPLACE


@pytest.mark.parametrize("kind", ["MX", "TXT", "NS", "SRV", "CAA", "HTTPS"])
def test_anything_else_is_left_alone(kind: str) -> None:
    assert plan(CNAME, Entry("A", HOST, "203.0.113.1"), Entry(kind, HOST, "x")) is Plan.BLOCKED


def test_the_right_record_behind_a_proxy_is_not_right() -> None:
    assert plan(CNAME, Entry("CNAME", HOST, CNAME.value, is_proxied=True)) is Plan.REPLACE


def test_texts_stand_beside_each_other_but_not_beside_a_name() -> None:
    assert plan(TXT, Entry("TXT", LABEL, "other"), Entry("A", LABEL, "203.0.113.1")) is Plan.WRITE
    assert plan(TXT, Entry("CNAME", LABEL, "x")) is Plan.REPLACE
    assert plan(TXT, Entry("NS", LABEL, "x")) is Plan.BLOCKED


def test_nothing_is_written_while_one_record_is_in_doubt() -> None:
    asks = before_writing([plan_of(CNAME, [Entry("A", HOST, "203.0.113.1")]), plan_of(TXT, [])], "")
    assert asks is not None
    assert asks.result is Result.ASKS
    again = [plan_of(CNAME, [Entry("A", HOST, "203.0.113.1", id="another")]), plan_of(TXT, [])]
    assert before_writing(again, asks.consent) is None
    other = [plan_of(CNAME, [Entry("A", HOST, "203.0.113.2")]), plan_of(TXT, [])]
    assert isinstance(before_writing(other, asks.consent), Outcome)
    assert before_writing([plan_of(CNAME, []), plan_of(TXT, [])], "") is None
