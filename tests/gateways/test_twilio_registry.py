"""What is read of an account for the registries, against the strict stand-in."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.domain import TwilioAccount
from bot.core.errors import GatewayError
from bot.gateways.twilio import TwilioGateway
from bot.sandbox.twilio import Account, TwilioStandIn


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioStandIn]:
    made = TwilioStandIn(lambda: ("127.0.0.1", 9))
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def gateway(twilio: TwilioStandIn) -> TwilioGateway:
    return TwilioGateway(None, twilio.base_url, timeout=60.0, deadline=60.0)


def by_token(account: Account) -> TwilioAccount:
    return TwilioAccount("a", "T1", account.sid, account.sid, account.token)


def by_key(twilio: TwilioStandIn, account: Account) -> TwilioAccount:
    key = twilio.add_key(account)
    return TwilioAccount("a", "T1", account.sid, key.sid, key.secret)


@pytest.mark.parametrize("has_service", [True, False])
async def test_credentials_are_vetted_by_what_a_key_may_read(
    twilio: TwilioStandIn, gateway: TwilioGateway, has_service: bool
) -> None:
    main, rival = twilio.add_account("Main"), twilio.add_account("Rival")
    sub = twilio.add_account("Sub", owner=main)
    if has_service:
        for account in (main, rival, sub):
            twilio.add_service(account, "Spring")
    key = by_key(twilio, main)
    assert await gateway.vet(key)
    assert await gateway.vet(by_token(main))
    assert not await gateway.vet(replace(key, account_sid=rival.sid))
    assert not await gateway.vet(replace(key, account_sid=sub.sid))
    assert not await gateway.vet(replace(by_token(rival), account_sid=main.sid))
    assert not any("Accounts.json" in call.path for call in twilio.calls)


async def test_wrong_suspended_and_silent_are_told_apart(twilio: TwilioStandIn, gateway: TwilioGateway) -> None:
    account = twilio.add_account("Main")
    key = by_key(twilio, account)
    with pytest.raises(GatewayError) as wrong:
        await gateway.vet(replace(key, secret="canary"))
    assert (wrong.value.reference, "canary" in str(wrong.value)) == ("20003", False)
    account.status = "suspended"
    with pytest.raises(GatewayError) as closed:
        await gateway.vet(key)
    assert closed.value.reference == "20005"
    await twilio.down()
    with pytest.raises(GatewayError) as gone:
        await gateway.vet(key)
    assert gone.value.transient


async def test_two_hundred_and_fifty_subaccounts_are_read_in_pages_by_the_auth_token_only(
    twilio: TwilioStandIn, gateway: TwilioGateway
) -> None:
    main = twilio.add_account("Main")
    subs = [twilio.add_account(f"Client {number} <!channel>", owner=main) for number in range(250)]
    subs[0].status, subs[1].status = "closed", "suspended"
    twilio.add_account("Rival")
    found = await gateway.subaccounts(by_token(main))
    assert {one.sid for one in found} == {one.sid for one in subs[1:]}
    assert found[0].name.endswith("<!channel>")
    with pytest.raises(GatewayError) as refused:
        await gateway.subaccounts(by_key(twilio, main))
    assert refused.value.reference == "20003"


async def test_services_are_read_in_pages_of_the_account_alone(twilio: TwilioStandIn, gateway: TwilioGateway) -> None:
    main = twilio.add_account("Main")
    sub = twilio.add_account("Sub", owner=main)
    own = [twilio.add_service(main, "x" * 3000 if number else "Spring") for number in range(210)]
    twilio.add_service(sub, "Of another account")
    found = await gateway.services(by_key(twilio, main))
    assert {one.sid for one in found} == {one.sid for one in own}
    assert await gateway.services(by_key(twilio, twilio.add_account("Empty"))) == ()
