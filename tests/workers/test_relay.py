"""From the outbox to the outside: once, in order, and never lost."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.commands import ClaimDue
from bot.core.effects import EffectState
from bot.core.events import Event, EventKind
from bot.core.messages import Content, SlackPost
from bot.services import promises
from bot.services.effects import claim_effects
from bot.services.ports import Transaction
from bot.workers.relay import LEASE, Relay
from tests.workers.support import (
    ANSWER_500,
    BOT,
    REFUSED,
    RESET,
    UNREACHABLE,
    Fault,
    Slow,
    Unsteady,
    World,
    limited,
)


def promise_reply(world: World, domain_id: str) -> str:
    def put(tx: Transaction) -> str:
        domain = tx.domains.get(domain_id)
        assert domain is not None
        event = Event(domain_id, EventKind.SSL_APPROVED, world.clock())
        effect = promises.reply(domain, [replace(event, id=tx.events.append(event))])
        tx.outbox.put(effect)
        return effect.key

    return world.ask(put)


async def test_the_card_is_posted_once_and_then_updated_in_place(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    await world.settle(relay)
    assert world.messenger.sent_keys() == ["domain:d-ls.acme.com:card"]
    assert world.domain(domain_id).card_ts == "1.000001"
    world.put(promises.card(world.domain(domain_id), "99"))
    await world.settle(relay)
    assert (len(world.messenger.posts), len(world.messenger.updates)) == (1, 1)


async def test_a_reply_waits_for_the_card_and_goes_into_its_thread(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    world.messenger.faults.append(Fault(UNREACHABLE))
    key = promise_reply(world, domain_id)
    await world.settle(relay, 5)
    assert world.messenger.sent_keys() == ["domain:d-ls.acme.com:card", key]
    assert world.messenger.posts[1].thread_ts == "1.000001"


async def test_a_post_whose_answer_was_lost_is_found_and_not_sent_again(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    world.messenger.faults.append(Fault(RESET, happens=True))
    await world.settle(relay)
    assert (len(world.messenger.posts), world.domain(domain_id).card_ts) == (1, "1.000001")


async def test_a_post_that_was_lost_on_its_way_is_sent_again_after_thirty_seconds_of_absence(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    world.messenger.faults.append(Fault(RESET))
    await world.settle(relay, 29)
    assert world.messenger.posts == []
    await world.settle(relay, 2)
    assert (len(world.messenger.posts), world.domain(domain_id).card_ts) == (1, "1.000001")


@pytest.mark.parametrize("happens", [True, False])
async def test_after_a_500_the_post_is_there_once_within_seconds(world: World, happens: bool) -> None:
    relay, domain_id = world.relay(), world.add()
    world.messenger.faults.append(Fault(ANSWER_500, happens))
    await world.settle(relay, 4)
    assert (len(world.messenger.posts), world.domain(domain_id).card_ts) == (1, "1.000001")


async def test_an_update_whose_fate_is_unknown_is_simply_repeated(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    await world.settle(relay)
    world.put(promises.card(world.domain(domain_id), "99"))
    world.messenger.faults.append(Fault(RESET, happens=True))
    await world.settle(relay, 3)
    assert (len(world.messenger.updates), world.messenger.finds) == (2, 0)


async def test_after_a_429_the_whole_channel_waits_as_long_as_asked(world: World) -> None:
    relay = world.relay()
    world.add("ls.acme.com")
    world.messenger.faults.append(Fault(limited(5)))
    await world.settle(relay)
    world.add("ls.other.com")
    await world.settle(relay, 4)
    assert world.messenger.posts == []
    await world.settle(relay, 2)
    assert sorted(world.messenger.sent_keys()) == ["domain:d-ls.acme.com:card", "domain:d-ls.other.com:card"]


async def test_what_slack_refuses_for_good_is_dead_and_holds_up_nobody_else(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    world.messenger.faults.append(Fault(REFUSED))
    await world.settle(relay)
    assert list(world.states(domain_id).values()) == [EffectState.DEAD]
    world.add("ls.other.com")
    await world.settle(relay)
    assert world.messenger.sent_keys() == ["domain:d-ls.other.com:card"]


async def test_a_failing_look_delays_but_never_doubles(world: World) -> None:
    relay = world.relay()
    world.add()
    world.messenger.faults.append(Fault(RESET, happens=True))
    world.messenger.look_faults += [Fault(UNREACHABLE), Fault(ANSWER_500), Fault(limited(3))]
    await world.settle(relay, 40)
    assert len(world.messenger.posts) == 1


async def test_a_fault_in_our_own_code_is_logged_and_tried_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    relay = world.relay()
    world.add()
    world.messenger.faults.append(Fault(RuntimeError("our fault")))
    await world.settle(relay, 31)
    assert len(world.messenger.posts) == 1
    assert any(record.message == "effect_failed" for record in caplog.records)


async def test_a_process_that_died_before_sending_loses_nothing(world: World) -> None:
    world.add()
    world.do(claim_effects, ClaimDue("dead process", 10, LEASE), BOT)
    await world.settle(world.relay(), LEASE - 1)
    assert world.messenger.posts == []
    await world.settle(world.relay(), 40)
    assert len(world.messenger.posts) == 1


async def test_a_process_that_died_after_sending_is_not_repeated(world: World) -> None:
    domain_id = world.add()
    (claimed,) = world.do(claim_effects, ClaimDue("dead process", 10, LEASE), BOT)
    assert claimed.state is EffectState.SENDING
    await world.messenger.post(SlackPost("C1", f"domain:{domain_id}:card", Content("card")))
    world.clock.pass_(LEASE + 1)
    await world.settle(world.relay(), 40)
    assert (len(world.messenger.posts), world.domain(domain_id).card_ts) == (1, "1.000001")


async def test_two_relays_at_once_send_everything_once(world: World) -> None:
    hosts = [f"ls.acme{number}.com" for number in range(30)]
    for host in hosts:
        world.add(host)
    one, two = world.relay(limit=5), world.relay(limit=5)
    for sent in range(1, 31):
        await asyncio.gather(one.tick(), two.tick())
        await asyncio.gather(one.idle(), two.idle())
        assert len(world.messenger.posts) == sent  # one channel: one at a time, whoever sends it
    assert world.messenger.sent_keys() == [f"domain:d-{host}:card" for host in hosts]


async def test_a_channel_gets_one_message_a_second_from_all_relays_together(world: World) -> None:
    for number in range(5):
        world.add(f"ls.acme{number}.com")
    world.add("ls.elsewhere.com", channel="C2")
    one, two = world.relay(pace=1.0), world.relay(pace=1.0)
    for posts, pause in ((2, 0.0), (2, 0.9), (3, 0.1), (3, 0.9), (4, 0.1)):
        world.clock.pass_(pause)
        for _ in range(3):
            await asyncio.gather(one.tick(), two.tick())
            await asyncio.gather(one.idle(), two.idle())
        assert len(world.messenger.posts) == posts


async def test_what_changes_in_place_goes_before_the_messages_that_wait_for_their_turn(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    await world.settle(relay)
    for number in range(3):
        world.add(f"ls.acme{number}.com")
    world.put(promises.card(world.domain(domain_id), "99"))
    await relay.tick()
    await relay.idle()
    assert (len(world.messenger.posts), len(world.messenger.updates)) == (1, 1)


async def test_an_outcome_whose_lease_ran_out_changes_nothing(world: World) -> None:
    slow, domain_id = world.relay(), world.add()
    world.messenger.pause = asyncio.Event()
    await slow.tick()
    await asyncio.sleep(0)
    world.clock.pass_(LEASE + 1)
    other = world.relay()
    await other.tick()
    await other.idle()
    assert world.states(domain_id) == {next(iter(world.states(domain_id))): EffectState.DONE}
    world.messenger.pause.set()
    await slow.idle()
    assert len(world.messenger.posts) == 1


async def test_a_stop_lets_a_running_effect_finish(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    world.messenger.pause = asyncio.Event()
    await relay.start()
    await world.messenger.posted.wait()
    stopping = asyncio.create_task(relay.stop())
    await asyncio.sleep(0)
    world.messenger.pause.set()
    await stopping
    assert list(world.states(domain_id).values()) == [EffectState.DONE]


async def test_an_effect_cut_by_a_stop_is_looked_for_by_whoever_starts_next(world: World) -> None:
    relay, domain_id = world.relay(grace=0.05), world.add()
    world.messenger.pause = asyncio.Event()
    await relay.start()
    await world.messenger.posted.wait()
    await relay.stop()
    assert list(world.states(domain_id).values()) == [EffectState.UNKNOWN]
    world.messenger.pause = None
    await world.settle(world.relay())
    assert (len(world.messenger.posts), world.domain(domain_id).card_ts) == (1, "1.000001")


async def test_a_stop_does_not_cut_a_claim_under_way(world: World) -> None:
    domain_id, run = world.add(), Slow(world.run, "claim_effects")
    relay = world.relay(run=run)
    await relay.start()
    await run.reached.wait()
    stopping = asyncio.create_task(relay.stop())
    await asyncio.sleep(0)
    run.go_on.set()
    await stopping
    assert list(world.states(domain_id).values()) == [EffectState.DONE]


async def test_after_a_stop_nothing_is_begun(world: World) -> None:
    relay = world.relay()
    await relay.start()
    await relay.stop()
    world.add()
    relay.wake()
    await relay.tick()
    assert (relay.running, world.messenger.posts) == (0, [])


async def test_waking_from_another_thread_sends_at_once(world: World) -> None:
    relay = world.relay()
    await relay.start()
    world.database.subscribe(relay.wake)
    await asyncio.to_thread(world.add)
    await world.messenger.posted.wait()
    await relay.stop()
    assert len(world.messenger.posts) == 1


async def test_a_database_that_is_away_for_a_moment_costs_no_outcome(world: World) -> None:
    domain_id, run = world.add(), Unsteady(world.run, {"settle_effect": 2})
    await world.settle(world.relay(run=run))
    assert list(world.states(domain_id).values()) == [EffectState.DONE]


async def test_a_database_that_is_away_at_the_claim_is_survived(world: World) -> None:
    relay = world.relay(run=Unsteady(world.run, {"claim_effects": 1}))
    await relay.tick()
    assert relay.running == 0


async def test_every_try_is_counted_by_kind_and_outcome(world: World) -> None:
    counted: list[tuple[str, str]] = []
    relay = world.relay(tally=lambda kind, outcome: counted.append((kind, outcome)))
    world.add()
    world.messenger.faults += [Fault(RESET), Fault(UNREACHABLE)]
    await world.settle(relay, 40)
    words = [word for kind, word in counted if kind == "slack.card"]
    assert words == ["unknown"] * 4 + ["again"] * 2 + ["done"]


async def test_a_kind_nobody_performs_is_dead_and_not_forgotten(world: World) -> None:
    domain_id = world.add()
    await world.settle(Relay(world.run, {}, world.clock, BOT))
    assert list(world.states(domain_id).values()) == [EffectState.DEAD]
