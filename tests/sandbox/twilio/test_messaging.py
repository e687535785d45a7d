"""Messaging Services with their senders, pages, and messages with short links."""

import asyncio

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.sandbox.twilio.support import HOST, Customers

PHONE = "+15005550199"
LONG = "https://www.acme.test/spring?from=sms"


async def send(customers: Customers, **params: object) -> object:
    given = {"to": PHONE, "body": f"Hello! {LONG} Bye", **params}
    return await customers.use(lambda client: client.messages.create(**given))  # type: ignore[arg-type]


async def sent_body(customers: Customers, sid: str) -> tuple[str, str, object]:
    """Status, body and error code, once the message is no longer queued."""
    async with asyncio.timeout(10):
        while True:
            message = await customers.use(lambda client: client.messages(sid).fetch())
            if message.status != "queued":
                return message.status, message.body, message.error_code


async def attach(customers: Customers) -> None:
    domain = await customers.ready()
    customers.twilio.issue(domain)
    await customers.use(
        lambda c: c.messaging.v1.linkshortening_messaging_service(domain.sid, customers.service.sid).create()
    )


async def test_a_service_lists_its_senders_by_kind(customers: Customers) -> None:
    def read(client: Client) -> tuple[list[str], list[str], list[str]]:
        service = client.messaging.v1.services(customers.service.sid)
        return (
            [sender.phone_number for sender in service.phone_numbers.list()],
            [sender.short_code for sender in service.short_codes.list()],
            [sender.alpha_sender for sender in service.alpha_senders.list()],
        )

    assert await customers.use(read) == (["+15005550100", "+18005550100"], ["12345"], ["ACME"])


async def test_one_sender_can_be_fetched_under_its_kind_only(customers: Customers) -> None:
    number = customers.service.senders[0]
    got = await customers.use(
        lambda c: c.messaging.v1.services(customers.service.sid).phone_numbers(number.sid).fetch()
    )
    assert got.phone_number == number.value
    wrong = await customers.http("GET", f"/v1/Services/{customers.service.sid}/ShortCodes/{number.sid}")
    assert wrong.status_code == 404


async def test_services_come_in_pages_newest_first(customers: Customers) -> None:
    made = [customers.twilio.add_service(customers.account, f"Service {n}").sid for n in range(7)]
    listed = await customers.use(lambda c: [s.sid for s in c.messaging.v1.services.list(page_size=3)])
    assert listed == [*reversed(made), customers.service.sid]
    asked = [call.params for call in customers.twilio.calls if call.path == "/v1/Services"]
    assert [params.get("Page", "0") for params in asked] == ["0", "1", "2"]


async def test_a_page_points_to_its_neighbours_at_twilios_own_address(customers: Customers) -> None:
    for number in range(3):
        customers.twilio.add_service(customers.account, f"Service {number}")
    meta = (await customers.http("GET", "/v1/Services?PageSize=2&Page=1")).json()["meta"]
    assert meta["previous_page_url"].startswith("https://messaging.twilio.com/v1/Services?PageSize=2&Page=0")
    assert (meta["next_page_url"], meta["page_size"], meta["key"]) == (None, 2, "services")


@pytest.mark.parametrize("query", ["PageSize=0", "PageSize=x", "Page=-1"])
async def test_a_wrong_page_is_refused(customers: Customers, query: str) -> None:
    answer = await customers.http("GET", f"/v1/Services?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


async def test_links_are_short_once_the_message_is_out(customers: Customers) -> None:
    await attach(customers)
    made = await send(customers, messaging_service_sid=customers.service.sid, shorten_urls=True)
    assert (made.status, made.body) == ("queued", f"Hello! {LONG} Bye")
    status, body, _ = await sent_body(customers, made.sid)
    assert status == "delivered"
    assert body.startswith(f"Hello! https://{HOST}/")
    path = body.split(HOST)[1].split()[0]
    assert len(path) == 11
    assert customers.front.links[HOST, path] == LONG


@pytest.mark.parametrize("how", ["no flag", "no service", "no domain"])
async def test_links_stay_long_without_flag_service_or_domain(customers: Customers, how: str) -> None:
    if how != "no domain":
        await attach(customers)
    number = customers.service.senders[0].value
    sender = {"from_": number} if how == "no service" else {"messaging_service_sid": customers.service.sid}
    flag = {} if how == "no flag" else {"shorten_urls": True}
    made = await send(customers, **sender, **flag)
    assert (await sent_body(customers, made.sid))[1] == f"Hello! {LONG} Bye"


@pytest.mark.parametrize(("goes_on", "status", "code"), [(True, "delivered", None), (False, "failed", 30107)])
async def test_without_certificate_the_setting_decides(
    customers: Customers, goes_on: bool, status: str, code: int | None
) -> None:
    await attach(customers)
    domain = customers.service.domain
    assert domain is not None
    customers.twilio.issuer.withdraw(domain)
    await customers.use(lambda c: c.messaging.v1.domain_config(domain.sid).update(continue_on_failure=goes_on))
    made = await send(customers, messaging_service_sid=customers.service.sid, shorten_urls=True)
    seen = await sent_body(customers, made.sid)
    assert (seen[0], seen[2]) == (status, code)
    assert LONG in seen[1]


async def test_short_links_lose_their_scheme_when_https_is_off(customers: Customers) -> None:
    await attach(customers)
    domain = customers.service.domain
    assert domain is not None
    await customers.use(lambda c: c.messaging.v1.domain_config(domain.sid).update(disable_https=True))
    made = await send(customers, messaging_service_sid=customers.service.sid, shorten_urls=True)
    assert f"Hello! {HOST}/" in (await sent_body(customers, made.sid))[1]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"to": "12345"}, 21211),
        ({"to": ""}, 21604),
        ({"body": ""}, 21602),
        ({"messaging_service_sid": None}, 21603),
        ({"messaging_service_sid": "MG" + "0" * 32}, 21701),
        ({"from_": "+15005559999", "messaging_service_sid": None}, 21606),
    ],
)
async def test_a_message_that_cannot_go_is_refused(customers: Customers, params: dict[str, object], code: int) -> None:
    given = {"messaging_service_sid": customers.service.sid, **params}
    with pytest.raises(TwilioRestException) as refused:
        await send(customers, **{name: value for name, value in given.items() if value is not None})
    assert (refused.value.status, refused.value.code) == (400, code)
    assert not customers.twilio.estate.messages


async def test_an_empty_service_cannot_send_and_an_opted_out_phone_gets_nothing(customers: Customers) -> None:
    empty = customers.twilio.add_service(customers.account, "Empty")
    with pytest.raises(TwilioRestException) as refused:
        await send(customers, messaging_service_sid=empty.sid)
    assert refused.value.code == 21704
    customers.twilio.estate.opted_out.add(PHONE)
    with pytest.raises(TwilioRestException) as refused:
        await send(customers, messaging_service_sid=customers.service.sid)
    assert refused.value.code == 21610


async def test_messages_are_listed_by_phone(customers: Customers) -> None:
    for phone in (PHONE, "+15005550198", PHONE):
        await send(customers, to=phone, messaging_service_sid=customers.service.sid)
    listed = await customers.use(lambda c: [m.to for m in c.messages.list(to=PHONE, page_size=1)])
    assert listed == [PHONE, PHONE]
