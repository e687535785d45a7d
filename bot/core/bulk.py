"""Many domains at once: the lines people give, what becomes of them, and the digest that counts them up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.cards import Stage
from bot.core.domain import Setup
from bot.core.errors import Reason, Refused
from bot.core.hostname import Hostname
from bot.core.languages import Language
from bot.core.overview import OrganizationCount

MAX_ROWS = 100
"""Lines that one form takes."""
COLUMNS = ("client", "host", "domain_sid", "verification", "contact_email", "campaign", "messaging_service_sid")
"""The columns of a file, in their order; only the first two are needed."""
LANGUAGE_COLUMN = "language"
"""What the client reads; a column more where somebody wants it: a file without it is English."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line that can be understood; ``line`` counts from 1. ``client`` is a name as typed; ``campaigns`` are pairs
    of a campaign's name and the SID of its Messaging Service, either maybe empty; ``text`` is the line itself."""

    line: int
    host: Hostname
    client: str
    domain_sid: str | None = None
    verification: str | None = None
    emails: tuple[str, ...] = ()
    campaigns: tuple[tuple[str, str], ...] = ()
    text: str = ""
    language: Language = Language.ENGLISH


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one line; ``subject`` is the part of it that is meant, ``text`` the line itself."""

    line: int
    error: Refused
    subject: str = ""
    text: str = ""


class RowsRefused(Refused):
    """Some lines are faulty, so that none was added; ``good`` of the others could be."""

    def __init__(self, faults: Sequence[RowFault], good: int = 0) -> None:
        super().__init__(Reason.BAD_ROWS, field="rows")
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        self.good = good


@dataclass(frozen=True, slots=True)
class AddMany:
    """``rows`` pairs each row with its new domain's id; ``faults`` are the lines that could not be understood.

    ``is_partial``: what is faulty is left out, the rest is added. ``is_filling``: clients and campaigns that are
    missing are added as well.
    """

    batch_id: str
    channel: str
    setup: Setup
    rows: tuple[tuple[str, Row], ...]
    faults: tuple[RowFault, ...] = ()
    is_partial: bool = False
    is_filling: bool = False


@dataclass(frozen=True, slots=True)
class AddedMany:
    """How many domains were added, the lines that were left out, and what was added with them."""

    number: int
    faults: tuple[RowFault, ...] = ()
    clients: int = 0
    campaigns: int = 0


@dataclass(frozen=True, slots=True)
class Exported:
    """One domain as a line of a file, in the order of `COLUMNS`."""

    client: str
    host: str
    domain_sid: str
    verification: str
    emails: tuple[str, ...]
    campaigns: tuple[tuple[str, str], ...]
    language: Language = Language.ENGLISH


@dataclass(frozen=True, slots=True)
class Trouble:
    """A domain of a batch that somebody must look at: what is wrong, and where its card stands."""

    host: str
    what: str
    channel: str
    ts: str | None


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One domain of a digest; ``ts`` None: its card is not posted yet."""

    host: str
    client: str
    stage: Stage
    channel: str
    ts: str | None


@dataclass(frozen=True, slots=True)
class Digest:
    """One message for all domains that were added together. ``ts`` None: nothing was posted of it yet.

    ready          domains whose SSL can be asked for and decided now
    troubles       those that somebody must look at, worst first
    organizations  Twilio Organizations of these clients that are near Twilio's limit
    lines          every domain, where they are few enough to be read one by one
    """

    batch_id: str
    owner: str
    at: datetime
    channel: str
    stages: Mapping[Stage, int]
    clients: tuple[str, ...]
    ts: str | None = None
    ready: int = 0
    troubles: tuple[Trouble, ...] = ()
    organizations: tuple[OrganizationCount, ...] = ()
    lines: tuple[DigestLine, ...] = ()

    @property
    def total(self) -> int:
        """How many domains."""
        return sum(self.stages.values())
