"""A recording Slack and the handlers on it, fresh for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.handlers.support import Office, SlackRecorder
from tests.views.samples import CARDS


@pytest.fixture
async def slack() -> AsyncIterator[SlackRecorder]:
    recorder = SlackRecorder()
    await recorder.start()
    yield recorder
    await recorder.stop()


@pytest.fixture
async def office(slack: SlackRecorder) -> AsyncIterator[Office]:
    made = Office(slack)
    made.run.answers |= {
        "organization_count": 0,
        "give_details": "ls.acme.com",
        "card": CARDS["waiting_for_request"],
        "find_domain": CARDS["waiting_for_request"].domain,
    }
    yield made
    await made.desk.background.settle()
