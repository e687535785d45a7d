"""What can go wrong on the way: each fault as a client meets it."""

import asyncio

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.twilio.support import Customers, until

CONFIG = {"FallbackUrl": "https://www.acme.test/"}


async def configure(customers: Customers, **more: object) -> tuple[requests.Response | None, bool]:
    """The answer, if one came, and whether it was carried out."""
    domain = await customers.ready()
    path = f"/v1/LinkShortening/Domains/{domain.sid}/Config"
    try:
        answer = await customers.http("POST", path, data=CONFIG, **more)
    except requests.ConnectionError:
        return None, domain.config is not None
    return answer, domain.config is not None


async def test_429_says_when_to_come_again_and_does_nothing(customers: Customers) -> None:
    customers.twilio.break_next("429:2", path="/Config")
    answer, is_done = await configure(customers)
    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()["code"]) == (429, "2", 20429)
    assert not is_done


@pytest.mark.parametrize(
    ("kind", "status", "done"), [("500", 500, False), ("500_after", 500, True), ("503", 503, False)]
)
async def test_an_error_of_theirs_may_come_before_or_after_the_work(
    customers: Customers, kind: str, status: int, done: bool
) -> None:
    customers.twilio.break_next(kind, path="/Config")
    answer, is_done = await configure(customers)
    assert answer is not None
    assert (answer.status_code, is_done) == (status, done)
    assert answer.json()["code"] in (20500, 20503)


@pytest.mark.parametrize(("kind", "done"), [("reset_before", False), ("reset_after", True)])
async def test_the_line_may_break_before_or_after_the_work(customers: Customers, kind: str, done: bool) -> None:
    customers.twilio.break_next(kind, path="/Config")
    assert await configure(customers) == (None, done)
    assert customers.twilio.calls[-1].status == 0


@pytest.mark.parametrize(("kind", "done"), [("timeout", False), ("timeout_after", True)])
async def test_an_answer_may_never_come(customers: Customers, kind: str, done: bool) -> None:
    domain = await customers.ready()
    customers.twilio.break_next(kind, path="/Config")
    path = f"{customers.twilio.base_url}/v1/LinkShortening/Domains/{domain.sid}/Config"
    auth = (customers.account.sid, customers.account.token)
    with pytest.raises(requests.ReadTimeout):
        await asyncio.to_thread(requests.post, path, data=CONFIG, auth=auth, timeout=0.3)
    if done:
        await until(lambda: domain.config)
    assert (domain.config is not None) is done


async def test_a_fault_strikes_as_often_as_ordered_and_where(customers: Customers) -> None:
    customers.twilio.break_next("500", path="/v1/Services", method="GET", times=2)
    codes = [(await customers.http("GET", "/v1/Services")).status_code for _ in range(3)]
    other = await customers.http("GET", f"/2010-04-01/Accounts/{customers.account.sid}.json")
    assert (codes, other.status_code) == ([500, 500, 200], 200)


async def test_mending_ends_faults_and_delays(customers: Customers) -> None:
    customers.twilio.break_next("500", times=9)
    customers.twilio.slow(60)
    customers.twilio.mend()
    assert (await customers.http("GET", "/v1/Services")).status_code == 200


async def test_the_sdk_sees_the_faults_as_it_would_in_life(customers: Customers) -> None:
    customers.twilio.break_next("429")
    with pytest.raises(TwilioRestException) as refused:
        await customers.use(lambda client: client.messaging.v1.services(customers.service.sid).fetch())
    assert (refused.value.status, refused.value.code) == (429, 20429)
    customers.twilio.break_next("reset_before")
    with pytest.raises(requests.ConnectionError):
        await customers.use(lambda client: client.messaging.v1.services(customers.service.sid).fetch())


async def test_down_refuses_cuts_what_waits_and_up_is_the_same_address(customers: Customers) -> None:
    customers.twilio.break_next("timeout")
    waiting = asyncio.ensure_future(customers.http("GET", "/v1/Services"))
    await until(lambda: customers.twilio.calls)
    await customers.twilio.down()
    with pytest.raises(requests.ConnectionError):
        await waiting
    with pytest.raises(requests.ConnectionError):
        await customers.http("GET", "/v1/Services")
    await customers.twilio.up()
    assert (await customers.http("GET", "/v1/Services")).status_code == 200
