"""What can go wrong on the way to Twilio, to order."""

from dataclasses import dataclass
from enum import StrEnum

from bot.sandbox.twilio.errors import ApiError


class FaultKind(StrEnum):
    """``…_AFTER``: the call is carried out, only its answer is lost."""

    TOO_MANY = "429"
    ERROR = "500"
    ERROR_AFTER = "500_after"
    UNAVAILABLE = "503"
    TIMEOUT = "timeout"
    TIMEOUT_AFTER = "timeout_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"


AFTER = {FaultKind.ERROR_AFTER, FaultKind.TIMEOUT_AFTER, FaultKind.RESET_AFTER}
SILENT = {FaultKind.TIMEOUT, FaultKind.TIMEOUT_AFTER}
CUT = {FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER}


@dataclass(slots=True)
class Fault:
    """``retry_after`` is in seconds (429 only). ``method`` and ``path`` choose the calls; empty: any."""

    kind: FaultKind
    method: str
    path: str
    left: int
    retry_after: int | None = None

    def error(self) -> ApiError | None:
        """What is answered, where something is."""
        if self.kind is FaultKind.TOO_MANY:
            return ApiError(429, 20429, retry_after=self.retry_after)
        if self.kind is FaultKind.UNAVAILABLE:
            return ApiError(503, 20503)
        return ApiError(500, 20500) if self.kind in {FaultKind.ERROR, FaultKind.ERROR_AFTER} else None


class Faults:
    """The orders that stand; each call takes at most one."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []
        self._slow: dict[str, float] = {}

    def order(self, kind: str, *, path: str, method: str, times: int) -> None:
        """``kind`` is a FaultKind; ``429:2`` has Retry-After 2."""
        name, _, seconds = kind.partition(":")
        self._orders.append(Fault(FaultKind(name), method, path, times, int(seconds) if seconds else None))

    def slow(self, seconds: float, path: str) -> None:
        self._slow[path] = seconds

    def clear(self) -> None:
        self._orders.clear()
        self._slow.clear()

    def delay(self, path: str) -> float:
        return max((seconds for part, seconds in self._slow.items() if part in path), default=0.0)

    def take(self, method: str, path: str) -> Fault | None:
        for fault in self._orders:
            if fault.left and fault.path in path and fault.method in {"", method}:
                fault.left -= 1
                return fault
        return None
