"""How an effect is performed, and how it is found out whether it was: what relay and performers say to each other."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.effects import ClaimedEffect
from bot.core.errors import GatewayError, LinkdomainError


@dataclass(frozen=True, slots=True)
class Done:
    """It has happened, or there is nothing left to do. ``external_id``: what the outside calls it."""

    external_id: str | None = None
    result: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """It is not to be seen outside. ``is_harmless``: to do it again does no harm, so nobody need wait and look."""

    is_harmless: bool = False


class NotYetError(LinkdomainError):
    """Something else must happen first; ask again in ``seconds``. Nothing was sent."""

    def __init__(self, seconds: float = 1.0) -> None:
        super().__init__(f"not before {seconds} s")
        self.seconds = seconds


class LaterError(LinkdomainError):
    """It may be done again whatever became of this try, and is, in ``seconds``; whoever raises it counts the tries.
    ``result`` is kept where there is one."""

    def __init__(self, why: str, seconds: float, result: Mapping[str, str] | None = None) -> None:
        super().__init__(why)
        self.seconds, self.result = seconds, result or {}


class HopelessError(LinkdomainError):
    """It will never succeed; ``problem`` is the code that people are told, ``result`` is kept."""

    def __init__(self, problem: str, result: Mapping[str, str] | None = None) -> None:
        super().__init__(problem)
        self.problem, self.result = problem, result or {}


class UnsentFaultError(LinkdomainError):
    """A fault of ours before anything was sent; what it was is the cause."""


class Performer(Protocol):
    """One kind of effect. Both raise GatewayError, NotYetError, LaterError, HopelessError, and Refused where what the
    effect is about has gone: then there is nothing to do."""

    async def perform(self, claimed: ClaimedEffect) -> Done:
        """Does it."""

    async def look(self, claimed: ClaimedEffect) -> Done | Missing:
        """Finds out, without doing it, whether an earlier try has done it."""


@asynccontextmanager
async def harmless() -> AsyncIterator[None]:
    """Reads, and writes that may be repeated: a fault within leaves nothing unknown, it is simply tried again."""
    try:
        yield
    except GatewayError as error:
        if error.sent is None:
            raise GatewayError(error.party, error.reference, transient=error.transient) from error
        raise
    except LinkdomainError:
        raise
    except TimeoutError as error:
        raise GatewayError("relay", "timeout", transient=True) from error
    except Exception as error:
        raise UnsentFaultError from error
