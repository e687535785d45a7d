"""Looks and domains for tests of the pure middle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.core.decide import Decision, decide
from bot.core.domain import LinkDomain, RequestState, Setup, SslRequest, Standing, TwilioDetails
from bot.core.events import Event, EventKind
from bot.core.facts import Code, Diagnosis, FactName, Finding, Observation, Record, Verdict
from bot.core.rules import Rules

START = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)
SID = "DN" + "1" * 32
VALUE = "twilio-domain-verification=" + "a" * 32
RULES = Rules(approvers=("UAPP",))
RIGHT, WRONG, UNKNOWN = Verdict.RIGHT, Verdict.WRONG, Verdict.UNKNOWN
MISSING = Code.MISSING_NXDOMAIN

_FINDINGS = {
    FactName.RECORD: MISSING,
    FactName.CAA: Code.CAA_BLOCKS,
    FactName.VERIFICATION: Code.TXT_VERIFY_MISSING,
    FactName.CERTIFICATE: Code.OK_PENDING_TLS,
    FactName.HTTPS: Code.TLS_HANDSHAKE,
}


def details(verification: str | None = VALUE, standing: Standing = Standing.CONFIRMED) -> TwilioDetails:
    return TwilioDetails(SID, verification, standing, "UOPS", START)


def request(state: RequestState, problem: str | None = None) -> SslRequest:
    return SslRequest("r1", "d1", "digest", state, "UOWN", START, problem=problem)


def link_domain(**changes: object) -> LinkDomain:
    domain = LinkDomain(
        id="d1",
        team_id="T1",
        host="ls.acme.com",
        zone="acme.com",
        client_id="c1",
        owner="UOWN",
        setup=Setup.FORWARD,
        channel="C1",
        created_at=START,
        next_check_at=START,
    )
    return replace(domain, **changes)  # type: ignore[arg-type]


def observation(name: FactName, verdict: Verdict, code: Code | None = None) -> Observation:
    if verdict is RIGHT:
        return Observation(RIGHT)
    if name is FactName.ASSOCIATION and verdict is WRONG:
        return Observation(WRONG)
    return Observation(verdict, Finding(code or (Code.RESOLVER_FAULT if verdict is UNKNOWN else _FINDINGS[name])))


def diagnosis(seen: Mapping[FactName, Observation], codes: Sequence[Code] = (), zone: str = "acme.com") -> Diagnosis:
    found = [item.finding for item in seen.values() if item.finding is not None]
    findings = sorted({*(finding.code for finding in found), *codes}, key=list(Code).index) or [Code.OK]
    return Diagnosis(
        host="ls.acme.com",
        record=Record("CNAME", "ls", zone, RULES.target),
        findings=tuple(Finding(code) for code in findings),
        observations=seen,
    )


@dataclass
class Life:
    """A domain that is looked at again and again; keeps every event."""

    domain: LinkDomain = field(default_factory=link_domain)
    now: datetime = START
    events: list[Event] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def look(self, times: int = 1, code: Code | None = None, **verdicts: Verdict) -> "Life":
        """``record=RIGHT, caa=WRONG, …``; what is not named is not looked at. ``code`` is the record's finding."""
        for _ in range(times):
            self._look({FactName(name): verdict for name, verdict in verdicts.items()}, code)
        return self

    def _look(self, verdicts: Mapping[FactName, Verdict], code: Code | None) -> None:
        codes = {FactName.RECORD: code}
        seen = {name: observation(name, verdict, codes.get(name)) for name, verdict in verdicts.items()}
        outside = {name: item for name, item in seen.items() if name is FactName.CERTIFICATE}
        inside = {name: item for name, item in seen.items() if name is not FactName.CERTIFICATE}
        self.now += timedelta(seconds=60)
        self.decisions.append(decide(self.domain, diagnosis(inside), outside, self.now, RULES))
        self.domain = self.last.domain
        self.events += self.last.events

    @property
    def last(self) -> Decision:
        return self.decisions[-1]

    @property
    def request_state(self) -> RequestState | None:
        return self.domain.request.state if self.domain.request else None

    @property
    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]

    def change(self, **changes: object) -> "Life":
        self.domain = replace(self.domain, **changes)  # type: ignore[arg-type]
        return self


def adopted() -> Life:
    """A host set up by hand, live at its first look."""
    return Life(link_domain(details=details())).look(
        record=RIGHT, caa=RIGHT, verification=RIGHT, certificate=RIGHT, https=RIGHT, association=RIGHT
    )
