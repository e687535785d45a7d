"""The outbox: what must still happen outside."""

from datetime import datetime
from typing import Protocol

from bot.core.commands import EffectOutcome
from bot.core.effects import ClaimedEffect, Effect
from bot.services.ports_mails import MailsOut


class Outbox(MailsOut, Protocol):
    def put(self, effect: Effect) -> None:
        """A key that is there already, or a coalescing twin that is still NEW, is left as it is."""

    def claim(self, now: datetime, limit: int, lease: float, owner: str) -> list[ClaimedEffect]:
        """NEW ones as SENDING; UNKNOWN ones, and SENDING ones past their lease, as UNKNOWN. Most urgent first, one
        per destination and domain at a time; a destination that was told to wait is left alone until then."""

    def get(self, effect_id: int) -> ClaimedEffect | None:
        """The effect as it stands."""

    def settle(self, outcome: EffectOutcome) -> bool:
        """Compare-and-set on the generation; False where another process took over."""

    def hold(self, destination: str, until: datetime) -> None:
        """After a 429: nothing goes there before ``until``."""

    def of_domain(self, domain_id: str) -> list[ClaimedEffect]: ...
    def next_due(self) -> datetime | None: ...
    def external_id(self, key: str) -> str | None:
        """What the outside calls the finished effect of that key."""

    def purge(self, before: datetime, limit: int) -> int:
        """Drops at most so many of the finished, passing ones that were made before; how many."""
