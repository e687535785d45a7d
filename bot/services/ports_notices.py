"""What the performers of notices need from the views."""

from typing import Protocol

from bot.core.alarms import AlarmModel
from bot.core.messages import Content


class RenderNotices(Protocol):
    """From read models to what people see. Pure; wiring binds it to the views."""

    def alarm(self, model: AlarmModel) -> Content: ...

    def alarm_over(self, model: AlarmModel) -> Content: ...
