"""Whatever goes wrong, in whatever order: in the end each message is there once."""

import asyncio
from collections.abc import Callable
from functools import partial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.commands import ClaimDue
from bot.core.effects import EffectState
from bot.core.messages import Content, SlackPost
from bot.services.effects import claim_effects
from bot.workers.relay import LEASE
from tests.workers.support import ANSWER_500, BOT, RESET, UNREACHABLE, Fault, World, limited

FAULTS = st.sampled_from(
    [
        None,
        Fault(RESET),
        Fault(RESET, happens=True),
        Fault(ANSWER_500),
        Fault(ANSWER_500, happens=True),
        Fault(UNREACHABLE),
        Fault(limited(3)),
        Fault(TimeoutError()),
        Fault(RuntimeError(), happens=True),
    ]
)
LOOKS = st.sampled_from([Fault(RESET), Fault(ANSWER_500), Fault(UNREACHABLE), Fault(limited(2))])
DOMAINS = ("d-ls.acme.com", "d-ls.other.com")
CRASHES = st.lists(st.booleans(), max_size=2)


@given(faults=st.lists(FAULTS, max_size=6), looks=st.lists(LOOKS, max_size=3), crashes=CRASHES)
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_message_is_there_once_in_the_end(
    new_world: Callable[[], World], faults: list[Fault | None], looks: list[Fault], crashes: list[bool]
) -> None:
    world = new_world()
    asyncio.run(story(world, faults, looks, crashes))
    assert sorted(world.messenger.sent_keys()) == ["domain:d-ls.acme.com:card", "domain:d-ls.other.com:card"]
    for domain_id in DOMAINS:
        assert list(world.states(domain_id).values()) == [EffectState.DONE]
        assert world.domain(domain_id).card_ts is not None
    world.database.close()


async def story(world: World, faults: list[Fault | None], looks: list[Fault], crashes: list[bool]) -> None:
    world.add("ls.acme.com")
    world.add("ls.other.com")
    world.messenger.faults, world.messenger.look_faults = list(faults), list(looks)
    for is_sent in crashes:
        await die(world, is_sent)
        await world.settle(world.relay(), 3)
    over = partial(world.is_all_over, *DOMAINS)
    await world.settle(world.relay(), 900, step=11.0, until=over)


async def die(world: World, is_sent: bool) -> None:
    """A process claims, perhaps sends what was not there yet, and dies before it can say so."""
    for claimed in world.do(claim_effects, ClaimDue("dead process", 1, LEASE), BOT):
        key = f"domain:{claimed.effect.domain_id}:card"
        if is_sent and claimed.state is EffectState.SENDING and key not in world.messenger.sent_keys():
            world.messenger.posts.append(SlackPost("C1", key, Content("card")))
    world.clock.pass_(LEASE + 1)
