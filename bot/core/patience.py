"""How long others are waited for before somebody is told: Twilio for a certificate, approvers for a decision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from bot.core.cards import ApprovalModel
from bot.core.domain import LinkDomain, RequestState
from bot.core.facts import FactName, Observation, Verdict
from bot.core.hours import WorkHours, worked
from bot.core.rules import Rules

NOT_ISSUED = "not_issued_in_time"
"""The problem of a request that Twilio has not carried out in time; see `bot.core.twilio_advice`."""
ISSUED_WITHIN = timedelta(minutes=60)
DECIDED_WITHIN = timedelta(hours=4)
"""Work hours, where the approver is."""


@dataclass(frozen=True, slots=True)
class NudgeModel:
    """An undecided request, and the approver who is mentioned. ``since`` it can be decided; ``others`` are asked for in
    the same message and undecided as well."""

    approval: ApprovalModel
    approver: str
    since: datetime
    others: int = 0


def with_patience(domain: LinkDomain, seen: Mapping[FactName, Observation], now: datetime, rules: Rules) -> LinkDomain:
    """A certificate that Twilio has not issued an hour after the approval may be asked for again; one that comes
    all the same mends that."""
    request, observation = domain.request, seen.get(FactName.CERTIFICATE)
    if request is None or request.decided_at is None or request.state is not RequestState.APPROVED:
        return domain
    if domain.fact(FactName.CERTIFICATE).holds:
        return replace(domain, request=replace(request, problem=None)) if is_late(domain) else domain
    is_missing = observation is not None and observation.verdict is Verdict.WRONG
    is_overdue = now - request.decided_at >= ISSUED_WITHIN / rules.speed
    is_waited_for = _is_waited_for(domain, request.decided_at)
    if request.problem is None and is_missing and is_overdue and is_waited_for:
        return replace(domain, request=replace(request, problem=NOT_ISSUED))
    return domain


def _is_waited_for(domain: LinkDomain, decided_at: datetime) -> bool:
    """Not where the certificate was there and was lost since: that is another matter, with a notice of its own."""
    fact = domain.fact(FactName.CERTIFICATE)
    return domain.live_since is None or (fact.since is not None and decided_at > fact.since)


def is_late(domain: LinkDomain) -> bool:
    """Twilio did not issue the certificate in time."""
    return domain.request is not None and domain.request.problem == NOT_ISSUED


def decidable_since(domain: LinkDomain) -> datetime | None:
    """Since when the open request can be decided: asked for, and all records right. None: nothing is to decide."""
    request = domain.request
    if request is None or request.state is not RequestState.PENDING:
        return None
    moments = [domain.fact(name).since for name in (FactName.RECORD, FactName.VERIFICATION, FactName.CAA)]
    return max([request.requested_at, *(moment for moment in moments if moment is not None)])


def is_undecided(since: datetime, now: datetime, hours: WorkHours, zone: tzinfo) -> bool:
    """Four work hours have passed where the approver is, and they are at work now."""
    today = hours.on(now.astimezone(zone).date(), zone)
    is_at_work = today is not None and today[0] <= now < today[1]
    return is_at_work and worked(hours, since, now, zone) >= DECIDED_WITHIN
