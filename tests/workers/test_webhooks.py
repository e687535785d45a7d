"""Webhooks by the real relay to a real receiver: nothing lost, nothing under two names, nobody held up."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook as Judge

from bot.core.commands import Actor, AddCampaign, AttachCampaigns, EffectOutcome
from bot.core.domain import LinkSettings
from bot.core.effects import EffectKind, EffectState
from bot.core.events import EventKind
from bot.core.messages import Content
from bot.core.people import Role
from bot.core.webhooks import Answered, Delivery, OffReason, SignedPost, Webhook, WebhookType, secret_of
from bot.gateways.webhooks import WebhookCourier
from bot.sandbox.receiver import Received, Receiver
from bot.services import campaigns, webhooks
from bot.services.ports import AnswerT, CommandT, Run, Service, Transaction
from bot.services.telling import announce, event
from bot.services.webhooks import AddWebhook, Rotate, SendAgain, SendTest, SetWebhook, Switch
from bot.workers.performers_slack import slack_performers
from bot.workers.performers_webhooks import PostWebhook, webhook_performers
from bot.workers.relay import Relay
from bot.workers.upkeep import Upkeep
from tests.workers.support import BOT, MG, TEAM, Render, Unsteady, World

SECRET, SECOND = secret_of(b"1" * 32), secret_of(b"2" * 32)
ADMIN = Actor(TEAM, "UADM", frozenset({Role.ADMIN}))
DAY = 86400.0


class Directory:
    async def roles(self, team_id: str, user_id: str) -> frozenset[Role]:
        return frozenset({Role.ADMIN})

    async def holders(self, role: Role) -> tuple[str, ...]:
        assert role is Role.ADMIN
        return ("UADM", "UADM2")


class Said:
    def webhook_off(self, model: Webhook) -> Content:
        return Content(f"off {model.off}")


def _even() -> float:
    return 1.0


@dataclass
class Hooked:
    """A world whose events go to a receiver."""

    world: World
    receiver: Receiver
    timeout: float = 60.0
    added: int = field(default=0)

    def relay(self, run: Run | None = None, **options: object) -> Relay:
        world, given = self.world, run or self.world.run
        courier = WebhookCourier(may_be_loopback=True, timeout=self.timeout)
        performers = {
            **slack_performers(given, world.messenger, Render(), world.twilio, world.clock, BOT),
            **webhook_performers(given, courier, world.messenger, Said(), Directory(), world.clock, BOT, _even),
        }
        return Relay(given, performers, world.clock, BOT, pace=0.0, jitter=lambda: 1.0, **options)  # type: ignore[arg-type]

    def hook(self, webhook_id: str = "w1", types: Sequence[WebhookType] = (), address: str = "") -> None:
        wanted = SetWebhook(webhook_id, address or self.receiver.address, tuple(types), ())
        self.world.do(webhooks.add_webhook, AddWebhook(wanted, SECRET), ADMIN)

    def happen(self, count: int = 1) -> list[str]:
        """So many domains are added: one event each."""
        self.added += count
        return [self.world.add(f"ls{self.added - number}.acme.com") for number in range(count)]

    def deliveries(self, webhook_id: str = "w1") -> list[Delivery]:
        return self.world.ask(lambda tx: tx.webhooks.deliveries(webhook_id, 100))

    def delivery(self) -> Delivery:
        (one,) = self.deliveries()
        return one

    def webhook(self, webhook_id: str = "w1") -> Webhook:
        found = self.world.ask(lambda tx: tx.webhooks.get(webhook_id))
        assert found is not None
        return found

    def told(self) -> list[str]:
        """What admins were told, by the places it went."""
        return [post.channel for post in self.world.messenger.posts if post.content.text.startswith("off")]

    def ids(self) -> set[str]:
        return {one.id for one in self.receiver.received}


@pytest.fixture
async def hooked(world: World) -> AsyncIterator[Hooked]:
    receiver = Receiver([SECRET])
    await receiver.start()
    world.clock.now = datetime.now(UTC)
    yield Hooked(world, receiver)
    await receiver.stop()


def judged(one: Received, secret: str = SECRET) -> dict[str, object]:
    """What came, if the scheme's own library takes it."""
    found = Judge(secret).verify(one.body, dict(one.headers))
    assert isinstance(found, dict)
    return found


async def test_an_event_arrives_once_signed_with_the_status_of_its_domain(hooked: Hooked) -> None:
    hooked.hook()
    (domain_id,) = hooked.happen()
    await hooked.world.settle(hooked.relay())
    (came,) = hooked.receiver.received
    said = judged(came)
    assert list(said) == ["type", "timestamp", "sequence", "data"]
    data = said["data"]
    assert isinstance(data, dict)
    assert (said["type"], data["id"], data["host"]) == ("domain.added", domain_id, "ls1.acme.com")
    assert data["client"] == {"id": "c1", "name": "Acme"}
    one = hooked.delivery()
    assert (one.state, one.tries, one.code, one.type) == (EffectState.DONE, 1, "204", "domain.added")
    assert hooked.webhook().last_taken_at == hooked.world.clock()


async def test_an_event_of_a_campaign_names_it(hooked: Hooked) -> None:
    hooked.hook(types=[WebhookType.CAMPAIGN_ATTACHED])
    world = hooked.world
    world.do(campaigns.add_campaign, AddCampaign("k1", "c1", "Spring", MG), ADMIN)
    (domain_id,) = hooked.happen()
    given = AttachCampaigns(domain_id, {"a1": "k1"}, LinkSettings(fallback_url="https://acme.com/"))
    world.do(campaigns.attach_campaigns, given)

    def attached(tx: Transaction) -> None:
        domain = tx.domains.get(domain_id)
        assert domain is not None
        announce(tx, domain, domain, [event(domain, EventKind.ATTACHED, BOT, world.clock(), attachment="a1")])

    world.ask(attached)
    await world.settle(hooked.relay())
    (came,) = hooked.receiver.received
    data = judged(came)["data"]
    assert isinstance(data, dict)
    assert data["campaign"] == {"name": "Spring", "messaging_service_sid": MG, "state": "wanted"}


async def test_a_receiver_that_is_down_for_a_day_loses_nothing(hooked: Hooked) -> None:
    hooked.hook()
    relay, world = hooked.relay(), hooked.world
    await hooked.receiver.stop()
    for _ in range(8):
        hooked.happen()
        await world.settle(relay, DAY / 8, step=5400)
    assert hooked.receiver.received == []
    assert hooked.webhook().off is None
    await hooked.receiver.start()
    await world.settle(relay, DAY, step=5400)
    assert len({one.id for one in hooked.receiver.taken}) == len(hooked.receiver.taken) == 8
    assert {one.state for one in hooked.deliveries()} == {EffectState.DONE}
    assert hooked.told() == []


async def test_tries_follow_the_schedule_under_one_id_each_with_its_own_time(hooked: Hooked) -> None:
    hooked.hook()
    hooked.happen()
    hooked.receiver.status = 500
    relay, world = hooked.relay(), hooked.world
    began = world.clock()
    for pause in (0, 6, 330, 1980, 7920):
        world.clock.pass_(pause)
        await world.settle(relay)
    assert len(hooked.receiver.received) == 5
    assert len(hooked.ids()) == 1
    times = [int(one.headers["webhook-timestamp"]) for one in hooked.receiver.received]
    assert times == sorted(set(times))
    assert all(one.is_signed for one in hooked.receiver.received)
    one = hooked.delivery()
    assert (one.tries, one.code, one.state) == (5, "500", EffectState.NEW)
    assert hooked.webhook().failing_since == began
    assert timedelta(hours=5) <= one.next_try_at - world.clock() <= timedelta(hours=5.5)


async def test_after_the_last_try_a_delivery_is_dead_and_admins_hear_once_that_the_webhook_is_off(
    hooked: Hooked,
) -> None:
    hooked.hook()
    hooked.happen(3)
    hooked.receiver.status = 500
    relay, world = hooked.relay(), hooked.world
    await world.settle(relay, 4 * DAY, step=7200)
    assert {one.state for one in hooked.deliveries()} == {EffectState.DEAD}
    assert sorted(one.tries for one in hooked.deliveries())[-1] == 10
    assert hooked.webhook().off is OffReason.FAILING
    assert sorted(hooked.told()) == ["UADM", "UADM2"]
    hooked.happen(2)
    await world.settle(relay, DAY, step=43200)
    assert len(hooked.told()) == 2
    assert [one.problem for one in hooked.deliveries()[:2]] == ["webhook_off"] * 2

    hooked.receiver.status = 204
    world.do(webhooks.switch_webhook, Switch("w1", is_on=True), ADMIN)
    assert world.do(webhooks.send_again, SendAgain("w1"), ADMIN) == 5
    await world.settle(relay)
    assert len(hooked.receiver.taken) == 5
    assert len({one.id for one in hooked.receiver.taken}) == 5


async def test_one_event_that_is_never_taken_does_not_switch_a_webhook_off_that_takes_others(hooked: Hooked) -> None:
    hooked.hook()
    relay, world, receiver = hooked.relay(), hooked.world, hooked.receiver
    receiver.status = 500
    hooked.happen()
    await world.settle(relay)
    for _ in range(9):
        receiver.status = 204
        world.do(webhooks.send_test, SendTest("w1", str(world.clock().timestamp())), ADMIN)
        await world.settle(relay)
        receiver.status = 500
        await world.settle(relay, DAY / 2, step=10800)
    dead = [one for one in hooked.deliveries() if one.state is EffectState.DEAD]
    assert [(one.type, one.tries) for one in dead] == [("domain.added", 10)]
    assert hooked.webhook().off is None
    assert hooked.told() == []


async def test_gone_switches_the_webhook_off_at_once_and_the_admins_are_told(hooked: Hooked) -> None:
    hooked.hook()
    hooked.happen(3)
    hooked.receiver.status = 410
    await hooked.world.settle(hooked.relay(), 60, step=20)
    assert len(hooked.receiver.received) == 1
    assert hooked.webhook().off is OffReason.GONE
    assert sorted(one.problem or "" for one in hooked.deliveries()) == ["gone", "webhook_off", "webhook_off"]
    assert sorted(hooked.told()) == ["UADM", "UADM2"]


async def test_a_receiver_that_has_too_much_is_left_alone_as_long_as_it_asks(hooked: Hooked) -> None:
    hooked.hook()
    hooked.happen(3)
    receiver, relay, world = hooked.receiver, hooked.relay(), hooked.world
    receiver.status, receiver.headers = 429, {"Retry-After": "3600"}
    await world.settle(relay, 3500, step=350)
    assert len(receiver.received) == 1
    receiver.status = 204
    await world.settle(relay, 700, step=350)
    assert len(receiver.taken) == 3
    assert hooked.webhook().paused_until is None


@pytest.mark.parametrize("status", [302, 400, 401, 404, 502])
async def test_everything_but_a_yes_is_tried_again(hooked: Hooked, status: int) -> None:
    hooked.hook()
    hooked.happen()
    hooked.receiver.status = status
    relay = hooked.relay()
    await hooked.world.settle(relay)
    assert (hooked.delivery().state, hooked.delivery().code) == (EffectState.NEW, str(status))
    hooked.receiver.status = 200
    await hooked.world.settle(relay, 6)
    assert hooked.delivery().state is EffectState.DONE
    assert len(hooked.ids()) == 1


async def test_no_answer_in_time_is_sent_again_under_the_same_id(hooked: Hooked) -> None:
    hooked.hook()
    hooked.happen()
    hooked.timeout, hooked.receiver.is_hanging = 0.1, True
    relay = hooked.relay()
    await hooked.world.settle(relay)
    assert hooked.delivery().code == "timeout"
    hooked.receiver.is_hanging = False
    await hooked.world.settle(relay, 6)
    assert len(hooked.receiver.received) == 2
    assert len(hooked.ids()) == 1


@dataclass
class Dying:
    """A process that dies when it would store what became of a delivery."""

    inner: Run
    effect_id: int
    is_dead: bool = False

    async def __call__(
        self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, now: datetime
    ) -> AnswerT:
        self.is_dead |= isinstance(command, EffectOutcome) and command.effect_id == self.effect_id
        if self.is_dead:
            raise RuntimeError("killed")
        return await self.inner(service, command, actor, now)


@pytest.mark.parametrize("hours", [0, 40])
async def test_killed_between_sending_and_storing_it_is_sent_again_under_the_same_id(
    hooked: Hooked, hours: int
) -> None:
    """Also late in its life: being claimed for the second time is no reason to give up."""
    hooked.hook()
    hooked.happen()
    world, receiver = hooked.world, hooked.receiver
    if hours:
        receiver.status = 500
        await world.settle(hooked.relay(), hours * 3600, step=7200)
        receiver.status, receiver.received[:] = 204, []
        world.clock.pass_(DAY)
    receiver.came.clear()
    dying = hooked.relay(Dying(world.run, hooked.delivery().effect_id))
    await dying.tick()
    await receiver.came.wait()
    await dying.idle()
    assert hooked.delivery().state is EffectState.SENDING
    world.clock.pass_(61)
    await world.settle(hooked.relay(), 2)
    assert hooked.delivery().state is EffectState.DONE
    assert len(receiver.received) == 2
    assert len(hooked.ids()) == 1


class Stumbling:
    """A courier with a fault of ours, which one of the deliveries meets each time."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    async def post(self, post: SignedPost) -> Answered:
        self.ids.append(post.headers["webhook-id"])
        if self.ids[-1] == self.ids[0]:
            raise RuntimeError("a bug")
        return Answered(204, None)


async def test_a_fault_of_ours_counts_as_a_try_and_holds_nothing_up(
    hooked: Hooked, caplog: pytest.LogCaptureFixture
) -> None:
    hooked.hook()
    hooked.happen(2)
    world, courier = hooked.world, Stumbling()
    performer = PostWebhook(world.run, courier, world.clock, BOT, _even)
    relay = Relay(world.run, {EffectKind.WEBHOOK: performer}, world.clock, BOT, jitter=lambda: 1.0)
    await world.settle(relay)
    bad, good = courier.ids[0], courier.ids[-1]
    assert courier.ids == [bad, bad, good]
    assert "a bug" in caplog.text
    failed = next(one for one in hooked.deliveries() if one.state is EffectState.NEW)
    assert (failed.tries, failed.code) == (1, "unknown")
    await world.settle(relay, 60, step=6.0)
    assert courier.ids.count(bad) == 3


async def test_cut_off_by_a_stop_it_is_sent_again_under_the_same_id(hooked: Hooked) -> None:
    hooked.hook()
    hooked.happen()
    hooked.receiver.is_hanging = True
    relay = hooked.relay(grace=0.0)
    await relay.tick()
    await hooked.receiver.came.wait()
    await relay.stop()
    assert hooked.delivery().state is EffectState.UNKNOWN
    hooked.receiver.is_hanging = False
    await hooked.world.settle(hooked.relay(), 1)
    assert hooked.delivery().state is EffectState.DONE
    assert (len(hooked.receiver.received), len(hooked.ids())) == (2, 1)


async def test_a_database_that_is_away_costs_no_try(hooked: Hooked) -> None:
    hooked.hook()
    hooked.happen()
    run = Unsteady(hooked.world.run, {"delivery_job": 3})
    await hooked.world.settle(hooked.relay(run), 200, step=10)
    assert (hooked.delivery().state, hooked.delivery().tries) == (EffectState.DONE, 1)


async def test_a_dead_receiver_holds_up_neither_slack_nor_another_receiver(hooked: Hooked) -> None:
    dead = Receiver(is_hanging=True)
    await dead.start()
    hooked.hook("w1", address=dead.address)
    hooked.hook("w2")
    hooked.happen(6)
    relay, world = hooked.relay(), hooked.world
    async with asyncio.timeout(30):
        while len(hooked.receiver.taken) < 6 or len(world.messenger.posts) < 6 or relay.running != 1:
            await relay.tick()
            await asyncio.sleep(0.01)
    assert len(world.messenger.posts) >= 6
    assert len(hooked.receiver.taken) == 6
    assert len(dead.received) == 1
    assert relay.running == 1
    await relay.stop()
    await dead.stop()


async def test_sent_again_it_has_the_same_id_a_time_of_its_own_and_the_newest_state(hooked: Hooked) -> None:
    hooked.hook()
    (domain_id,) = hooked.happen()
    relay, world = hooked.relay(), hooked.world
    await world.settle(relay)
    world.clock.pass_(3)
    assert world.do(webhooks.send_again, SendAgain("w1", hooked.delivery().effect_id), ADMIN) == 1
    await world.settle(relay)
    first, again = hooked.receiver.received
    assert first.id == again.id
    assert int(again.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 3
    assert judged(first)["sequence"] == judged(again)["sequence"]
    assert first.content["timestamp"] == again.content["timestamp"]
    assert world.domain(domain_id)


async def test_a_test_event_arrives_and_is_of_no_domain(hooked: Hooked) -> None:
    hooked.hook(types=[WebhookType.DOMAIN_LIVE])
    hooked.world.do(webhooks.send_test, SendTest("w1", "t1"), ADMIN)
    await hooked.world.settle(hooked.relay())
    (came,) = hooked.receiver.received
    assert judged(came)["type"] == "webhook.test"
    assert hooked.delivery().event_id is None


async def test_for_a_day_after_an_exchange_both_secrets_sign(hooked: Hooked) -> None:
    hooked.hook()
    relay, world, receiver = hooked.relay(), hooked.world, hooked.receiver
    world.do(webhooks.rotate_secret, Rotate("w1", SECOND), ADMIN)
    hooked.happen()
    await world.settle(relay)
    assert judged(receiver.received[-1], SECRET) == judged(receiver.received[-1], SECOND)
    world.clock.pass_(DAY)
    hooked.happen()
    await world.settle(relay)
    assert receiver.received[-1].is_signed is False
    receiver.secrets = [SECOND]
    await world.settle(relay, 6)
    assert receiver.received[-1].is_signed


async def test_deliveries_are_forgotten_after_thirty_days_but_never_one_that_waits(hooked: Hooked) -> None:
    hooked.hook()
    hooked.happen()
    relay, world = hooked.relay(), hooked.world
    await world.settle(relay)
    upkeep = Upkeep(world.run, world.clock, BOT, timedelta(days=90))
    world.clock.pass_(29 * DAY)
    hooked.receiver.status = 500
    hooked.happen()
    await world.settle(relay)
    await upkeep.tick()
    assert len(hooked.deliveries()) == 2
    world.clock.pass_(40 * DAY)
    await upkeep.tick()
    assert [one.state for one in hooked.deliveries()] == [EffectState.NEW]


async def test_events_of_the_inside_are_told_to_nobody(hooked: Hooked) -> None:
    hooked.hook()
    (domain_id,) = hooked.happen()
    await hooked.world.settle(hooked.relay())
    happened = hooked.world.happened(domain_id)
    kinds = [claimed.effect.kind for claimed in hooked.world.ask(lambda tx: tx.outbox.of_domain("webhook:w1"))]
    assert kinds == [EffectKind.WEBHOOK]
    assert happened[0] == "domain.added"
