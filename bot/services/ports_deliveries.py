"""What Slack has delivered."""

from datetime import datetime
from typing import Protocol


class Deliveries(Protocol):
    def record(self, delivery: str, now: datetime) -> bool:
        """False where this delivery is known already."""

    def purge(self, before: datetime) -> int: ...
