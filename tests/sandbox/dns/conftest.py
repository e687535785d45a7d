"""A running tree with the zone acme.test on a provider's servers, and a clock that only moves when told."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.dns import DnsStandIn
from tests.sandbox.dns.support import Hands


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def tree(hands: Hands) -> AsyncIterator[DnsStandIn]:
    dns = DnsStandIn(net="127.0.4", clock=hands)
    dns.add_zone("acme.test", minimum=300)
    await dns.start()
    yield dns
    await dns.stop()
