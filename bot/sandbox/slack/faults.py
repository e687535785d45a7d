"""Breaking the stand-in on purpose.

Kinds of faults, for the next call of a method:

    429:N          refused as rate-limited, Retry-After N seconds; not processed
    500 … 599      that HTTP status, not processed; ``500:after`` processed first; ``500:html`` with a page as body
    timeout        never answered, not processed; ``timeout:after`` processed, then never answered
    reset_before   the connection is reset, not processed
    reset_after    processed, then the connection is reset
    slow:S         answered after S seconds
    error:CODE     refused with that error (HTTP 200), not processed
"""

import re
from collections import deque
from dataclasses import dataclass

_KIND = re.compile(
    r"429:(?P<retry>\d+)|(?P<status>5\d\d)(?P<status_how>:after|:html)?|timeout(?P<timeout_how>:after)?"
    r"|reset_(?P<reset>before|after)|slow:(?P<slow>\d+(\.\d+)?)|error:(?P<error>\w+)"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one call. ``is_processed``: the call does its work all the same."""

    is_processed: bool
    is_reset: bool = False
    is_hanging: bool = False
    is_html: bool = False
    status: int | None = None
    retry_after: int | None = None
    delay: float = 0.0
    error: str | None = None

    @property
    def is_refusal(self) -> bool:
        """Whether the caller gets this fault's own answer."""
        return self.status is not None or self.error is not None


def fault_of(kind: str) -> Fault:
    """Raises ValueError for a kind that there is not."""
    found = _KIND.fullmatch(kind)
    if found is None:
        raise ValueError(f"no such fault: {kind}")
    if found["retry"]:
        return Fault(False, status=429, retry_after=int(found["retry"]))
    if found["status"]:
        how = found["status_how"]
        return Fault(how == ":after", status=int(found["status"]), is_html=how == ":html")
    if found["reset"]:
        return Fault(found["reset"] == "after", is_reset=True)
    if found["slow"]:
        return Fault(True, delay=float(found["slow"]))
    if found["error"]:
        return Fault(False, error=found["error"])
    return Fault(found["timeout_how"] == ":after", is_hanging=True)


class Faults:
    """Faults waiting for their call."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = {}
        self._standing: dict[str, Fault] = {}
        self.met = 0
        """How many calls met one."""

    def put(self, method: str, kind: str, times: int) -> None:
        self._waiting.setdefault(method, deque()).extend([fault_of(kind)] * times)

    def stand(self, start: str, kind: str | None) -> None:
        """Every call of a method whose name begins so meets this fault, until None takes it away."""
        if kind is None:
            self._standing.pop(start, None)
        else:
            self._standing[start] = fault_of(kind)

    def take(self, method: str) -> Fault | None:
        fault = self._next(method)
        self.met += fault is not None
        return fault

    def _next(self, method: str) -> Fault | None:
        if waiting := self._waiting.get(method):
            return waiting.popleft()
        return next((fault for start, fault in self._standing.items() if method.startswith(start)), None)
