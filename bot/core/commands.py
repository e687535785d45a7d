"""What people and workers ask the services to do: imperative values, complete, already parsed.

Ids of what is created come with the command, so that a service has no randomness of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.domain import LinkSettings, Setup
from bot.core.facts import Diagnosis, FactName, Observation
from bot.core.hostname import Hostname
from bot.core.languages import Language
from bot.core.people import Role
from bot.core.twilio import Judgement, ServiceReport


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``delivery`` is the id of the payload that brought the command (unique per delivery), if any."""

    team_id: str
    user_id: str
    roles: frozenset[Role]
    delivery: str | None = None


@dataclass(frozen=True, slots=True)
class AddDomain:
    """``contacts`` are (id, e-mail address) pairs; ``judgement`` is Twilio's word on the SID, where it came in time."""

    domain_id: str
    host: Hostname
    client_id: str
    setup: Setup
    channel: str
    domain_sid: str | None = None
    verification: str | None = None
    judgement: Judgement | None = None
    contacts: tuple[tuple[str, str], ...] = ()
    note: str | None = None
    language: Language = Language.ENGLISH
    """Of what the contacts are written."""
    owner: str = ""
    """Slack user id of another person who owns it, known as a member; empty: the actor."""
    via: str = ""
    """The name of the token by which another system adds it in the actor's name."""


@dataclass(frozen=True, slots=True)
class GiveDetails:
    domain_id: str
    domain_sid: str
    verification: str | None
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """``domain_id`` None: every domain of the actor, or of ``former``. ``to`` is the new owner's Slack user id, known
    as a member."""

    domain_id: str | None
    to: str
    former: str = ""


@dataclass(frozen=True, slots=True)
class EditDomain:
    """What people said of a domain, as it is to be. ``host`` and ``contacts`` None: as they are; ``contacts`` are
    (id, e-mail address) pairs; ``owner`` is known as a member."""

    domain_id: str
    client_id: str
    owner: str
    host: Hostname | None = None
    contacts: tuple[tuple[str, str], ...] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveDomain:
    """``waits``: not before the links that were sent have ended; ``keeps_campaigns``: they send until then."""

    domain_id: str
    waits: bool = False
    keeps_campaigns: bool = False


@dataclass(frozen=True, slots=True)
class MoveCard:
    """The card is posted anew in ``channel``, of which the bot is a member."""

    domain_id: str
    channel: str


@dataclass(frozen=True, slots=True)
class LookNow:
    domain_id: str


@dataclass(frozen=True, slots=True)
class RequestSsl:
    """``approvers`` are the Slack user ids that may decide now, groups resolved."""

    request_id: str
    domain_id: str
    approvers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecideSsl:
    """``digest`` is what the approver saw; a decision on anything else is refused."""

    request_id: str
    digest: str
    is_approved: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AddClient:
    """``ask_id`` is the wish of an account manager that this answers."""

    client_id: str
    name: str
    ask_id: str | None = None


@dataclass(frozen=True, slots=True)
class AddCampaign:
    """``report`` is what Twilio says of the service, where it came in time. ``ask_id``: this answers somebody who asked
    for it."""

    campaign_id: str
    client_id: str
    name: str
    service_sid: str | None
    report: ServiceReport | None = None
    ask_id: str | None = None


@dataclass(frozen=True, slots=True)
class AttachCampaigns:
    """``campaigns`` maps a new attachment id to a campaign id; ``reports`` maps service SIDs to Twilio's word."""

    domain_id: str
    campaigns: Mapping[str, str]
    settings: LinkSettings
    reports: Mapping[str, ServiceReport] = field(default_factory=dict)
    is_move: bool = False
    """Messaging Services that stand on another domain of ours are taken from it."""


@dataclass(frozen=True, slots=True)
class DetachCampaigns:
    """``attachments`` are ids of attachments of the domain."""

    domain_id: str
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SendTest:
    """``number`` is E.164, one of the settings' test numbers."""

    domain_id: str
    attachment_id: str
    number: str


@dataclass(frozen=True, slots=True)
class SettleCheck:
    """What a check saw. ``diagnosis`` is None where DNS was not looked at in this check."""

    domain_id: str
    generation: int
    diagnosis: Diagnosis | None
    observations: Mapping[FactName, Observation]


@dataclass(frozen=True, slots=True)
class ClaimDue:
    """``limit`` domains at most, for ``lease`` seconds, by ``owner`` (one per process)."""

    owner: str
    limit: int
    lease: float


@dataclass(frozen=True, slots=True)
class EffectOutcome:
    """What became of one try. Exactly one of the three times of ``retry_at`` / ``look_at`` / neither applies:

    done        ``is_done`` (with ``external_id`` where the outside named it)
    try again   ``retry_at``: surely not processed; with ``problem`` where people may want to know why
    unknown     ``look_at``: look whether it happened, then
    dead        ``problem`` alone: people must be told
    """

    effect_id: int
    generation: int
    is_done: bool = False
    external_id: str | None = None
    retry_at: datetime | None = None
    look_at: datetime | None = None
    problem: str | None = None
    result: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forward:
    """``contacts`` are (id, e-mail address) pairs; ``is_anyway``: even where that is pointless now. ``note`` and
    ``language`` None: as they are."""

    domain_id: str
    contacts: tuple[tuple[str, str], ...]
    note: str | None = None
    is_anyway: bool = False
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class MakeWriteLink:
    """An account manager wants the page where the records of this domain are written."""

    link_id: str
    domain_id: str


@dataclass(frozen=True, slots=True)
class LinkCommand:
    """What somebody at the client does on the page of this link."""

    link_id: str
