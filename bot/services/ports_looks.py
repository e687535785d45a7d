"""What a check needs of the outside."""

from typing import Protocol

from bot.core.facts import NOTHING, Diagnosis, Remembered


class Look(Protocol):
    """Diagnoses one host. ``verification`` is the wanted TXT value, ``remembered`` is where the right record once was.
    Never raises for what the network does."""

    async def __call__(
        self,
        host: str,
        *,
        zone: str | None = None,
        verification: str | None = None,
        is_quick: bool = False,
        remembered: Remembered = NOTHING,
    ) -> Diagnosis: ...
