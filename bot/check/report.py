"""What `check` prints: one JSON object for programs, a page for people."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.advice import advise, headline
from bot.core.facts import Diagnosis, Evidence, Finding, Record, Severity, WhoActs
from bot.core.hostname import to_unicode

RIGHT, WRONG, CANNOT_TELL = 0, 1, 3
WIDTH = 100
MAX_PROOFS = 6

_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "✓"}
_WHO = {
    WhoActs.CLIENT: "the client",
    WhoActs.US: "us",
    WhoActs.WAIT: "nobody: it settles by itself",
    WhoActs.RETRY: "nobody: ask again later",
    WhoActs.WAIT_US: "nobody: the certificate is on its way",
    WhoActs.NONE: "nobody",
}


@dataclass(frozen=True, slots=True)
class Result:
    """``findings`` are never empty. ``record`` is None where the name cannot have one. ``last_good``: when it was last
    seen right, where a previous result says so."""

    host: str
    findings: tuple[Finding, ...]
    record: Record | None
    diagnosis: Diagnosis | None = None
    last_good: str | None = None

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def exit_code(self) -> int:
        if self.first.who_acts is WhoActs.RETRY:
            return CANNOT_TELL
        return WRONG if self.first.severity is Severity.ERROR else RIGHT

    def advice(self, finding: Finding) -> str:
        """The words for one of the findings."""
        if self.last_good:
            finding = replace(finding, details={"last_good": self.last_good, **finding.details})
        return advise(finding, self.record or Record("CNAME", "ls", "", ""), was_live=self.last_good is not None)


def as_json_text(result: Result) -> str:
    """One line of JSON."""
    return json.dumps(as_document(result), ensure_ascii=False)


def as_document(result: Result) -> Mapping[str, object]:
    """The object that other programs rely on."""
    diagnosis, record = result.diagnosis, result.record
    provider = diagnosis.provider if diagnosis else None
    visible_at = diagnosis.visible_everywhere_at if diagnosis else None
    return {
        "host": result.host,
        "code": str(result.first.code),
        "severity": str(result.first.severity),
        "who_acts": str(result.first.who_acts),
        "advice": result.advice(result.first),
        "record": _record(record) if record else None,
        "also": [str(finding.code) for finding in result.findings[1:]],
        "evidence": [_evidence(proof) for proof in (diagnosis.evidence if diagnosis else ())],
        "visible_everywhere_at": _time(visible_at) if visible_at else None,
        "provider": {"id": provider.id, "name": provider.name} if provider else None,
    }


def _record(record: Record) -> Mapping[str, object]:
    return {
        "type": record.type,
        "name": record.name,
        "zone": record.zone,
        "value": record.value,
        "ttl": record.ttl,
    }


def _evidence(proof: Evidence) -> Mapping[str, object]:
    return {
        "asked": proof.asked,
        "question": proof.question,
        "rcode": proof.rcode,
        "answer": list(proof.answer),
        "ttl": proof.ttl,
        "at": _time(proof.at),
    }


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def as_text(result: Result) -> str:
    """A page for a person: what was seen, what to do, the record, the proof."""
    return "\n".join(_lines(result))


def _lines(result: Result) -> Iterator[str]:
    first, shown = result.first, to_unicode(result.host)
    name = result.host if shown == result.host else f"{shown} ({result.host})"
    yield f"{_MARKS[first.severity]} {name}: {headline(first)}"
    yield ""
    yield from _paragraph("What to do", result.advice(first))
    yield from _paragraph("Who acts", _WHO[first.who_acts])
    yield from _about(result)
    for finding in result.findings[1:]:
        yield from _paragraph("Also", result.advice(finding))
    yield from _proofs(result)


def _about(result: Result) -> Iterator[str]:
    record, diagnosis = result.record, result.diagnosis
    if record:
        yield from _paragraph(
            "The record", f"{record.type}   {record.name}   {record.value}   TTL {record.ttl}   (in {record.zone})"
        )
    if diagnosis and diagnosis.provider:
        yield from _paragraph("DNS at", diagnosis.provider.name)
    if diagnosis and diagnosis.visible_everywhere_at:
        yield from _paragraph("Everywhere", f"by {_time(diagnosis.visible_everywhere_at)}")


def _proofs(result: Result) -> Iterator[str]:
    """The replies that the judgement stands on, the host's own first."""
    if result.diagnosis is None:
        return
    used = [seen.evidence for seen in result.diagnosis.observations.values() if seen.evidence]
    for proof in list(dict.fromkeys(used))[:MAX_PROOFS]:
        answer = ", ".join(proof.answer) or "no record"
        yield from _paragraph(
            "Seen", f"{proof.question} at {proof.where}: {proof.rcode}, {answer}  {proof.at:%H:%M:%S} UTC"
        )


def _paragraph(title: str, text: str) -> Iterator[str]:
    indent = " " * 14
    wrapped = textwrap.wrap(text, WIDTH - len(indent), break_long_words=False, break_on_hyphens=False) or [""]
    yield f"  {title:<12}{wrapped[0]}"
    yield from (indent + line for line in wrapped[1:])
