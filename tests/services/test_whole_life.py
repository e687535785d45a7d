"""How much a domain says in its life, nine days of waiting included. The measure is seven posts."""

from collections import Counter

import pytest

from bot.core.commands import ClaimDue
from bot.core.effects import EffectKind
from bot.core.facts import Verdict
from bot.services.checking import claim_due
from tests.services.life import FLOWS
from tests.services.support import BOT, House

MOST = {
    "favourable, nine days of waiting": 7,
    "late details, approval in the thread": 7,
    "rejected and asked again": 7 + 2,  # the requester is called to settle it, and the approvers anew
    "adopted": 3,
}


@pytest.mark.parametrize("flow", FLOWS)
def test_seven_posts_are_enough_for_a_whole_life(house: House, flow: str) -> None:
    channel = FLOWS[flow](house)
    assert channel.of_the_domain <= MOST[flow], str(channel)
    assert channel.updates[EffectKind.CARD] <= 20, str(channel)
    assert channel.updates[EffectKind.TASK] <= 5, str(channel)
    has_alarm = house.rules.alert_channel is not None
    assert channel.posts[EffectKind.ALARM] == channel.posts[EffectKind.ALARM_OVER] == has_alarm


def test_twelve_domains_at_once_say_nothing_in_the_channel_but_their_cards_and_a_digest(house: House) -> None:
    house.under(operators=("UOPS",))
    for number in range(12):
        house.add(f"client{number}.com")
    posted: Counter[EffectKind] = Counter()
    for _ in range(2):
        posted.update(claimed.effect.kind for claimed in house.perform())
        house.wait(100)
        for claimed in house.run(claim_due, ClaimDue("test", 50, 60.0), BOT):
            house.settle(claimed, record=Verdict.WRONG)
    posted.update(claimed.effect.kind for claimed in house.perform())
    assert posted[EffectKind.TASK] == 12  # in twelve threads
    assert set(posted) == {EffectKind.CARD, EffectKind.TASK}
