"""Rules for a host without a CNAME: what stands in its place, where the record went instead."""

from bot.core.facts import Code
from bot.gateways.dns.guesses import is_slip_of
from bot.gateways.dns.marks import CLOUDFLARE_SERVERS, is_below, is_cloudflare
from bot.gateways.dns.near import AAAA, MX, TXT, A, Near, values
from bot.gateways.dns.survey import Cause, Survey, cause
from bot.gateways.dns.verification import is_verification
from bot.gateways.dns.walk import text


def _at_host(survey: Survey) -> Near | None:
    """What stands there by itself: what a catch-all gives vanishes as soon as the CNAME is there."""
    return survey.near if survey.near and not survey.is_wildcard else None


def doubled_name(survey: Survey) -> Cause | None:
    found = survey.near.doubled if survey.near else None
    return cause(Code.DOUBLED_NAME, found, seen=text(found.name)) if found else None


def proxied(survey: Survey) -> Cause | None:
    near = _at_host(survey)
    is_hosted = any(is_below(name, CLOUDFLARE_SERVERS) for name in survey.charge.cut.names)
    if near is None or not is_hosted or not is_cloudflare(near.addresses):
        return None
    return cause(Code.PROXIED_CLOUDFLARE, near.found(A, AAAA), seen=_list(near.addresses))


def flattened(survey: Survey) -> Cause | None:
    """Our own addresses in place of the CNAME. It may work, but Twilio cannot see the CNAME: wrong until Twilio itself
    accepts it."""
    near = _at_host(survey)
    if near is None or not near.ours.intersection(near.addresses):
        return None
    return cause(Code.FLATTENED_CNAME, near.found(A, AAAA), seen=_list(near.addresses))


def address_instead(survey: Survey) -> Cause | None:
    near = _at_host(survey)
    if near is None or not near.addresses:
        return None
    details = {} if survey.is_site is None else {"variant": "used" if survey.is_site else "unused"}
    return cause(Code.A_INSTEAD_OF_CNAME, near.found(A, AAAA), seen=_list(near.addresses), **details)


def text_instead(survey: Survey) -> Cause | None:
    near = _at_host(survey)
    if near is None or not any(_is_target(survey, value) for value in near.texts):
        return None
    return cause(Code.TXT_INSTEAD_OF_CNAME, near.found(TXT))


def text_conflict(survey: Survey) -> Cause | None:
    near = _at_host(survey)
    if near is None or not any(is_verification(value, survey.question.verification) for value in near.texts):
        return None
    return cause(Code.TXT_NAME_CONFLICT_CNAME, near.found(TXT))


def other_type(survey: Survey) -> Cause | None:
    """Mail, or a text that is neither the record's value nor the verification."""
    near, wanted = _at_host(survey), survey.question.verification
    if near is None:
        return None
    texts = [value for value in near.texts if not (_is_target(survey, value) or is_verification(value, wanted))]
    kind, found = ("TXT", near.found(TXT)) if texts else ("MX", near.found(MX))
    if found is None:
        return None
    seen = tuple(texts) or values(found)
    return cause(Code.TXT_OR_MX_AT_NAME, found, type=kind, seen=_list(seen)[:80])


def _is_target(survey: Survey, value: str) -> bool:
    """Was that text meant to be the record's value? Slips count."""
    target = survey.question.target
    return text(target) in value.lower() or any(is_slip_of(word, target) for word in value.split())


def mistyped_name(survey: Survey) -> Cause | None:
    found = survey.near.mistyped if survey.near else None
    return cause(Code.NAME_TYPO, found, seen=text(found.name)) if found else None


def own_zone(survey: Survey) -> Cause | None:
    """NS records at the host, and no record at the servers they name."""
    charge = survey.charge
    if not charge.is_own_zone or not (survey.near or charge.is_unserved):
        return None
    proof = next(iter((*charge.answering, *charge.lame)), None)
    return cause(Code.NS_AT_NAME_DELEGATED, proof, servers=_list(charge.cut.names))


def wrong_zone(survey: Survey) -> Cause | None:
    found = survey.near.elsewhere if survey.near else None
    if found is None:
        return None
    server, cut = found.server, survey.charge.cut
    if server.name in cut.names:
        old = tuple(other.address for other in cut.servers if other.name == server.name)
        seen = f"{server.name} ({server.address})"
        return cause(Code.WRONG_ZONE_EDITED, found, variant="address", seen=seen, servers=_list(old))
    return cause(Code.WRONG_ZONE_EDITED, found, seen=server.name or server.address, servers=_list(cut.names))


def missing(survey: Survey) -> Cause | None:
    """Nothing explains it: the record is simply not there (yet)."""
    near, charge = survey.near, survey.charge
    if near is None or charge.is_own_zone or near.at_host or near.doubled or near.mistyped or near.elsewhere:
        return None
    first = charge.answering[0]
    return cause(Code.MISSING_NXDOMAIN if first.is_nxdomain else Code.MISSING_NODATA, first)


def _list(values: tuple[str, ...]) -> str:
    more = f" (+{len(values) - 3})" if len(values) > 3 else ""
    return ", ".join(values[:3]) + more
