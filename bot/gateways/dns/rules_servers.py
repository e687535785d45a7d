"""Rules on registration, delegation and name servers."""

from collections.abc import Sequence

from bot.core.facts import Code
from bot.gateways.dns.marks import is_parking
from bot.gateways.dns.replies import Reply
from bot.gateways.dns.survey import Cause, Survey, cause
from bot.gateways.dns.walk import text


def own_failure(survey: Survey) -> Cause | None:
    """The walk did not even reach the client's domain: our side, or the top of the tree."""
    charge = survey.charge
    if not charge.is_blind:
        return None
    proof = charge.replies[-1] if charge.replies else None
    return cause(Code.RESOLVER_FAULT, proof, seen=text(charge.cut.zone))


def not_registered(survey: Survey) -> Cause | None:
    if survey.charge.registry is None:
        return None
    return cause(Code.DOMAIN_NOT_REGISTERED, survey.charge.registry, zone=text(survey.question.registrable))


def parked(survey: Survey) -> Cause | None:
    """At a parking service; or at other servers than before, where every name leads to one page."""
    charge, is_known = survey.charge, is_parking(survey.charge.cut.names)
    if survey.is_right or not (is_known or survey.is_given_up):
        return None
    details = {} if is_known else {"variant": "changed"}
    return cause(Code.DOMAIN_EXPIRED_PARKED, _first(charge.answering), servers=_names(charge.cut.names), **details)


def lame(survey: Survey) -> Cause | None:
    """All servers speak, and none of them for this zone; or none of their names has an address."""
    charge = survey.charge
    if not charge.is_found or charge.is_own_zone or not charge.is_unserved:
        return None
    details = {"servers": _names(charge.cut.names), "zone": text(charge.zone)}
    if charge.zone != survey.question.registrable:
        details["variant"] = "inner"
    return cause(Code.LAME_DELEGATION, _first(charge.lame), **details)


def unreachable(survey: Survey) -> Cause | None:
    """Unknown, never missing."""
    charge = survey.charge
    if not charge.is_found or charge.answering or (charge.is_own_zone and charge.is_unserved):
        return None
    return cause(
        Code.SERVERS_UNREACHABLE, _first(charge.failing), servers=_names(charge.cut.names), zone=text(charge.zone)
    )


def partial_lame(survey: Survey) -> Cause | None:
    """One of several refuses, fails, or answers without authority."""
    charge = survey.charge
    bad = (*charge.lame, *charge.failing)
    names = [*(_name(reply) for reply in bad), *charge.cut.lost]
    if not charge.answering or not names:
        return None
    return cause(Code.PARTIAL_LAME, _first(bad), servers=_names(names), zone=text(charge.zone))


def _first(replies: Sequence[Reply]) -> Reply | None:
    return replies[0] if replies else None


def _name(reply: Reply) -> str:
    return reply.server.name or reply.server.address


def _names(names: Sequence[str]) -> str:
    shown = list(dict.fromkeys(names))
    more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
    return ", ".join(shown[:3]) + more
