"""A Twilio that sees a DNS tree and has an HTTPS front, with a few customers."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.sandbox.dns import DnsStandIn
from bot.sandbox.front import HttpsFront
from bot.sandbox.lab_ca import LabCa
from bot.sandbox.twilio import TwilioStandIn
from tests.sandbox.twilio.support import Customers


@pytest.fixture
async def customers() -> AsyncIterator[Customers]:
    dns, front, ca = DnsStandIn(net="127.0.5"), HttpsFront("127.0.5.10"), LabCa()
    dns.add_zone("acme.test")
    twilio = TwilioStandIn(lambda: dns.private_resolver, front=front, ca=ca, takes=1.0, speed=20.0)
    async with AsyncExitStack() as stack:
        for part in (dns, ca, front, twilio):
            await part.start()
            stack.push_async_callback(part.stop)
        yield populate(twilio, dns, front, ca)


def populate(twilio: TwilioStandIn, dns: DnsStandIn, front: HttpsFront, ca: LabCa) -> Customers:
    organisation = twilio.add_organisation("Sandbox Messaging")
    account = twilio.add_account("Main", organisation)
    service = twilio.add_service(
        account,
        "Spring",
        numbers=["+15005550100", "+18005550100"],
        short_codes=["12345"],
        alpha_senders=["ACME"],
    )
    return Customers(
        twilio,
        dns,
        front,
        ca,
        organisation,
        account,
        twilio.add_account("Sub", organisation, owner=account),
        twilio.add_account("Loner"),
        twilio.add_account("Rival", twilio.add_organisation("Rival")),
        service,
    )
