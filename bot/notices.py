"""Wiring of what belongs to no card: alarms."""

from collections.abc import Mapping

from bot.core.alarms import AlarmModel
from bot.core.commands import Actor
from bot.core.effects import EffectKind
from bot.core.messages import Content
from bot.services.ports import Clock, Messenger, Run
from bot.workers.performers_notices import notice_performers
from bot.workers.performing import Performer
from handlers.views import alarms


class NoticeViews:
    """`bot.services.ports_notices.RenderNotices`, bound to the views."""

    def alarm(self, model: AlarmModel) -> Content:
        return alarms.alarm(model)

    def alarm_over(self, model: AlarmModel) -> Content:
        return alarms.alarm_over(model)


def performers_of_notices(run: Run, messenger: Messenger, clock: Clock, bot: Actor) -> Mapping[EffectKind, Performer]:
    """A performer for each kind of notice, with its views."""
    return notice_performers(run, messenger, NoticeViews(), clock, bot)
