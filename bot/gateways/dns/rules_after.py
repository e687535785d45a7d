"""Rules for what comes after the record: DNSSEC, CAA, verification, and what resolvers still remember."""

from datetime import datetime

from bot.core.facts import Code, Verdict
from bot.gateways.dns.echoes import Echo, Memory
from bot.gateways.dns.survey import Cause, Survey, View, cause


def dnssec(survey: Survey) -> Cause | None:
    """A resolver refuses the zone's signatures; another one that has verified them would prove it wrong."""
    heard = (*survey.echoes, *survey.doubts)
    bogus = _first(heard, Memory.BOGUS)
    if bogus is None or any(echo.memory is not Memory.BOGUS and echo.proof.is_authenticated for echo in heard):
        return None
    return cause(Code.DNSSEC_BOGUS, bogus.proof)


def caa(survey: Survey) -> Cause | None:
    return _of(survey.caa)


def verification(survey: Survey) -> Cause | None:
    return _of(survey.text)


def resolver_fault(survey: Survey) -> Cause | None:
    """Only when no resolver at all can tell: one that fails beside others says nothing."""
    if not survey.echoes or any(echo.memory is not Memory.FAULT for echo in survey.echoes):
        return None
    proof = survey.echoes[0].proof
    return cause(Code.RESOLVER_FAULT, proof, seen=proof.server.address)


def stale(survey: Survey) -> Cause | None:
    echo = _first(survey.echoes, Memory.STALE)
    return cause(Code.STALE_POSITIVE_CACHE, echo.proof, seen=echo.seen, until=_until(survey)) if echo else None


def negative(survey: Survey) -> Cause | None:
    echo = _first(survey.echoes, Memory.NEGATIVE)
    return cause(Code.NEGATIVE_CACHE, echo.proof, until=_until(survey)) if echo else None


def visible_everywhere_at(survey: Survey) -> datetime | None:
    """When the last of the caches that we heard forgets."""
    times = [echo.until for echo in survey.echoes if echo.until and echo.memory in (Memory.STALE, Memory.NEGATIVE)]
    return max(times, default=None)


def _until(survey: Survey) -> str:
    at = visible_everywhere_at(survey)
    return f"{at:%H:%M} UTC" if at else ""


def _first(echoes: tuple[Echo, ...], memory: Memory) -> Echo | None:
    return next((echo for echo in echoes if echo.memory is memory), None)


def _of(view: View | None) -> Cause | None:
    if view is None or view.finding is None or view.verdict is not Verdict.WRONG:
        return None
    return Cause(view.finding, view.proof)
