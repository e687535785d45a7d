"""Alarms: live domains that campaigns send through and that degraded, one alarm for each root cause.

Which domains share an alarm is said by their DEGRADED events: ``cause`` names what they have in common, ``joins`` the
id of the event that began the alarm. An outage of ours degrades nothing, so it is never news about a client.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.cards import Card
from bot.core.domain import LinkDomain
from bot.core.events import Event, EventKind
from bot.core.facts import FactName
from bot.core.stage import lost_facts

WINDOW = timedelta(minutes=30)
"""A loss joins an open alarm of the same cause for as long after its newest one; divided by ``speed``."""
_OF_TWILIO = frozenset({FactName.CERTIFICATE, FactName.HTTPS, FactName.ASSOCIATION})


class Party(StrEnum):
    """With whom the cause lies: the DNS provider of several zones, one zone, or Twilio."""

    PROVIDER = "provider"
    ZONE = "zone"
    TWILIO = "twilio"


@dataclass(frozen=True, slots=True)
class Cause:
    """``name`` is the provider's id or the zone; ``code`` what was found, or the fact where nothing names it."""

    party: Party
    name: str
    code: str

    def __str__(self) -> str:
        return f"{self.party}|{self.name}|{self.code}"

    @classmethod
    def read(cls, text: str) -> "Cause":
        """The inverse of ``str``."""
        party, name, code = text.split("|")
        return cls(Party(party), name, code)


@dataclass(frozen=True, slots=True)
class Alarm:
    """``id`` is the event that began it; ``losses`` its DEGRADED events; ``recoveries`` what ended them, by loss."""

    id: int
    cause: str
    losses: tuple[Event, ...] = ()
    recoveries: dict[int, Event] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Some of its domains are still degraded."""
        return len(self.recoveries) < len(self.losses)


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One domain of an alarm. ``recovered`` None: it is still degraded."""

    card: Card
    lost: Event
    recovered: Event | None


@dataclass(frozen=True, slots=True)
class AlarmModel:
    """All that an alarm shows. ``lines`` may be but the first of ``total`` domains, of which
    ``recovered`` are all right again; ``mention`` is who is called, once."""

    cause: Cause
    lines: tuple[AlarmLine, ...]
    total: int
    recovered: int
    mention: str | None

    @property
    def is_open(self) -> bool:
        """Some of its domains are still degraded."""
        return self.recovered < self.total


def cause_of(domain: LinkDomain) -> Cause:
    """What a domain that has just degraded may have in common with others."""
    lost = lost_facts(domain)
    finding = domain.fact(lost[0]).finding if lost else None
    code = finding.code.value if finding else (lost[0].value if lost else "")
    if _OF_TWILIO.issuperset(lost):
        return Cause(Party.TWILIO, "", code)
    if domain.provider is not None:
        return Cause(Party.PROVIDER, domain.provider.id, code)
    return Cause(Party.ZONE, domain.zone, code)


def alarms_of(events: Iterable[Event]) -> tuple[Alarm, ...]:
    """The alarms that these events of several domains tell of, oldest first. Losses without a cause raised none."""
    losses: dict[int, list[Event]] = {}
    recoveries: dict[int, dict[int, Event]] = {}
    last_of: dict[str, tuple[int, int]] = {}
    for event in sorted(events, key=lambda one: one.id or 0):
        if event.kind is EventKind.DEGRADED and "cause" in event.details:
            root = root_of(event)
            losses.setdefault(root, []).append(event)
            last_of[event.domain_id] = (root, event.id or 0)
        elif event.kind is EventKind.RECOVERED and event.domain_id in last_of:
            root, loss = last_of.pop(event.domain_id)
            recoveries.setdefault(root, {})[loss] = event
    return tuple(
        Alarm(root, lost[0].details["cause"], tuple(lost), recoveries.get(root, {}))
        for root, lost in sorted(losses.items())
    )


def root_of(event: Event) -> int:
    """The id of the alarm that a DEGRADED event belongs to."""
    joins = event.details.get("joins", "")
    return int(joins) if joins.isdigit() else event.id or 0


def to_join(cause: Cause, alarms: Sequence[Alarm], now: datetime, speed: float = 1.0) -> Alarm | None:
    """The open alarm of the same cause that another loss at ``now`` belongs to."""
    fitting = (alarm for alarm in alarms if alarm.cause == str(cause) and alarm.is_open)
    newest = max(fitting, key=lambda alarm: alarm.losses[-1].at, default=None)
    if newest is None or now - newest.losses[-1].at > WINDOW / speed:
        return None
    return newest


def loss_of(events: Sequence[Event]) -> Event | None:
    """The newest DEGRADED event of one domain's timeline."""
    return next((event for event in reversed(events) if event.kind is EventKind.DEGRADED), None)
