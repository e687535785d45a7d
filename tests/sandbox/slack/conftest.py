"""A furnished stand-in whose clock stands still, its real client, and a small app on a socket."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import SlackStandIn, Timing
from tests.sandbox.slack.support import MANIFEST, RawApp, StillClock, client_of, furnished


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def slack(clock: StillClock) -> AsyncIterator[SlackStandIn]:
    stand_in = furnished(SlackStandIn(MANIFEST, clock=clock, timing=Timing(ack=60.0)))
    await stand_in.start()
    yield stand_in
    await stand_in.stop()


@pytest.fixture
def client(slack: SlackStandIn) -> AsyncWebClient:
    return client_of(slack)


@pytest.fixture
async def app(slack: SlackStandIn) -> AsyncIterator[RawApp]:
    """Connected; acknowledges everything without a payload until told otherwise."""
    raw = RawApp(slack)
    await raw.connect()
    yield raw
    await raw.close()
