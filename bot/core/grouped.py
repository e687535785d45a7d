"""SSL requests that are asked for together: one message, one row for each, decided row by row at one press."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.cards import ApprovalModel
from bot.core.domain import LinkDomain, RequestState
from bot.core.errors import Refused
from bot.core.stage import can_request, is_ready

MAX_GROUP = 100
"""Rows of one message: ten lists of ten check boxes each, well within Slack's fifty blocks."""
MAX_SHOWN_HOST = 75
"""Characters that a check box shows: a host that would be cut is asked for by itself."""
SHOWN_DIGEST = 20
"""Hex digits of a digest that a check box carries (80 bits)."""


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """Whose SSL could be asked for now: of a batch, of the client who is meant by a name, of an owner."""

    batch_id: str | None = None
    client: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class RequestMany:
    """``requests`` maps a new request's id to its domain's id; ``approvers`` may decide now, groups resolved."""

    group_id: str
    requests: Mapping[str, str]
    approvers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecideMany:
    """``chosen`` maps the number of each ticked row to the beginning of the digest it was shown with."""

    group_id: str
    chosen: Mapping[int, str]
    is_approved: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DecidedMany:
    """``decided`` and ``apart`` are hosts: decided by this, and taken out, to be asked for singly. ``refused`` are
    hosts with the reason why nothing was decided: somebody else was first, or the request no longer counts."""

    decided: tuple[str, ...]
    apart: tuple[str, ...] = ()
    refused: Mapping[str, Refused] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """``number`` names the row in its message for ever."""

    number: int
    model: ApprovalModel

    @property
    def is_open(self) -> bool:
        """Whether it can still be decided."""
        return self.model.request.state is RequestState.PENDING


@dataclass(frozen=True, slots=True)
class GroupModel:
    """The message: who asks, and the rows."""

    group_id: str
    rows: tuple[GroupRow, ...]
    requested_by: str
    at: datetime
    approvers: tuple[str, ...]

    @property
    def open_rows(self) -> tuple[GroupRow, ...]:
        return tuple(row for row in self.rows if row.is_open)


def can_be_grouped(domain: LinkDomain) -> bool:
    """SSL can be asked for and decided now, and the whole host can be shown in a row."""
    return can_request(domain) and is_ready(domain) and len(domain.host) <= MAX_SHOWN_HOST
