"""Who may call: credentials, accounts and their relations, the limit of concurrent calls."""

import asyncio

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.twilio.support import Customers, until


async def test_a_token_and_a_key_both_open_their_account(customers: Customers) -> None:
    key = customers.twilio.add_key(customers.account)
    for user, secret in ((customers.account.sid, customers.account.token), (key.sid, key.secret)):
        listed = await customers.use_as(user, secret, lambda client: client.messaging.v1.services.list(limit=1))
        assert [service.sid for service in listed] == [customers.service.sid]


@pytest.mark.parametrize("kind", ["wrong password", "unknown user", "secret of another"])
async def test_wrong_credentials_are_401_20003(customers: Customers, kind: str) -> None:
    auth = {
        "wrong password": (customers.account.sid, "wrong"),
        "unknown user": ("AC" + "0" * 32, "x"),
        "secret of another": (customers.account.sid, customers.rival.token),
    }[kind]
    answer = await customers.http("GET", "/v1/Services", auth=auth)
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


async def test_no_credentials_and_other_schemes_are_401(customers: Customers) -> None:
    path = "/v1/Services"
    bare = await customers.http("GET", path, auth=None)
    bearer = await customers.http("GET", path, auth=None, headers={"Authorization": "Bearer x"})
    broken = await customers.http("GET", path, auth=None, headers={"Authorization": "Basic %%%"})
    assert [answer.status_code for answer in (bare, bearer, broken)] == [401, 401, 401]
    assert bare.headers["WWW-Authenticate"].startswith("Basic")


async def test_refusals_have_twilios_shape(customers: Customers) -> None:
    answer = await customers.http("GET", "/v1/Nothing")
    assert answer.json() == {
        "code": 20404,
        "message": "The requested resource was not found: /v1/Nothing",
        "more_info": "https://www.twilio.com/docs/errors/20404",
        "status": 404,
    }


async def test_the_parents_credentials_do_not_reach_a_sub_accounts_service(customers: Customers) -> None:
    own = customers.twilio.add_service(customers.sub, "Of the sub-account", numbers=["+15005550111"])
    with pytest.raises(TwilioRestException) as refused:
        await customers.use(lambda client: client.messaging.v1.services(own.sid).fetch())
    assert (refused.value.status, refused.value.code) == (404, 20404)
    fetched = await customers.use(lambda client: client.messaging.v1.services(own.sid).fetch(), customers.sub)
    assert fetched.sid == own.sid


async def test_the_parents_credentials_do_not_attach_a_sub_accounts_service(customers: Customers) -> None:
    own = customers.twilio.add_service(customers.sub, "Of the sub-account", numbers=["+15005550111"])
    domain = await customers.ready()
    with pytest.raises(TwilioRestException) as refused:
        await customers.use(
            lambda client: client.messaging.v1.linkshortening_messaging_service(domain.sid, own.sid).create()
        )
    assert (refused.value.status, refused.value.code) == (404, 21701)
    assert own.domain is None


async def test_the_2010_api_lets_the_parents_token_in_but_not_its_key(customers: Customers) -> None:
    sub = customers.sub
    account = await customers.use(lambda client: client.api.accounts(sub.sid).fetch())
    assert (account.sid, account.owner_account_sid) == (sub.sid, customers.account.sid)
    key = customers.twilio.add_key(customers.account)
    path = f"/2010-04-01/Accounts/{sub.sid}/Messages.json"
    answer = await customers.http("GET", path, auth=(key.sid, key.secret))
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


@pytest.mark.parametrize(("whose", "status"), [("parent", 401), ("rival", 404)])
async def test_a_sub_account_reaches_neither_its_parent_nor_strangers(
    customers: Customers, whose: str, status: int
) -> None:
    target = customers.account if whose == "parent" else customers.rival
    answer = await customers.http("GET", f"/2010-04-01/Accounts/{target.sid}.json", customers.sub)
    assert answer.status_code == status


async def test_a_key_cannot_read_accounts(customers: Customers) -> None:
    key = customers.twilio.add_key(customers.account)
    answer = await customers.http("GET", "/2010-04-01/Accounts.json", auth=(key.sid, key.secret))
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


@pytest.mark.parametrize(("state", "status", "code"), [("suspended", 403, 20005), ("closed", 401, 20003)])
async def test_an_account_that_is_not_active_is_refused(
    customers: Customers, state: str, status: int, code: int
) -> None:
    customers.account.status = state
    answer = await customers.http("GET", "/v1/Services")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_more_calls_at_once_than_allowed_are_429(customers: Customers) -> None:
    door = customers.twilio.door
    door.limit = 1
    with door.counted(customers.account):
        refused = await customers.http("GET", "/v1/Services")
        other = await customers.http("GET", "/v1/Services", customers.rival)
    assert (refused.status_code, refused.json()["code"], other.status_code) == (429, 20429, 200)
    assert (await customers.http("GET", "/v1/Services")).status_code == 200


async def test_a_slow_call_holds_its_place_until_it_is_answered(customers: Customers) -> None:
    customers.twilio.slow(0.2, path="/v1/Services")
    waiting = asyncio.ensure_future(customers.http("GET", "/v1/Services"))
    await until(lambda: customers.twilio.door.running(customers.account))
    assert (await waiting).headers["Twilio-Concurrent-Requests"] == "1"
    assert customers.twilio.door.running(customers.account) == 0


async def test_calls_are_logged_without_secrets(customers: Customers) -> None:
    await customers.http("GET", "/v1/Services?PageSize=1")
    await customers.http("GET", "/v1/Services/MG1")
    first, second = customers.twilio.calls
    assert (first.method, first.path, first.params, first.user, first.status) == (
        "GET",
        "/v1/Services",
        {"PageSize": "1"},
        customers.account.sid,
        200,
    )
    assert (second.status, second.code) == (404, 20404)
    assert customers.account.token not in repr(customers.twilio.calls) + repr(customers.account)
