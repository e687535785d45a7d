"""Alarms in Slack: posted once, changed in place, ended in their thread."""

from dataclasses import dataclass, field

import pytest

from bot.core.alarms import AlarmModel
from bot.core.commands import Actor
from bot.core.effects import Effect, EffectKind
from bot.core.facts import Code, Verdict
from bot.core.messages import Content, SlackPost
from bot.core.mornings import MorningModel
from bot.core.patience import NudgeModel
from bot.services.promises_notices import alarm, alarm_over
from bot.workers.performers_notices import NoticePlans
from bot.workers.performers_slack import Update
from bot.workers.performing import NotYetError
from tests.services.support import BOT, House
from tests.services.test_alarms import RIGHT, roots, see, sending
from tests.workers.test_mornings import Directory, People


class Render:
    def morning(self, model: MorningModel) -> Content:
        return Content("morning")

    def nudge(self, model: NudgeModel) -> Content:
        return Content("nudge")

    def alarm(self, model: AlarmModel) -> Content:
        return Content(f"alarm of {model.total}")

    def alarm_over(self, model: AlarmModel) -> Content:
        return Content("over")


@dataclass
class Office:
    """A house and the plans that read it."""

    house: House
    bot: Actor = BOT
    render: Render = field(default_factory=Render)

    @property
    def plans(self) -> NoticePlans:
        async def run(service, command, actor, _now):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            return self.house.run(service, command, actor)

        return NoticePlans(run, self.render, People({}), Directory(), lambda: self.house.now, self.bot)


@pytest.fixture
def office(tmp_path) -> Office:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return Office(House(tmp_path).under(alert_channel="CALERT"))


def begun(office: Office) -> tuple[str, int, Effect]:
    domain_id = sending(office.house, "acme.com", "DN" + "1" * 32, "Spring")
    see(office.house, domain_id, Code.WRONG_TARGET, 3, record=Verdict.WRONG)
    (root,) = roots(office.house, domain_id)
    return domain_id, root, alarm("T1", root, root, "CALERT")


async def test_an_alarm_is_a_post_in_its_channel(office: Office) -> None:
    _, _, first = begun(office)
    assert await office.plans.alarm(first) == SlackPost("CALERT", first.key, Content("alarm of 1"))


async def test_once_posted_it_is_changed_in_place_by_whichever_effect_comes(office: Office) -> None:
    domain_id, root, first = begun(office)
    office.house.perform()
    see(office.house, domain_id, None, 2, **RIGHT)
    planned = await office.plans.alarm(alarm("T1", root, root + 1, "CALERT"))
    assert isinstance(planned, Update)
    assert planned.channel == "CALERT"
    assert isinstance(await office.plans.alarm(first), Update)


async def test_a_change_waits_for_the_post(office: Office) -> None:
    _, root, _ = begun(office)
    with pytest.raises(NotYetError):
        await office.plans.alarm(alarm("T1", root, root + 1, "CALERT"))


async def test_an_alarm_that_could_not_be_posted_is_neither_changed_nor_ended(office: Office) -> None:
    domain_id, root, _ = begun(office)
    office.house.perform(ALARM={"problem": "channel_not_found"})
    see(office.house, domain_id, None, 2, **RIGHT)
    assert await office.plans.alarm(alarm("T1", root, root + 1, "CALERT")) is None
    assert await office.plans.alarm_over(alarm_over("T1", root, root + 1, "CALERT")) is None


async def test_the_end_is_told_in_the_alarms_thread_unless_it_has_begun_again(office: Office) -> None:
    domain_id, root, _ = begun(office)
    office.house.perform()
    over = alarm_over("T1", root, root + 1, "CALERT")
    assert await office.plans.alarm_over(over) is None
    see(office.house, domain_id, None, 2, **RIGHT)
    told = await office.plans.alarm_over(over)
    assert isinstance(told, SlackPost)
    assert (told.channel, told.content.text) == ("CALERT", "over")
    assert told.thread_ts
    assert office.house.keys_of(f"alarm:{root}", EffectKind.ALARM_OVER)
