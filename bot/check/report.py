"""What `check` found, and the JSON object that programs get of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.advice import advise
from bot.core.facts import Diagnosis, Evidence, FactName, Finding, Record, Severity, Verdict, WhoActs

RIGHT, WRONG, CANNOT_TELL = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Result:
    """``findings`` are never empty. ``record`` is None where the name cannot have one. ``last_good``: when it was last
    seen right, where a previous result says so. ``resolvers`` are those that may have been asked (``address#port``)."""

    host: str
    findings: tuple[Finding, ...]
    record: Record | None
    diagnosis: Diagnosis | None = None
    last_good: str | None = None
    resolvers: frozenset[str] = frozenset()

    @property
    def is_right(self) -> bool:
        """The record itself is right at its authoritative servers."""
        seen = self.diagnosis.observations.get(FactName.RECORD) if self.diagnosis else None
        return seen is not None and seen.verdict is Verdict.RIGHT

    @property
    def way(self) -> frozenset[str]:
        """What the right record's answer holds, in lower case: the target, or the way to it."""
        seen = self.diagnosis.observations.get(FactName.RECORD) if self.diagnosis else None
        return frozenset(text.lower() for text in (seen.evidence.answer if seen and seen.evidence else ()))

    @property
    def looked_at(self) -> datetime | None:
        """When the last reply came."""
        return max((proof.at for proof in self.diagnosis.evidence), default=None) if self.diagnosis else None

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
        record, provider = (
            self.record or Record("CNAME", "ls", "", ""),
            self.diagnosis.provider if self.diagnosis else None,
        )
        return advise(finding, record, was_live=self.last_good is not None, provider=provider)


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
