"""What whoever adds the records has to do, by what was found: add, correct, take out of the way."""

from bot.core.cards import Stage
from bot.core.decide import is_blocking
from bot.core.domain import LinkDomain
from bot.core.facts import Code, FactName, FactState, WhoActs
from bot.core.stage import is_verified, lost_facts
from bot.core.troubles import NOT_THERE

_RECORDS = {FactName.RECORD: "the CNAME", FactName.CAA: "the CAA record", FactName.VERIFICATION: "the verification TXT"}


def mends(domain: LinkDomain, stage: Stage) -> str:
    """``adds the DNS records``, ``corrects the CNAME and adds the verification TXT``: a predicate, without its
    subject."""
    done = dict[str, list[str]]()
    for name in _open(domain, stage):
        if verb := mends_fact(domain, name, was_live=stage is Stage.DEGRADED):
            done.setdefault(verb, []).append(_RECORDS[name])
    if done.get("adds") == [_RECORDS[FactName.RECORD], _RECORDS[FactName.VERIFICATION]]:
        done["adds"] = ["the DNS records"]
    told = [f"{verb} {' and '.join(what)}" for verb, what in done.items()]
    if not told:
        return "puts right what changed" if stage is Stage.DEGRADED else "puts right what was found"
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))


def _open(domain: LinkDomain, stage: Stage) -> tuple[FactName, ...]:
    if stage is Stage.DEGRADED:
        return tuple(name for name in lost_facts(domain) if name in _RECORDS)
    is_wrong = domain.fact(FactName.CAA).state is FactState.WRONG
    wanted = (FactName.RECORD, *((FactName.CAA,) if is_wrong else ()))
    left = tuple(name for name in wanted if not domain.fact(name).holds)
    return left if is_verified(domain) else (*left, FactName.VERIFICATION)


def mends_fact(domain: LinkDomain, name: FactName, *, was_live: bool = False) -> str:
    """The verb for one record; empty where nobody at the client can do anything about it."""
    fact = domain.fact(name)
    finding = fact.finding if fact.state is FactState.WRONG else None
    if finding is None:
        return "adds"
    if finding.who_acts is not WhoActs.CLIENT:
        return ""
    if finding.code in NOT_THERE and not finding.details.get("variant"):
        return "adds back" if was_live else "adds"
    if name is FactName.RECORD and (is_blocking(domain, finding) or finding.code is Code.TXT_OR_MX_AT_NAME):
        return "settles what is in the way of"
    return "changes" if name is FactName.CAA else "corrects"
