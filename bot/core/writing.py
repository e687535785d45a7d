"""What is written at a client's DNS provider: what stands there, what is to be done, and what it came to. Pure.

Only records of the wanted name are ever looked at. A CNAME shares its name with nothing (RFC 1034 §3.6.2), so what
stands in its way has to go first: addresses and other CNAMEs may, once somebody has read what they are and said so;
anything else (mail, name servers, texts) is in use for something that we do not know, and is left alone.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.facts import Record
from bot.core.providers import Panel

TTL = 600
"""Seconds, where the provider takes it."""
MOST_FIELD = 400
"""Characters of one field of an access."""
_REPLACEABLE = ("A", "AAAA", "CNAME")
_FIELD = re.compile(r"[!-~]+")
_STRINGS = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it stands at the provider. ``name`` is whole and without a final dot; ``id`` is the provider's."""

    type: str
    name: str
    value: str
    ttl: int | None = None
    is_proxied: bool = False
    """Cloudflare shows addresses of its own in place of the record."""
    id: str = ""


class Plan(StrEnum):
    """What is to be done for one record."""

    WRITE = "write"
    THERE = "there"
    REPLACE = "replace"
    """Something else stands there: it may be replaced by whoever has read what it is."""
    BLOCKED = "blocked"
    """Something else stands there that we do not take away."""


@dataclass(frozen=True, slots=True)
class RecordPlan:
    """``standing`` is what is in the way."""

    record: Record
    plan: Plan
    standing: tuple[Entry, ...] = ()


class Result(StrEnum):
    """What it came to, for all records together."""

    WRITTEN = "written"
    REPLACED = "replaced"
    THERE = "there"
    ASKS = "asks"
    """Nothing was written: what stands there is to be read first."""
    BLOCKED = "blocked"


class Problem(StrEnum):
    """Why nothing, or not all, was written: the ``reference`` of the GatewayError."""

    WRONG_TOKEN = "wrong_token"  # noqa: S105 (the name of a problem)
    NOT_ALLOWED = "not_allowed"
    """The token is right, but not for this."""
    NOT_FROM_HERE = "not_from_here"
    """The token is right, but not from our server's address."""
    NO_ZONE = "no_zone"
    """The account does not hold the domain."""
    REFUSED = "refused"
    BUSY = "busy"
    DOWN = "down"
    UNSURE = "unsure"
    """It was sent, and nobody can say what became of it."""
    NOT_SEEN = "not_seen"
    """The provider took it, and does not show it."""


@dataclass(frozen=True, slots=True)
class Access:
    """How to get in at a provider. Lives as long as one call; ``fields`` are in no log and no table."""

    provider_id: str
    zone: str
    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    result: Result
    plans: tuple[RecordPlan, ...] = ()

    @property
    def standing(self) -> tuple[Entry, ...]:
        """What is in the way of all records."""
        return tuple(entry for plan in self.plans for entry in plan.standing)

    @property
    def consent(self) -> str:
        """Names exactly what was shown: something else in its place is shown anew."""
        shown = sorted(
            [entry.type, entry.name, value_of(entry.type, entry.value), entry.is_proxied] for entry in self.standing
        )
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:32] if shown else ""


def full_name(record: Record) -> str:
    """The whole name of a record, without a final dot."""
    return record.zone if record.name == "@" else f"{record.name}.{record.zone}"


def value_of(kind: str, value: str) -> str:
    """A value as it is compared: names in lower case without their final dot, the strings of a TXT as one."""
    if kind == "TXT":
        strings = _STRINGS.findall(value)
        return "".join(re.sub(r"\\(.)", r"\1", one) for one in strings) if strings else value
    return value.strip().rstrip(".").lower()


def plan_of(record: Record, entries: Sequence[Entry]) -> RecordPlan:
    """What is to be done for a record where these stand; those of other names are none of its business."""
    here = tuple(entry for entry in entries if entry.name.rstrip(".").lower() == full_name(record).lower())
    same = [entry for entry in here if entry.type == record.type and _is_same(record, entry)]
    others = tuple(entry for entry in here if entry not in same and _excludes(record, entry))
    if same and not others:
        return RecordPlan(record, Plan.THERE)
    if not others:
        return RecordPlan(record, Plan.WRITE)
    can_go = all(entry.type in _REPLACEABLE for entry in others)
    return RecordPlan(record, Plan.REPLACE if can_go else Plan.BLOCKED, others)


def _excludes(record: Record, entry: Entry) -> bool:
    """Whether both cannot stand at one name."""
    return record.type == "CNAME" or entry.type in ("CNAME", "NS")


def _is_same(record: Record, entry: Entry) -> bool:
    return not entry.is_proxied and value_of(entry.type, entry.value) == value_of(record.type, record.value)


def before_writing(plans: Sequence[RecordPlan], consent: str) -> Outcome | None:
    """Why nothing is written at all; None: the plans are carried out. ``consent`` is of the outcome that was read."""
    kinds = {plan.plan for plan in plans}
    if Plan.BLOCKED in kinds:
        return Outcome(Result.BLOCKED, tuple(plan for plan in plans if plan.plan is Plan.BLOCKED))
    asks = Outcome(Result.ASKS, tuple(plans))
    if Plan.REPLACE in kinds and asks.consent != consent:
        return asks
    return Outcome(Result.THERE, tuple(plans)) if kinds == {Plan.THERE} else None


def faults_of(panel: Panel, typed: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that cannot be right: empty, with spaces inside, or longer than any."""
    return tuple(name for name in panel.fields if not _is_possible(typed.get(name, "")))


def _is_possible(text: str) -> bool:
    return len(text) <= MOST_FIELD and _FIELD.fullmatch(text) is not None
