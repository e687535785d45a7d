"""Trigger ids: the short-lived right to open a view for the person who just acted."""

import secrets
from dataclasses import dataclass, field

from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.timing import Clock


@dataclass(slots=True, eq=False)
class Trigger:
    """``view_id`` is the view in which the person acted, if any; ``channel`` where; ``opened`` what came of it."""

    id: str
    user: str
    born: float
    view_id: str | None = None
    channel: str | None = None
    is_used: bool = False
    opened: list[str] = field(default_factory=list)


class Triggers:
    """Issues triggers and takes them back, each once and only while it lives."""

    def __init__(self, clock: Clock, life: float) -> None:
        self._clock = clock
        self._life = life
        self._all: dict[str, Trigger] = {}

    def issue(self, user: str, *, view_id: str | None = None, channel: str | None = None) -> Trigger:
        number = len(self._all) + 1
        trigger = Trigger(f"{number}.{10**10 + number}.{secrets.token_hex(16)}", user, self._clock(), view_id, channel)
        self._all[trigger.id] = trigger
        return trigger

    def redeem(self, trigger_id: str) -> Trigger:
        """Raises ApiError where it is unknown, used up or too old."""
        trigger = self._all.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.is_used:
            raise ApiError("exchanged_trigger_id")
        if self._clock() - trigger.born > self._life:
            raise ApiError("expired_trigger_id")
        trigger.is_used = True
        return trigger
