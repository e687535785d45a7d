"""Messages that somebody waits for, and that cannot be searched for."""

from typing import cast

import pytest

from bot.core.effects import ClaimedEffect, Effect, EffectKind, EffectState
from bot.core.messages import SlackPost
from bot.services.ports import Messenger
from bot.workers.performers_registry import AtMostTwice
from bot.workers.performing import Done, Missing
from tests.workers.support import START, TEAM


@pytest.mark.parametrize(("looks", "follows"), [(1, Missing(is_harmless=True)), (2, Done())])
async def test_what_may_not_have_arrived_is_sent_once_more_and_never_a_third_time(
    looks: int, follows: Done | Missing
) -> None:
    async def plan(_effect: Effect) -> SlackPost | None:
        raise AssertionError("nothing is looked for")

    ask = Effect("ask:q1:UADM", EffectKind.ASK, TEAM, "ask:q1", "q1", "slack:UADM")
    claimed = ClaimedEffect(1, ask, EffectState.UNKNOWN, 1, looks, START, 2, None)
    performer = AtMostTwice(cast("Messenger", None), lambda: START, plan)
    assert await performer.look(claimed) == follows
