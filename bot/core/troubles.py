"""What is wrong with a domain, in a few words for lists; since when; and which of them are worst."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from bot.core.advice import headline
from bot.core.cards import Stage
from bot.core.domain import LinkDomain, RequestState
from bot.core.facts import Code, FactName, FactState
from bot.core.stage import has_details, is_record_gone, lost_facts

NO_CERTIFICATE = "Twilio has no valid certificate for it any more"
TAKEN_OFF = "Twilio does not use it for its campaigns any more"
NOT_THERE = frozenset({Code.MISSING_NXDOMAIN, Code.MISSING_NODATA, Code.TXT_VERIFY_MISSING})
"""What is simply not there yet is awaited, not wrong."""
_ADDING = (Stage.WAITING_FOR_TWILIO_DETAILS, Stage.WAITING_FOR_RECORDS)
_ASKED = (FactName.RECORD, FactName.CAA, FactName.VERIFICATION)

T = TypeVar("T")


def trouble_of(domain: LinkDomain, stage: Stage) -> str:
    """What nobody can expect to mend itself, at most 60 characters; empty: nothing is wrong, something is awaited at
    most."""
    request = domain.request
    if stage is Stage.DEGRADED:
        return _lost(domain)
    if stage in (Stage.LIVE, Stage.REMOVING, Stage.REMOVED):
        return ""
    if request is not None and request.problem:
        return "Twilio made no certificate"
    if request is not None and request.state is RequestState.REJECTED and stage is Stage.WAITING_FOR_REQUEST:
        return "SSL was rejected"
    return _found(domain, is_missing=False) if stage in _ADDING else ""


def _lost(domain: LinkDomain) -> str:
    told = (_lost_fact(domain, name) for name in lost_facts(domain))
    return next(filter(None, told), "was live, and is not now")


def _lost_fact(domain: LinkDomain, name: FactName) -> str:
    finding = domain.fact(name).finding
    if finding is not None:
        return headline(finding, was_live=True)
    return {FactName.CERTIFICATE: NO_CERTIFICATE, FactName.ASSOCIATION: TAKEN_OFF}.get(name, "")


def _found(domain: LinkDomain, *, is_missing: bool) -> str:
    """The first finding of what the client is asked for; ``is_missing``: of what is only not there yet."""
    facts = (domain.fact(name) for name in _ASKED)
    wrong = (fact.finding for fact in facts if fact.state is FactState.WRONG and fact.finding is not None)
    return next((headline(one) for one in wrong if (one.code in NOT_THERE) is is_missing), "")


def state_of(domain: LinkDomain, stage: Stage) -> str:
    """What is wrong, else what is open, at most 60 characters; empty where the stage says it already."""
    if trouble := trouble_of(domain, stage):
        return trouble
    if stage is Stage.WAITING_FOR_TWILIO_DETAILS and not has_details(domain):
        return "the Domain SID is missing" if domain.details is None else "the verification value (TXT) is missing"
    if stage is Stage.WAITING_FOR_RECORDS:
        return _found(domain, is_missing=True) or "not seen yet"
    if stage is Stage.REMOVING:
        return "to be deleted in the Twilio Console" if is_record_gone(domain) else "its CNAME is still there"
    return ""


def since_of(domain: LinkDomain, stage: Stage) -> datetime:
    """When it began to be as it is."""
    request, details = domain.request, domain.details
    fact = domain.fact
    known = {
        Stage.DEGRADED: (domain.degraded_since,),
        Stage.LIVE: (domain.live_since,),
        Stage.REMOVING: (domain.removing_since,),
        Stage.REMOVED: (domain.removed_at,),
        Stage.WAITING_FOR_RECORDS: (details.given_at if details else None,),
        Stage.WAITING_FOR_REQUEST: (
            *(fact(name).since for name in (FactName.RECORD, FactName.VERIFICATION)),
            request.decided_at if request else None,
        ),
        Stage.WAITING_FOR_APPROVAL: (request.requested_at if request else None,),
        Stage.WAITING_FOR_CERTIFICATE: (request.decided_at if request else None,),
        Stage.WAITING_FOR_HTTPS: (fact(FactName.CERTIFICATE).since,),
    }
    return max((at for at in known.get(stage, ()) if at is not None), default=domain.created_at)


def worst_first(found: Iterable[T], read: Callable[[T], tuple[LinkDomain, Stage]]) -> list[T]:
    """Degraded ones, then those in trouble, then what waits, then what is leaving; what is so longest first. Live ones
    come last, newest first."""

    def rank(one: T) -> tuple[int, float, str]:
        domain, stage = read(one)
        began = since_of(domain, stage).timestamp()
        return _rank(domain, stage), -began if stage is Stage.LIVE else began, domain.host

    return sorted(found, key=rank)


def _rank(domain: LinkDomain, stage: Stage) -> int:
    last = {Stage.DEGRADED: 0, Stage.REMOVING: 3, Stage.LIVE: 4, Stage.REMOVED: 5}
    return last.get(stage, 1 if trouble_of(domain, stage) else 2)
