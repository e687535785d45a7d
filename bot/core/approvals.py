"""Who may do what, who may decide, and what exactly is approved. Fails closed: who holds no role may do nothing."""

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum

from bot.core.commands import Actor
from bot.core.domain import LinkDomain, SslRequest
from bot.core.errors import Reason
from bot.core.people import Role
from bot.core.rules import Rules


class Act(StrEnum):
    """What a person may want to do."""

    LOOK = "look"
    """See lists, status, timeline, clients and campaigns; help."""
    ADD = "add"
    CHECK = "check"
    FORWARD = "forward"
    WRITE = "write"
    """Have the records written at the provider."""
    GIVE_DETAILS = "give_details"
    REQUEST_SSL = "request_ssl"
    DECIDE_SSL = "decide_ssl"
    ATTACH = "attach"
    HAND_OVER = "hand_over"
    EDIT = "edit"
    """Change what people said of a domain, and where its card stands."""
    MANAGE = "manage"
    """Add clients, campaigns, credentials; remove."""
    CANCEL = "cancel"
    """Take back a domain that is not needed, before SSL is asked of the approvers."""


_ANYBODY = frozenset(Role)
_HOLDERS = {
    Act.LOOK: _ANYBODY,
    Act.ADD: _ANYBODY,
    Act.CHECK: _ANYBODY,
    Act.FORWARD: _ANYBODY,
    Act.WRITE: _ANYBODY,
    Act.REQUEST_SSL: _ANYBODY,
    Act.ATTACH: _ANYBODY,
    Act.HAND_OVER: _ANYBODY,
    Act.EDIT: _ANYBODY,
    Act.GIVE_DETAILS: frozenset({Role.OPERATOR, Role.ADMIN}),
    Act.DECIDE_SSL: frozenset({Role.APPROVER}),
    Act.MANAGE: frozenset({Role.ADMIN}),
    Act.CANCEL: frozenset({Role.ADMIN}),
}


def may(actor: Actor, act: Act, rules: Rules, owner: str | None = None) -> bool:
    """Whether the actor's roles allow the act; ``owner`` is the domain's owner, where there is a domain."""
    if not actor.user_id:
        return False
    if actor.roles & _HOLDERS[act]:
        return True
    if act is Act.CANCEL:
        return bool(actor.roles) and owner == actor.user_id
    is_own = owner == actor.user_id or not rules.operators
    return act is Act.GIVE_DETAILS and Role.MANAGER in actor.roles and is_own


def refuse_decision(actor: Actor, request: SslRequest, rules: Rules) -> Reason | None:
    """Why the actor may not decide this request; None: they may."""
    if not may(actor, Act.DECIDE_SSL, rules):
        return Reason.NOT_ALLOWED
    if rules.four_eyes and actor.user_id == request.requested_by:
        return Reason.OWN_REQUEST
    return None


def may_decide(actor: Actor, request: SslRequest, rules: Rules) -> bool:
    """Whether the actor may decide this request."""
    return refuse_decision(actor, request, rules) is None


def eligible_approvers(approvers: Iterable[str], requester: str, rules: Rules) -> tuple[str, ...]:
    """Who of the approvers may decide what ``requester`` asks for."""
    return tuple(user for user in approvers if user and not (rules.four_eyes and user == requester))


def digest_of(domain: LinkDomain) -> str:
    """Names exactly what is approved: Twilio's certificate for this host of this client, under this Domain SID."""
    sid = domain.details.domain_sid if domain.details else None
    approved = [domain.team_id, domain.host, domain.client_id, sid, "request_certificate"]
    return hashlib.sha256(json.dumps(approved).encode()).hexdigest()
