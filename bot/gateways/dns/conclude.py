"""From what was gathered and judged to the diagnosis that the rest of the program knows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dns.name import Name

from bot.core.facts import Code, Diagnosis, Evidence, FactName, Finding, Observation, Provider, Record, Verdict
from bot.core.hostname import relative_name
from bot.core.providers import provider_by_soa, provider_of
from bot.gateways.dns.replies import Reply
from bot.gateways.dns.rules_after import visible_everywhere_at
from bot.gateways.dns.survey import Cause, Survey, View
from bot.gateways.dns.walk import text
from bot.gateways.web_probe import WebReport

_ORDER = list(Code)
_CANNOT_TELL = frozenset({Code.SERVERS_UNREACHABLE, Code.RESOLVER_FAULT})
_BESIDE_RIGHT = frozenset(
    {
        Code.PARTIAL_LAME,
        Code.WILDCARD_MATCH,
        Code.CNAME_CHAIN_OK,
        Code.TTL_TOO_LONG,
        Code.RESOLVER_FAULT,
        Code.STALE_POSITIVE_CACHE,
        Code.NEGATIVE_CACHE,
    }
)
"""Told beside a right record."""

_OTHER_FACTS = frozenset({Code.CAA_BLOCKS, Code.TXT_VERIFY_WRONG, Code.TXT_VERIFY_DOUBLED, Code.TXT_VERIFY_MISSING})


def conclude(
    survey: Survey,
    causes: Sequence[Cause],
    report: WebReport | None,
    replies: Iterable[Reply],
    target: str,
    zone_hint: str | None,
) -> Diagnosis:
    """The findings in their order, one observation for each fact that was looked at, and the proof of all of it."""
    record = _record(survey, target, zone_hint)
    web = report.findings if report else ()
    findings = [_completed(finding, record, survey.free) for finding in (*(cause.finding for cause in causes), *web)]
    evidence = (*(reply.evidence() for reply in replies), *(report.evidence if report else ()))
    return Diagnosis(
        host=text(survey.question.host),
        record=record,
        findings=tuple(sorted(findings, key=lambda f: _ORDER.index(f.code))) or (Finding(Code.OK),),
        observations=_observations(survey, causes, report, record),
        evidence=evidence,
        visible_everywhere_at=visible_everywhere_at(survey),
        provider=_provider(survey),
    )


def _provider(survey: Survey) -> Provider | None:
    """By the names of the servers; by the SOA record where they carry the client's own."""
    named = provider_of(survey.charge.cut.names) if survey.charge.is_found else None
    return named or (provider_by_soa(text(survey.soa.mname), text(survey.soa.rname)) if survey.soa else None)


def _record(survey: Survey, target: str, zone_hint: str | None) -> Record:
    host, zone = text(survey.question.host), text(survey.charge.home)
    is_hint_used = zone_hint and not survey.charge.answering and host.endswith(f".{zone_hint}")
    zone = zone_hint if zone_hint and is_hint_used else zone
    return Record("CNAME", relative_name(host, zone), zone, target)


def _completed(finding: Finding, record: Record, free: Name | None = None) -> Finding:
    """Every finding names its zone, and a free name where another one may be wanted."""
    offer = {"free": text(free)} if free is not None else {}
    return replace(finding, details={"zone": record.zone, **offer, **finding.details})


def _steady(finding: Finding) -> Finding:
    """Without the moment at which caches forget: it is counted anew at each look, and the fact has not changed."""
    return replace(finding, details={key: value for key, value in finding.details.items() if key != "until"})


def _observations(
    survey: Survey, causes: Sequence[Cause], report: WebReport | None, record: Record
) -> dict[FactName, Observation]:
    found = {FactName.RECORD: _of_record(survey, causes, record)}
    if survey.caa:
        found[FactName.CAA] = _of_view(survey.caa, record)
    if survey.text:
        found[FactName.VERIFICATION] = _of_view(survey.text, record)
    if report:
        found[FactName.HTTPS] = _of_web(report, record)
    return found


def _of_record(survey: Survey, causes: Sequence[Cause], record: Record) -> Observation:
    """Right, or why not. DNSSEC that does not verify makes a record wrong: validating networks, and the certificate's
    authority among them, refuse it."""
    own = [cause for cause in causes if cause.code not in _OTHER_FACTS]
    against = next((cause for cause in own if cause.code not in _BESIDE_RIGHT or not survey.is_right), None)
    if against is not None:
        verdict = Verdict.UNKNOWN if against.code in _CANNOT_TELL else Verdict.WRONG
        return Observation(verdict, _completed(against.finding, record, survey.free), _proof(against.proof))
    beside = next((_steady(_completed(cause.finding, record)) for cause in own), None)
    return Observation(Verdict.RIGHT, beside, _proof(survey.charge.answering[0]))


def _of_view(view: View, record: Record) -> Observation:
    finding = view.finding
    if view.verdict is Verdict.UNKNOWN:
        finding = Finding(Code.SERVERS_UNREACHABLE)
    return Observation(view.verdict, _completed(finding, record) if finding else None, _proof(view.proof))


def _of_web(report: WebReport, record: Record) -> Observation:
    told = next((f for f in report.findings if f.code is not Code.LIVE), None)
    evidence = report.evidence[0] if report.evidence else None
    finding = _completed(told, record) if told else None
    return Observation(report.verdict, finding, evidence, report.expires_at)


def _proof(reply: Reply | None) -> Evidence | None:
    return reply.evidence() if reply else None
