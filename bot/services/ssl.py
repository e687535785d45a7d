"""Asking for the certificate, and deciding on it."""

from dataclasses import replace
from datetime import datetime
from typing import NoReturn

from bot.core.approvals import Act, digest_of, eligible_approvers, refuse_decision
from bot.core.commands import Actor, DecideSsl, RequestSsl
from bot.core.domain import LinkDomain, RequestState, SslRequest
from bot.core.errors import Conflict, Reason, Refused
from bot.core.events import Event, EventKind
from bot.core.facts import FactName
from bot.core.stage import can_request, is_ready
from bot.services import promises
from bot.services.common import account_of_domain, allow, clean_note, hurried, load_used, once
from bot.services.ports import Transaction
from bot.services.requests_shown import put_asked
from bot.services.telling import announce, event


def request_ssl(tx: Transaction, command: RequestSsl, actor: Actor, now: datetime) -> RequestState:
    """Stores a request; PENDING where it can be decided now, else WAITING for records and verification.

    Raises Refused: UNKNOWN_HOST, NOT_ALLOWED, NO_DETAILS, ALREADY_REQUESTED (details: state, by), NO_APPROVER.
    """
    once(tx, actor, now)
    before = load_used(tx, command.domain_id, actor)
    allow(tx, actor, Act.REQUEST_SSL)
    _refuse_request(tx, before, command, actor)
    after = store_request(tx, before, command.request_id, actor, now)
    put_approval(tx, before, after)
    return after.request.state if after.request else RequestState.WAITING


def store_request(tx: Transaction, before: LinkDomain, request_id: str, actor: Actor, now: datetime) -> LinkDomain:
    """The domain with a request that may be made; showing it to those who decide is the caller's."""
    request = SslRequest(
        id=request_id,
        domain_id=before.id,
        digest=digest_of(before),
        state=RequestState.PENDING if is_ready(before) else RequestState.WAITING,
        requested_by=actor.user_id,
        requested_at=now,
    )
    _add(tx, request)
    after = replace(before, request=request)
    tx.domains.save(after)
    announce(tx, before, after, [event(after, EventKind.SSL_REQUESTED, actor, now, request=request.id)])
    return after


def _refuse_request(tx: Transaction, domain: LinkDomain, command: RequestSsl, actor: Actor) -> None:
    if domain.details is None:
        raise Refused(Reason.NO_DETAILS)
    if not can_request(domain):
        request = domain.request
        is_issued = domain.fact(FactName.CERTIFICATE).holds or request is None
        state = "issued" if is_issued or request is None else request.state.value
        raise Refused(Reason.ALREADY_REQUESTED, state=state, by=request.requested_by if request else "")
    if not eligible_approvers(command.approvers, actor.user_id, tx.rules):
        raise Refused(Reason.NO_APPROVER)


def _add(tx: Transaction, request: SslRequest) -> None:
    try:
        tx.requests.add(request)
    except Conflict:
        raise Refused(Reason.ALREADY_REQUESTED, state=request.state.value, by="") from None


def put_approval(tx: Transaction, before: LinkDomain, after: LinkDomain) -> None:
    """The approval request is shown once it can be decided."""
    request = after.request
    if request is not None and request != before.request and request.state is RequestState.PENDING:
        put_asked(tx, after, request)


def decide_ssl(tx: Transaction, command: DecideSsl, actor: Actor, now: datetime) -> None:
    """Approves or rejects exactly what was shown; the first decision wins. Approval makes Twilio's request, once.

    Raises Refused: NOT_ALLOWED, OWN_REQUEST, ALREADY_DECIDED (details: by, state), REQUEST_VOID (replaced, or another
    Domain SID by now), STALE (cannot be decided yet), TOO_LONG beside ``reason``.
    """
    once(tx, actor, now)
    decide(tx, command, actor, now)


def decide(tx: Transaction, command: DecideSsl, actor: Actor, now: datetime) -> str:
    """The same within a larger act; gives the host."""
    before, request = _load_request(tx, command.request_id, actor)
    allow(tx, actor, Act.DECIDE_SSL)
    _refuse_decision(tx, before, request, command, actor)
    decided = replace(
        request,
        state=RequestState.APPROVED if command.is_approved else RequestState.REJECTED,
        decided_by=actor.user_id,
        decided_at=now,
        reason=clean_note(command.reason, "reason"),
    )
    if not tx.requests.save_if(decided, request):
        _refuse_decided(tx.requests.get(request.id) or request)
    after = replace(before, request=decided)
    after = hurried(after, now, is_close=True) if command.is_approved else after
    tx.domains.save(after)
    announce(tx, before, after, [_decided_event(after, decided, actor, now)])
    put_asked(tx, after, decided)
    if command.is_approved:
        tx.outbox.put(promises.certificate(after, decided, account_of_domain(tx, after)))
    return after.host


def _load_request(tx: Transaction, request_id: str, actor: Actor) -> tuple[LinkDomain, SslRequest]:
    """The request and its domain, locked. Raises Refused where another request has taken its place."""
    request = tx.requests.get(request_id)
    domain = tx.domains.get(request.domain_id) if request else None
    if request is None or domain is None or domain.team_id != actor.team_id:
        raise Refused(Reason.REQUEST_VOID)
    if domain.request is None or domain.request.id != request.id:
        _refuse_decided(request)
    return domain, domain.request


def _refuse_decision(
    tx: Transaction, domain: LinkDomain, request: SslRequest, command: DecideSsl, actor: Actor
) -> None:
    if request.state is not RequestState.PENDING:
        _refuse_decided(request)
    reason = refuse_decision(actor, request, tx.rules)
    if reason is not None:
        raise Refused(reason, owner=domain.owner)
    if not command.digest == request.digest == digest_of(domain):
        raise Refused(Reason.REQUEST_VOID)


def _refuse_decided(request: SslRequest) -> NoReturn:
    if request.state is RequestState.WAITING:
        raise Refused(Reason.STALE)
    if request.state is RequestState.VOID:
        raise Refused(Reason.REQUEST_VOID)
    raise Refused(Reason.ALREADY_DECIDED, by=request.decided_by or "", state=request.state.value)


def _decided_event(domain: LinkDomain, request: SslRequest, actor: Actor, now: datetime) -> Event:
    reason = {"reason": request.reason} if request.reason else {}
    is_approved = request.state is RequestState.APPROVED
    kind = EventKind.SSL_APPROVED if is_approved else EventKind.SSL_REJECTED
    return event(domain, kind, actor, now, request=request.id, **reason)
