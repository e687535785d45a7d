"""Rules on the CNAME that stands at the host, and on servers that disagree about it."""

from bot.core.facts import Code
from bot.gateways.dns.chain import End
from bot.gateways.dns.guesses import appended, is_slip, is_url
from bot.gateways.dns.replies import Reply, Soa
from bot.gateways.dns.survey import Cause, Survey, cause
from bot.gateways.dns.walk import text

LONG_TTL = 86_400


def split(survey: Survey) -> Cause | None:
    """The servers that answer do not say the same."""
    charge = survey.charge
    if charge.is_split:
        return _split_aliases(survey)
    if survey.near is None or not survey.near.is_uneven:
        return None
    return cause(Code.SPLIT_AUTH, charge.answering[-1], variant="mixed")


def _split_aliases(survey: Survey) -> Cause:
    target = survey.question.target
    right = [(reply, soa) for reply, soa in survey.serials if reply.aliases == (target,)]
    wrong = [(reply, soa) for reply, soa in survey.serials if reply.aliases != (target,)]
    if not right:
        seen = ", ".join(sorted({text(name) for reply, _ in wrong for name in reply.aliases}))
        return cause(Code.SPLIT_AUTH, wrong[0][0], variant="neither", seen=seen)
    newest, other = _serial(right), _serial(wrong)
    variant = "broken" if newest == other else "wait" if newest > other else "gone"
    return cause(Code.SPLIT_AUTH, wrong[0][0], variant=variant, newer=_servers(right), older=_servers(wrong))


def _serial(said: list[tuple[Reply, Soa | None]]) -> int:
    return max((soa.serial for _, soa in said if soa is not None), default=0)


def _servers(said: list[tuple[Reply, Soa | None]]) -> str:
    return ", ".join(reply.server.name or reply.server.address for reply, _ in said[:3])


def multiple(survey: Survey) -> Cause | None:
    """Two CNAMEs at one name are illegal (RFC 1034 3.6.2); some panels publish them all the same."""
    aliases = survey.charge.aliases
    if len(aliases) < 2 or survey.charge.is_split:
        return None
    details = {} if survey.question.target in aliases else {"variant": "neither"}
    seen = ", ".join(text(name) for name in aliases)
    return cause(Code.MULTIPLE_CNAMES, survey.charge.answering[0], seen=seen, **details)


def url_in_value(survey: Survey) -> Cause | None:
    hops = survey.chain.hops if survey.chain else ()
    return _seen(survey, Code.URL_IN_VALUE) if hops and is_url(hops[0]) else None


def zone_appended(survey: Survey) -> Cause | None:
    if survey.chain is None or survey.is_right:
        return None
    question = survey.question
    end = appended(survey.chain.hops[0], question.target, question.host, question.registrable)
    return _seen(survey, Code.TARGET_HAS_ZONE_APPENDED, appended=text(end)) if end is not None else None


def target_typo(survey: Survey) -> Cause | None:
    if survey.chain is None or survey.is_right or not is_slip(survey.chain.hops[0], survey.question.target):
        return None
    return _seen(survey, Code.TARGET_TYPO)


def loop(survey: Survey) -> Cause | None:
    if survey.chain is None or survey.chain.end is not End.LOOP:
        return None
    path = " → ".join(text(name) for name in (survey.question.host, *survey.chain.hops[:4]))
    return cause(Code.CNAME_LOOP, survey.chain.proof, path=path)


def chain_unknown(survey: Survey) -> Cause | None:
    """It may still reach us: a hop whose servers do not answer is no proof of a wrong record."""
    if survey.chain is None or survey.chain.end is not End.UNKNOWN:
        return None
    last = text(survey.chain.hops[-1])
    return cause(Code.SERVERS_UNREACHABLE, survey.chain.proof, zone=last, servers=f"on the way of {last}")


def chain_broken(survey: Survey) -> Cause | None:
    if survey.chain is None or survey.chain.end not in (End.BROKEN, End.TOO_LONG):
        return None
    details = {"variant": "long"} if survey.chain.end is End.TOO_LONG else {}
    hops = survey.chain.hops
    return cause(Code.CNAME_CHAIN_BROKEN, survey.chain.proof, end=text(hops[-1]), seen=text(hops[0]), **details)


def wildcard_other(survey: Survey) -> Cause | None:
    """A catch-all answers for the host, with a CNAME or with other records."""
    if not survey.is_wildcard or survey.is_right:
        return None
    if survey.chain:
        return _seen(survey, Code.WILDCARD_OTHER)
    found = survey.near.at_host[0] if survey.near and survey.near.at_host else None
    return cause(Code.WILDCARD_OTHER, found, seen=", ".join(found.texts(found.rdtype)) if found else "")


def wrong_target(survey: Survey) -> Cause | None:
    if survey.chain is None or survey.chain.end is not End.ELSEWHERE:
        return None
    hops = survey.chain.hops
    onward = {"onward": text(hops[-1])} if len(hops) > 1 else {}
    return _seen(survey, Code.WRONG_TARGET, **onward)


def wildcard_match(survey: Survey) -> Cause | None:
    is_match = survey.is_wildcard and survey.is_right
    return cause(Code.WILDCARD_MATCH, survey.charge.answering[0]) if is_match else None


def chain_works(survey: Survey) -> Cause | None:
    if survey.chain is None or not survey.is_right or survey.chain.is_direct:
        return None
    by_way = ", ".join(text(name) for name in survey.chain.hops[:-1])
    return cause(Code.CNAME_CHAIN_OK, survey.charge.answering[0], seen=by_way)


def long_ttl(survey: Survey) -> Cause | None:
    said = survey.charge.answering if survey.is_right else ()
    longest = max(said, key=lambda reply: reply.ttl or 0, default=None)
    if longest is None or (longest.ttl or 0) <= LONG_TTL:
        return None
    days = (longest.ttl or 0) / LONG_TTL
    return cause(Code.TTL_TOO_LONG, longest, seen=str(longest.ttl), days=f"{days:.0f}" if days >= 2 else f"{days:.1f}")


def _seen(survey: Survey, code: Code, **details: str) -> Cause:
    seen = text(survey.charge.aliases[0])
    return cause(code, survey.charge.answering[0], seen=seen, **details)
