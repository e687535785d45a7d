"""Wiring of what belongs to no card: alarms and mornings."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.alarms import AlarmModel
from bot.core.commands import Actor
from bot.core.effects import EffectKind
from bot.core.hours import WorkHours
from bot.core.messages import Content
from bot.core.mornings import MorningModel
from bot.core.patience import NudgeModel
from bot.gateways.slack import SlackMessenger
from bot.gateways.slack.people import SlackPeople
from bot.services.ports import Clock, Directory, Run
from bot.workers.mornings import FollowUp, MorningRound
from bot.workers.performers_counting import leaving_performers
from bot.workers.performers_notices import notice_performers
from bot.workers.performing import Performer
from bot.workers.schedule import Beat
from handlers.views import alarms, mornings
from handlers.views.leaving import leaving

_ROUND, _FIRST_ROUND, _LEAST = 300.0, 10.0, 1.0  # seconds


class NoticeViews:
    """`bot.services.ports_notices.RenderNotices`, bound to the views."""

    def alarm(self, model: AlarmModel) -> Content:
        return alarms.alarm(model)

    def alarm_over(self, model: AlarmModel) -> Content:
        return alarms.alarm_over(model)

    def morning(self, model: MorningModel) -> Content:
        return mornings.morning(model)

    def nudge(self, model: NudgeModel) -> Content:
        return mornings.nudge(model)


@dataclass(frozen=True)
class Notices:
    """What is posted outside the threads of cards; ``slack`` and ``directory`` say who is where."""

    run: Run
    slack: AsyncWebClient
    directory: Directory
    clock: Clock
    bot: Actor

    @cached_property
    def _people(self) -> SlackPeople:
        """One for all of them: whoever is promised a morning has been seen when it is sent."""
        return SlackPeople(self.slack)

    def performers(self) -> Mapping[EffectKind, Performer]:
        """A performer for each kind of notice, with its views."""
        messenger, who = SlackMessenger(self.slack), (self._people, self.directory)
        notices = notice_performers(self.run, messenger, NoticeViews(), *who, self.clock, self.bot)
        return {**notices, **leaving_performers(self.run, messenger, leaving, self.clock, self.bot)}

    def beats(self, hours: WorkHours, speed: float) -> tuple[Beat, ...]:
        """What the metronome calls for them, every five minutes."""
        people, every = self._people, max(_ROUND / speed, _LEAST)
        mornings = MorningRound(self.run, people, self.directory, self.clock, self.bot, hours)
        follow_up = FollowUp(self.run, people, self.directory, self.clock, self.bot, hours)
        first = max(_FIRST_ROUND / speed, _LEAST)
        return Beat("mornings", every, mornings.tick, first), Beat("follow-ups", every, follow_up.tick, first)
