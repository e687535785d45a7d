"""What the stand-in says no with."""

from collections.abc import Iterable

from bot.sandbox.slack.kit.schema import Fault
from bot.sandbox.slack.shapes import Json


class ApiError(Exception):
    """A refused Web API call. ``more`` is merged into the answer; ``retry_after`` (seconds) makes it an HTTP 429."""

    def __init__(self, code: str, more: Json | None = None, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.more = more or {}
        self.retry_after = retry_after


class CannotAct(Exception):
    """A person cannot do this in Slack: there is no such button, the modal is closed, the account is deactivated."""


def refused(code: str, lines: Iterable[str]) -> ApiError:
    """A refusal with its reasons where Slack puts them."""
    return ApiError(code, {"response_metadata": {"messages": [f"[ERROR] {line}" for line in lines]}})


def refused_blocks(faults: list[Fault], code: str = "invalid_blocks") -> ApiError:
    """A refusal of blocks: the reasons stand in ``errors``, in ``response_metadata`` and, as faults, in ``faults``."""
    lines = [fault.line for fault in faults]
    error = refused(code, lines)
    error.more |= {"errors": lines, "faults": [fault.as_json() for fault in faults]}
    return error
