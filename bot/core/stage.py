"""The stage of a domain and what follows from it: who must act, what can be pressed, which records are wanted.

Everything here is a function of the facts, what people gave and what they decided; nothing of it is stored.
"""

from datetime import datetime, timedelta

from bot.core.cards import Action, Awaited, Stage
from bot.core.domain import LinkDomain, RequestState, Setup, SslRequest
from bot.core.facts import Fact, FactName, FactState, Finding, Record, WhoActs
from bot.core.hostname import relative_name
from bot.core.rules import Rules

_DOUBT_AFTER = timedelta(hours=3)
PROOFS = (FactName.RECORD, FactName.CERTIFICATE, FactName.HTTPS)
"""What must hold for a domain to be live."""

VERIFICATION_LABEL = "_twilio"
"""Twilio's verification TXT stands below the host: a TXT cannot share a name with a CNAME (RFC 1034 §3.6.2)."""


def is_verified(domain: LinkDomain) -> bool:
    """The TXT is right, or Twilio has issued its certificate for this host under this Domain SID."""
    return domain.fact(FactName.VERIFICATION).holds or domain.fact(FactName.CERTIFICATE).holds


def has_details(domain: LinkDomain) -> bool:
    """Twilio's details are complete: the Domain SID, and the TXT's value where it is still needed."""
    return domain.details is not None and (domain.details.verification is not None or is_verified(domain))


def has_records(domain: LinkDomain) -> bool:
    """The client has nothing left to change: CNAME right, verified, and no CAA record in the way."""
    is_allowed = domain.fact(FactName.CAA).state is not FactState.WRONG
    return domain.fact(FactName.RECORD).holds and is_verified(domain) and is_allowed


def is_ready(domain: LinkDomain) -> bool:
    """An SSL request may be decided: Twilio's certificate call can succeed."""
    return has_details(domain) and has_records(domain)


def has_proofs(domain: LinkDomain) -> bool:
    """The right record, the certificate and HTTPS: what live needs."""
    return all(domain.fact(name).holds for name in PROOFS)


def lost_facts(domain: LinkDomain) -> tuple[FactName, ...]:
    """What went wrong since the domain is live. What was wrong when it went live (a mistyped TXT of a host that
    Twilio serves all the same) is no loss."""
    since = domain.live_since
    return tuple(name for name in FactName if since is not None and _went_wrong_after(domain.fact(name), since))


def needs_new_certificate(domain: LinkDomain) -> bool:
    """Of a live domain only the certificate was lost, and HTTPS with it: the DNS is right."""
    lost = lost_facts(domain)
    return FactName.CERTIFICATE in lost and {FactName.CERTIFICATE, FactName.HTTPS}.issuperset(lost)


def can_serve(domain: LinkDomain) -> bool:
    """Live, and nothing lost but campaigns: those may be attached again."""
    stage = stage_of(domain)
    return stage is Stage.LIVE or (stage is Stage.DEGRADED and lost_facts(domain) == (FactName.ASSOCIATION,))


def _went_wrong_after(fact: Fact, moment: datetime) -> bool:
    return fact.state is FactState.WRONG and fact.since is not None and fact.since > moment


def doubt_of(domain: LinkDomain, name: FactName) -> Finding | None:
    """Why we cannot tell, where that is worth a word: nothing was ever seen, nothing for hours, or somebody asked and
    we could not look. A look that fails between two good ones is none of people's business."""
    fact = domain.fact(name)
    if fact.unsure is None or fact.seen_at is None or domain.last_check_at is None:
        return fact.unsure
    is_asked = domain.close_since is not None and domain.close_since >= fact.seen_at
    return fact.unsure if is_asked or domain.last_check_at - fact.seen_at >= _DOUBT_AFTER else None


def can_request(domain: LinkDomain) -> bool:
    """SSL may be asked for: a Domain SID is there, no certificate, and no request that may still succeed."""
    if domain.removed_at or domain.removing_since or domain.details is None or domain.fact(FactName.CERTIFICATE).holds:
        return False
    return not _is_request_alive(domain)


def _is_request_alive(domain: LinkDomain) -> bool:
    request = domain.request
    if request is None or request.problem:
        return False
    if request.state is RequestState.APPROVED:
        return FactName.CERTIFICATE not in lost_facts(domain) or _is_decided_since(request, domain)
    return request.state in (RequestState.WAITING, RequestState.PENDING)


def _is_decided_since(request: SslRequest, domain: LinkDomain) -> bool:
    """Approved after the certificate was lost: Twilio is making another one."""
    lost_at = domain.fact(FactName.CERTIFICATE).since
    return lost_at is not None and request.decided_at is not None and request.decided_at > lost_at


def stage_of(domain: LinkDomain) -> Stage:
    """The first thing that is open."""
    if domain.removed_at is not None:
        return Stage.REMOVED
    if domain.removing_since is not None:
        return Stage.REMOVING
    if domain.degraded_since is not None:
        return Stage.DEGRADED
    if domain.live_since is not None or has_proofs(domain):
        return Stage.LIVE
    if not has_details(domain):
        return Stage.WAITING_FOR_TWILIO_DETAILS
    if not has_records(domain):
        return Stage.WAITING_FOR_RECORDS
    return _stage_of_certificate(domain)


def _stage_of_certificate(domain: LinkDomain) -> Stage:
    if domain.fact(FactName.CERTIFICATE).holds:
        return Stage.WAITING_FOR_HTTPS
    if not _is_request_alive(domain) or domain.request is None:
        return Stage.WAITING_FOR_REQUEST
    is_approved = domain.request.state is RequestState.APPROVED
    return Stage.WAITING_FOR_CERTIFICATE if is_approved else Stage.WAITING_FOR_APPROVAL


_AWAITED = {
    Stage.WAITING_FOR_REQUEST: Awaited.OWNER,
    Stage.WAITING_FOR_APPROVAL: Awaited.APPROVER,
    Stage.WAITING_FOR_CERTIFICATE: Awaited.TWILIO,
}


def awaited_of(domain: LinkDomain, stage: Stage, rules: Rules) -> Awaited:
    """Who must act now."""
    if stage is Stage.WAITING_FOR_TWILIO_DETAILS:
        return Awaited.OPERATOR if rules.operators else Awaited.OWNER
    if stage is Stage.WAITING_FOR_RECORDS:
        return _awaited_by_findings(domain, _open_records(domain))
    if stage is Stage.REMOVING:
        return _awaited_by_removal(domain, rules)
    if stage is Stage.DEGRADED:
        return _awaited_by_loss(domain)
    return _AWAITED.get(stage, Awaited.NOBODY)


def is_record_gone(domain: LinkDomain) -> bool:
    """The host does not lead to Twilio any more: nobody can take it over there."""
    return domain.fact(FactName.RECORD).state is FactState.WRONG


def _awaited_by_removal(domain: LinkDomain, rules: Rules) -> Awaited:
    if is_record_gone(domain):
        return Awaited.OPERATOR if rules.operators else Awaited.OWNER
    return Awaited.CLIENT if domain.setup is Setup.FORWARD else Awaited.OWNER


def _awaited_by_loss(domain: LinkDomain) -> Awaited:
    """A lost certificate is asked for anew; where it was lost with the DNS, that comes first."""
    if needs_new_certificate(domain):
        return _AWAITED[_stage_of_certificate(domain)]
    awaited = _awaited_by_findings(domain, tuple(name for name in lost_facts(domain) if name != FactName.ASSOCIATION))
    return Awaited.OWNER if awaited is Awaited.NOBODY and FactName.ASSOCIATION in lost_facts(domain) else awaited


def _open_records(domain: LinkDomain) -> tuple[FactName, ...]:
    names = []
    if not domain.fact(FactName.RECORD).holds:
        names.append(FactName.RECORD)
    if domain.fact(FactName.CAA).state is FactState.WRONG:
        names.append(FactName.CAA)
    return (*names, FactName.VERIFICATION) if not is_verified(domain) else tuple(names)


def _awaited_by_findings(domain: LinkDomain, names: tuple[FactName, ...]) -> Awaited:
    """Nobody before the first look, and where all that is open mends itself."""
    if domain.last_check_at is None:
        return Awaited.NOBODY
    who = {_who_mends(domain.fact(name).finding) for name in names}
    if WhoActs.CLIENT in who:
        return Awaited.CLIENT if domain.setup is Setup.FORWARD else Awaited.OWNER
    return Awaited.OWNER if WhoActs.US in who else Awaited.NOBODY


def _who_mends(finding: Finding | None) -> WhoActs:
    return finding.who_acts if finding else WhoActs.CLIENT


_ORDER = {
    Stage.WAITING_FOR_TWILIO_DETAILS: (Action.GIVE_DETAILS, Action.CHECK_NOW, Action.REQUEST_SSL, Action.ATTACH),
    Stage.WAITING_FOR_RECORDS: (Action.CHECK_NOW, Action.REQUEST_SSL, Action.ATTACH, Action.GIVE_DETAILS),
    Stage.WAITING_FOR_REQUEST: (Action.REQUEST_SSL, Action.ATTACH, Action.CHECK_NOW, Action.GIVE_DETAILS),
    Stage.LIVE: (Action.ATTACH, Action.CHECK_NOW),
    Stage.REMOVED: (),
}
_USUAL_ORDER = (Action.CHECK_NOW, Action.REQUEST_SSL, Action.ATTACH, Action.GIVE_DETAILS)


def can_cancel(domain: LinkDomain) -> bool:
    """It never was live, and nobody was asked to decide on SSL: it may have been added by mistake."""
    request = domain.request
    is_asked = request is not None and request.state in (RequestState.PENDING, RequestState.APPROVED)
    return domain.live_since is None and domain.removing_since is None and not is_asked


def actions_of(
    domain: LinkDomain, stage: Stage, *, can_detach: bool = False, can_test: bool = False
) -> tuple[Action, ...]:
    """What the card's buttons can do now, the most sensible first. ``can_detach``: campaigns are attached, or will
    be; ``can_test``: a message can be sent through one."""
    unfit = set()
    if domain.details is None or domain.removal_due_at is not None:
        unfit.add(Action.ATTACH)
    if not can_request(domain):
        unfit.add(Action.REQUEST_SSL)
    order = _ORDER.get(Stage.LIVE if can_serve(domain) else stage, _USUAL_ORDER)
    shown = tuple(action for action in order if action not in unfit)
    if stage is Stage.REMOVED:
        return shown
    if stage is Stage.REMOVING:
        return (Action.CONFIRM_REMOVED, Action.CHECK_NOW) if is_record_gone(domain) else (Action.CHECK_NOW,)
    planned = (Action.KEEP, Action.REMOVE_NOW) if domain.removal_due_at else ()
    fit = (
        (Action.TEST, can_test),
        (Action.DETACH, can_detach),
        (Action.EDIT, True),
        (Action.CANCEL, can_cancel(domain)),
    )
    return (*shown, *planned, *(action for action, is_fit in fit if is_fit))


def records_of(domain: LinkDomain, rules: Rules) -> tuple[Record, ...]:
    """The DNS records the client needs: the CNAME, and Twilio's TXT once its value is known."""
    name = relative_name(domain.host, domain.zone)
    cname = Record("CNAME", name, domain.zone, rules.target)
    if domain.details is None or domain.details.verification is None:
        return (cname,)
    label = VERIFICATION_LABEL if name == "@" else f"{VERIFICATION_LABEL}.{name}"
    return cname, Record("TXT", label, domain.zone, domain.details.verification)
