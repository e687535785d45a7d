"""What the notices need from the outside: views, and where people are."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol

from bot.core.alarms import AlarmModel
from bot.core.messages import Content
from bot.core.mornings import MorningModel
from bot.core.patience import NudgeModel


@dataclass(frozen=True, slots=True)
class Presence:
    """A person's time zone, and whether they still have an account."""

    zone: tzinfo
    is_active: bool


class People(Protocol):
    async def presence(self, user_id: str) -> Presence:
        """Raises GatewayError where Slack cannot tell."""


class RenderNotices(Protocol):
    """From read models to what people see. Pure; wiring binds it to the views."""

    def alarm(self, model: AlarmModel) -> Content: ...

    def alarm_over(self, model: AlarmModel) -> Content: ...

    def morning(self, model: MorningModel) -> Content: ...

    def nudge(self, model: NudgeModel) -> Content: ...
