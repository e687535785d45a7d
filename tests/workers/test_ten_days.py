"""Ten days of twenty domains and three people: how often anybody is called who asked for nothing."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.core.commands import ClaimDue
from bot.core.effects import EffectKind
from bot.core.facts import Code, Verdict
from bot.core.hours import read_hours
from bot.services.checking import claim_due
from bot.workers.mornings import FollowUp, MorningRound
from bot.workers.performers_notices import NoticePlans
from tests.services.support import ALL, BOT, OTHER, OWNER
from tests.workers.test_mornings import BERLIN, NEW_YORK, Directory, Office, Render

MONDAY = datetime(2026, 11, 2, 6, tzinfo=UTC)
ZONES = {"UOWN": BERLIN, "UOTH": NEW_YORK, "UAPP": NEW_YORK}
HOURS = read_hours("mon-fri 09:00-17:00")
RIGHT = dict.fromkeys(ALL, Verdict.RIGHT)


def sid(number: int) -> str:
    return f"DN{number:032x}"


class TenDays(Office):
    """Counts what goes out, by person and date where they are."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.house.under(alert_channel="CALERT", approval_channel="CAPPROVE")
        self.house.now = MONDAY
        self.mornings, self.nudges = Counter[tuple[str, date]](), Counter[tuple[str, date]]()
        self.kinds: Counter[EffectKind] = Counter()

    async def pass_(self, hours: int) -> None:
        for _ in range(hours // 2):
            self.house.now += timedelta(hours=2)
            for round_ in (MorningRound, FollowUp):
                await round_(self.run, self.people, Directory(), self.clock, BOT, HOURS).tick()
            await self.perform()

    async def perform(self) -> None:
        plans = NoticePlans(self.run, Render(), self.people, Directory(), self.clock, BOT)
        while claimed := self.house.claim_effects():
            for one in claimed:
                kind = one.effect.kind
                if kind is not EffectKind.MORNING or await plans.morning(one.effect) is not None:
                    self._count(kind, one.effect.destination.removeprefix("slack:"), one.effect.subject)
                self.house.settle_effect(one, is_done=True, external_id=f"ts-{one.id}")

    def _count(self, kind: EffectKind, destination: str, subject: str) -> None:
        self.kinds[kind] += 1
        if kind is EffectKind.MORNING:
            there = self.house.now.astimezone(ZONES[destination])
            assert there.weekday() < 5
            assert 9 <= there.hour < 17
            self.mornings[destination, there.date()] += 1
        if kind is EffectKind.NUDGE:
            user = subject.rpartition(":")[2]
            self.nudges[user, self.house.now.astimezone(ZONES[user]).date()] += 1


def twenty_domains(office: TenDays) -> list[str]:
    """Twelve wait for clients or details, three for the approver; five in one zone are live, with campaigns."""
    house = office.house
    for number in range(12):
        house.add(f"client{number}.com", OWNER if number % 2 else OTHER)
    for number in range(3):
        house.request(house.ready(f"ready{number}.com", sid(100 + number)))
    live = []
    for number in range(5):
        live.append(house.live(f"l{number}.big.com", sid(200 + number)))
        house.attach(live[-1], house.campaign(f"Campaign {number}", f"MG{number:032x}"))
    return live


async def test_a_person_gets_one_morning_message_a_work_day_one_mention_a_day_and_one_alarm_per_cause(
    tmp_path: Path,
) -> None:
    office = TenDays(tmp_path)
    live = twenty_domains(office)
    await office.perform()
    await office.pass_(80)
    for _ in range(3):
        office.house.wait(400)
        for claimed in office.house.run(claim_due, ClaimDue("test", 50, 60.0), BOT):
            if claimed.id in live:
                office.house.settle(claimed, Code.WRONG_TARGET, record=Verdict.WRONG)
    await office.pass_(160)
    assert max(office.mornings.values()) == 1
    work_days = Counter(user for user, _ in office.mornings)
    assert work_days == {"UOWN": 8, "UOTH": 8, "UAPP": 8}  # of ten days, one week-end
    assert office.nudges
    assert max(office.nudges.values()) == 1
    assert sum(office.nudges.values()) <= 3  # one for each request
    assert (office.kinds[EffectKind.ALARM], office.kinds[EffectKind.ALARM_OVER]) == (1, 0)  # one post of all five
