"""The morning round: each person where they are, once a day, whatever fails."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.commands import Actor, RequestSsl
from bot.core.domain import LinkDomain
from bot.core.effects import Effect, EffectKind, EffectState
from bot.core.errors import GatewayError, Reason, Refused
from bot.core.hours import read_hours
from bot.core.messages import Content, SlackPost
from bot.core.mornings import MorningModel
from bot.core.patience import NudgeModel
from bot.core.people import Role
from bot.services.ports import AnswerT, CommandT, Service
from bot.services.ports_notices import Presence
from bot.services.ssl import request_ssl
from bot.workers.mornings import FollowUp, MorningRound
from bot.workers.performers_notices import AtMostOnce, NoticePlans
from bot.workers.performing import Done
from bot.workers.relay import Relay
from tests.services.support import BOT, OTHER, OWNER, House
from tests.workers.support import RESET, TEAM, Messenger, World, limited

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
NINE_IN_BERLIN, NINE_IN_NEW_YORK = datetime(2026, 11, 3, 8, tzinfo=UTC), datetime(2026, 11, 3, 14, tzinfo=UTC)


class People:
    def __init__(self, zones: Mapping[str, tzinfo | None]) -> None:
        self.zones, self.is_away = dict(zones), set[str]()

    async def presence(self, user_id: str) -> Presence:
        if user_id in self.is_away:
            raise GatewayError("slack", "timeout", transient=True)
        zone = self.zones.get(user_id)
        return Presence(zone or UTC, is_active=zone is not None)


class Directory:
    """Roles as named; who has none of these is a manager."""

    named = {"UADM": frozenset({Role.ADMIN}), "UAPP": frozenset({Role.APPROVER})}

    async def roles(self, team_id: str, user_id: str) -> frozenset[Role]:
        if user_id == "UGONE":
            raise Refused(Reason.OUTSIDER)
        return self.named.get(user_id, frozenset({Role.MANAGER}))

    async def holders(self, role: Role) -> tuple[str, ...]:
        return tuple(user for user, roles in self.named.items() if role in roles)


class Render:
    def alarm(self, model: object) -> Content:
        raise AssertionError

    alarm_over = alarm

    def morning(self, model: MorningModel) -> Content:
        return Content(f"{sum(len(lines) for lines in model.waiting.values())} and {model.orphans}")

    def nudge(self, model: NudgeModel) -> Content:
        return Content(f"{model.approver}, please")


class Office:
    def __init__(self, path: Path) -> None:
        self.house = House(path)
        zones = {"UOWN": BERLIN, "UOTH": NEW_YORK, "UADM": BERLIN, "UAPP": NEW_YORK}
        self.people, self.messenger = People(zones), Messenger()

    async def run(
        self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, _now: datetime
    ) -> AnswerT:
        return self.house.run(service, command, actor)

    def clock(self) -> datetime:
        return self.house.now

    async def tick(self, at: datetime) -> set[str]:
        """Who has been promised a message by now."""
        self.house.now = at
        hours = read_hours("mon-fri 09:00-17:00")
        await MorningRound(self.run, self.people, Directory(), self.clock, BOT, hours).tick()
        people = ("UOWN", "UOTH", "UADM", "UAPP")
        return {user for user in people if self.house.keys_of(f"morning:{user}", EffectKind.MORNING)}

    async def send(self) -> list[SlackPost | None]:
        plans = NoticePlans(self.run, Render(), self.people, Directory(), self.clock, BOT)
        planned = [await plans.morning(claimed.effect) for claimed in self.house.claim_effects()]
        return [plan for plan in planned if plan is not None]

    def add(self, host: str = "acme.com", **given: object) -> LinkDomain:
        domain_id = self.house.add(host, **given)
        self.house.perform()
        return self.house.domain(domain_id)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


async def test_each_is_promised_a_message_when_their_own_work_begins(office: Office) -> None:
    office.add()
    office.add("other.com", actor=OTHER)
    assert await office.tick(NINE_IN_BERLIN - timedelta(minutes=1)) == set()
    assert await office.tick(NINE_IN_BERLIN) == {"UOWN", "UADM"}
    assert await office.tick(NINE_IN_NEW_YORK) == {"UOWN", "UADM", "UOTH", "UAPP"}


async def test_many_rounds_and_restarts_make_one_message_a_day(office: Office) -> None:
    office.add()
    for minutes in range(0, 180, 5):
        await office.tick(NINE_IN_BERLIN + timedelta(minutes=minutes))
    assert office.house.keys_of("morning:UOWN", EffectKind.MORNING) == ["morning:UOWN:2026-11-03"]


async def test_whom_slack_cannot_show_is_asked_for_again_and_holds_up_nobody(office: Office) -> None:
    office.add()
    office.people.is_away = {"UADM"}
    assert await office.tick(NINE_IN_BERLIN) == {"UOWN"}
    office.people.is_away = set()
    assert await office.tick(NINE_IN_BERLIN + timedelta(minutes=5)) == {"UOWN", "UADM"}


async def test_nothing_is_sent_where_nothing_waits(office: Office) -> None:
    office.house.live()
    office.house.perform()
    await office.tick(NINE_IN_BERLIN)
    assert await office.send() == []


async def test_the_message_goes_to_the_person_and_counts_what_waits_at_that_moment(office: Office) -> None:
    office.add()
    await office.tick(NINE_IN_BERLIN)
    assert await office.send() == [SlackPost("UOWN", "morning:UOWN:2026-11-03", Content("1 and ()"))]


async def test_domains_of_a_deactivated_owner_are_shown_to_admins(office: Office) -> None:
    office.house.live()
    office.house.perform()
    del office.people.zones["UOWN"]
    assert await office.tick(NINE_IN_BERLIN) == {"UADM"}
    assert [post.content.text for post in await office.send() if post] == ["0 and (('UOWN', 1),)"]


async def test_a_message_that_may_have_been_sent_is_not_sent_again(office: Office) -> None:
    office.add()
    await office.tick(NINE_IN_BERLIN)
    (claimed, *_) = office.house.claim_effects()

    async def plan(_effect: object) -> SlackPost:
        raise AssertionError

    assert await AtMostOnce(office.messenger, office.clock, plan).look(claimed) == Done()


class Together(People):
    """Says nothing of anybody before it was asked for everybody."""

    def __init__(self, zones: Mapping[str, tzinfo | None]) -> None:
        super().__init__(zones)
        self.awaited, self.is_asked = set(zones), asyncio.Event()

    async def presence(self, user_id: str) -> Presence:
        self.awaited.discard(user_id)
        if not self.awaited:
            self.is_asked.set()
        await self.is_asked.wait()
        return await super().presence(user_id)


async def test_owners_are_asked_for_together_so_that_a_slow_slack_is_waited_for_once(office: Office) -> None:
    office.add()
    office.add("other.com", actor=OTHER)
    await office.tick(NINE_IN_BERLIN)
    office.people = Together({"UOWN": BERLIN, "UOTH": None})
    async with asyncio.timeout(10):
        sent = [post for post in await office.send() if post is not None and post.channel == "UADM"]
    assert [post.content.text for post in sent] == ["0 and (('UOTH', 1),)"]


@pytest.mark.parametrize("fault", [RESET, limited(3), RuntimeError("a bug"), TimeoutError()])
async def test_what_fails_before_a_message_is_sent_costs_no_message(world: World, fault: Exception) -> None:
    """Slack was asked who they are, and was slow: nothing was sent, so it is tried again."""
    faults, post = [fault], SlackPost("UOWNER", "morning:UOWNER", Content("Good morning"))

    async def plan(_effect: Effect) -> SlackPost:
        if faults:
            raise faults.pop()
        return post

    world.put(Effect(post.key, EffectKind.MORNING, TEAM, post.key, "2026-11-23", "slack:UOWNER"))
    once = AtMostOnce(world.messenger, world.clock, plan)
    await world.settle(Relay(world.run, {EffectKind.MORNING: once}, world.clock, BOT, jitter=lambda: 1.0), 20)
    assert (world.messenger.posts, world.states(post.key)) == ([post], {post.key: EffectState.DONE})


class Approvers(Directory):
    async def holders(self, role: Role) -> tuple[str, ...]:
        return ("UAPP", "UAPP2") if role is Role.APPROVER else ()


async def followed_up(office: Office, *moments: datetime) -> list[str]:
    """Who has been mentioned, after a round at each of the moments."""
    hours = read_hours("mon-fri 09:00-17:00")
    for office.house.now in moments:
        await FollowUp(office.run, office.people, Approvers(), office.clock, BOT, hours).tick()
    promised = office.house.effects("nudge:r1", EffectKind.NUDGE)
    return [claimed.effect.subject for claimed in promised]


@pytest.fixture
def undecided(office: Office) -> Office:
    """Asked for when work begins in Berlin; the second approver is there."""
    office.people.zones |= {"UAPP2": BERLIN}
    office.house.now = NINE_IN_BERLIN
    house = office.house
    domain_id = house.ready()
    house.run(request_ssl, RequestSsl("r1", domain_id, ("UAPP", "UAPP2")), OWNER)
    return office


async def test_the_next_approver_is_mentioned_once_after_four_hours_of_work(undecided: Office) -> None:
    asked = undecided.house.now
    early = asked + timedelta(hours=3, minutes=55)
    assert await followed_up(undecided, early) == []
    late = [asked + timedelta(hours=4, minutes=5 * n) for n in range(1, 40)]
    assert await followed_up(undecided, *late) == ["r1:UAPP2"]


async def test_an_approver_who_cannot_be_seen_is_passed_over(undecided: Office) -> None:
    undecided.people.is_away = {"UAPP2"}
    at_three_in_new_york = NINE_IN_NEW_YORK + timedelta(hours=6)
    assert await followed_up(undecided, at_three_in_new_york) == ["r1:UAPP"]


async def test_the_mention_is_in_the_thread_of_the_request_and_drops_out_once_decided(undecided: Office) -> None:
    undecided.house.perform()
    await followed_up(undecided, undecided.house.now + timedelta(hours=5))
    (claimed,) = undecided.house.effects("nudge:r1", EffectKind.NUDGE)
    plans = NoticePlans(undecided.run, Render(), undecided.people, Directory(), undecided.clock, BOT)
    planned = await plans.nudge(claimed.effect)
    (domain,) = undecided.house.read(lambda tx: tx.surveys.domains("T1"))
    assert planned == SlackPost("C1", "request:r1:nudge", Content("UAPP2, please"), domain.card_ts)
    undecided.house.decide(domain.id)
    with pytest.raises(Refused):
        await plans.nudge(claimed.effect)
