"""Asking for the certificates of many domains at once, and deciding on them in one message."""

from datetime import datetime

from bot.core.approvals import Act, eligible_approvers
from bot.core.commands import Actor, DecideSsl
from bot.core.domain import LinkDomain, RequestState
from bot.core.errors import Reason, Refused
from bot.core.grouped import (
    MAX_GROUP,
    DecidedMany,
    DecideMany,
    GroupModel,
    GroupRow,
    ReadyQuery,
    RequestMany,
    can_be_grouped,
)
from bot.services import digests, requests_shown
from bot.services.common import allow, allow_look, load_used, once
from bot.services.lists import client_named
from bot.services.ports import Transaction
from bot.services.reading import approval
from bot.services.ssl import decide, store_request


def ready(tx: Transaction, query: ReadyQuery, actor: Actor, now: datetime) -> list[str]:
    """The ids of the domains whose SSL could be asked for together now, longest here first; at most one message of
    them. Raises Refused(NOTHING_READY, UNKNOWN_CLIENT)."""
    allow_look(tx, actor)
    client = client_named(tx, query.client, actor, now) if query.client is not None else None
    found = [
        domain
        for domain in tx.surveys.domains(actor.team_id, query.batch_id)
        if client is None or client.id == domain.client_id
        if query.owner in (None, domain.owner) and can_be_grouped(domain)
    ]
    if not found:
        raise Refused(Reason.NOTHING_READY)
    in_order = sorted(found, key=lambda domain: (domain.created_at, domain.host))
    return [domain.id for domain in in_order[:MAX_GROUP]]


def request_many(tx: Transaction, command: RequestMany, actor: Actor, now: datetime) -> int:
    """Stores a request for each domain that is still ready, shown in one message; how many.

    Raises Refused: NOT_ALLOWED, NO_APPROVER, NOTHING_READY.
    """
    once(tx, actor, now)
    allow(tx, actor, Act.REQUEST_SSL)
    if not eligible_approvers(command.approvers, actor.user_id, tx.rules):
        raise Refused(Reason.NO_APPROVER)
    tx.domains.lock(list(command.requests.values()))
    stored: list[str] = []
    domains: list[LinkDomain] = []
    for request_id, domain_id in list(command.requests.items())[:MAX_GROUP]:
        domain = load_used(tx, domain_id, actor)
        if can_be_grouped(domain):
            domains.append(store_request(tx, domain, request_id, actor, now))
            stored.append(request_id)
    if not stored:
        raise Refused(Reason.NOTHING_READY)
    tx.batches.add_group(command.group_id, stored)
    tx.outbox.put(requests_shown.group_asked(command.group_id, actor.team_id, _channel(tx, domains)))
    return len(stored)


def _channel(tx: Transaction, domains: list[LinkDomain]) -> str:
    """Where requests are asked; else where the digest of the domains stands."""
    batch_id = tx.batches.of_domain(domains[0].id)
    of_digest = digests.channel_of(tx, batch_id) if batch_id else ""
    return tx.rules.approval_channel or of_digest or domains[0].channel


def decide_many(tx: Transaction, command: DecideMany, actor: Actor, now: datetime) -> DecidedMany:
    """Approves or rejects the ticked rows, each exactly as it was shown; of each row the first decision wins. What is
    not ticked at an approval is taken out, and asked for singly.

    Raises Refused: NOT_ALLOWED, OWN_REQUEST, NO_ROWS, TOO_LONG beside ``reason``; where no row could be decided, why
    not the first.
    """
    once(tx, actor, now)
    allow(tx, actor, Act.DECIDE_SSL)
    if not command.chosen:
        raise Refused(Reason.NO_ROWS)
    tx.domains.lock(tx.batches.domains_of(command.group_id))
    decided: list[str] = []
    refused: dict[str, Refused] = {}
    rest: list[str] = []
    for number, request_id in tx.batches.requests_of(command.group_id).items():
        if number not in command.chosen:
            rest.append(request_id)
            continue
        try:
            with tx.attempt():
                decided.append(_decide_row(tx, request_id, command.chosen[number], command, actor, now))
        except Refused as error:
            if error.field is not None:
                raise
            refused[_host(tx, request_id)] = error
    if not decided:
        raise next(iter(refused.values()), Refused(Reason.REQUEST_VOID))
    apart = [host for request_id in rest if (host := _taken_out(tx, request_id))] if command.is_approved else []
    if apart:
        channel = requests_shown.group_channel(tx, command.group_id)
        tx.outbox.put(requests_shown.group_asked(command.group_id, actor.team_id, channel, f"apart:{rest[0]}"))
    return DecidedMany(tuple(decided), tuple(apart), refused)


def _decide_row(tx: Transaction, request_id: str, shown: str, command: DecideMany, actor: Actor, now: datetime) -> str:
    request = tx.requests.get(request_id)
    if request is None or not shown or not request.digest.startswith(shown):
        raise Refused(Reason.REQUEST_VOID)
    return decide(tx, DecideSsl(request_id, request.digest, command.is_approved, command.reason), actor, now)


def _host(tx: Transaction, request_id: str) -> str:
    request = tx.requests.get(request_id)
    domain = tx.domains.with_removed(request.domain_id) if request else None
    return domain.host if domain else ""


def _taken_out(tx: Transaction, request_id: str) -> str | None:
    """Asks for it by itself, where it can still be decided; its host."""
    request = tx.requests.get(request_id)
    domain = tx.domains.get(request.domain_id) if request else None
    if request is None or domain is None or request.state is not RequestState.PENDING:
        return None
    tx.batches.take_out(request_id)
    requests_shown.put_asked(tx, domain, request)
    return domain.host


def group(tx: Transaction, group_id: str, actor: Actor, now: datetime) -> GroupModel | None:
    """The message as it is now; None where there is nothing to show."""
    rows = []
    tx.domains.lock(tx.batches.domains_of(group_id))
    for number, request_id in tx.batches.requests_of(group_id).items():
        try:
            rows.append(GroupRow(number, approval(tx, request_id, actor, now)))
        except Refused:
            continue  # its domain has gone
    if not rows:
        return None
    first = rows[0].model
    return GroupModel(group_id, tuple(rows), first.request.requested_by, first.request.requested_at, first.approvers)
