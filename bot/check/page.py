"""What `check` shows to people: cause, what to do, the record wanted, what each server says, and when caches forget."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.check.paint import Paint
from bot.check.report import Result
from bot.core.advice import headline
from bot.core.facts import Code, Evidence, FactName, Observation, Severity, Verdict, WhoActs
from bot.core.hostname import to_unicode

TITLE = 12
MAX_SERVERS = 8
NAME_COLUMN = 30

_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "✓"}
_SIGNS = {Verdict.RIGHT: "✓", Verdict.WRONG: "✗", Verdict.UNKNOWN: "?"}
_WHO = {
    WhoActs.CLIENT: "the client",
    WhoActs.US: "us",
    WhoActs.WAIT: "nobody: it settles by itself",
    WhoActs.RETRY: "nobody: ask again later",
    WhoActs.WAIT_US: "nobody: the certificate is on its way",
    WhoActs.NONE: "nobody",
}
_SAID = {
    "NXDOMAIN": "no such name",
    "REFUSED": "refuses: it does not serve the domain",
    "SERVFAIL": "fails to answer",
    "TIMEOUT": "no answer",
    "TLS": "no good TLS handshake",
}
_FACTS = {FactName.CAA: "CAA", FactName.VERIFICATION: "TXT", FactName.HTTPS: "HTTPS"}
_OF_THE_TXT = (Code.TXT_VERIFY_MISSING, Code.TXT_VERIFY_DOUBLED)
_HELD = "\N{NO-BREAK SPACE}"
_SAYS_NO = ("NOERROR", "NXDOMAIN")
_BESIDE = ("A", "AAAA", "TXT", "MX")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page's table: who says what."""

    verdict: Verdict
    who: str
    what: str


def as_text(result: Result, paint: Paint) -> str:
    """The whole page, no line wider than the paper."""
    blocks = (_cause(result, paint), _action(result, paint), _wanted(result, paint), _proof(result, paint))
    pages = ["\n".join(line.rstrip().replace(_HELD, " ") for line in block) for block in blocks]
    foot = "\n".join(paint.dim(line) for line in paint.paragraph("", _foot(result)))
    return "\n\n".join(page for page in (*pages, foot) if page)


def _cause(result: Result, paint: Paint) -> Iterator[str]:
    first, shown = result.first, to_unicode(result.host)
    name = result.host if shown == result.host else f"{shown} ({result.host})"
    mark = paint.badge(first.severity, _MARKS[first.severity])
    text = headline(first, was_live=result.last_good is not None)
    if first.code in _OF_THE_TXT and "TXT" not in text:
        text = f"verification TXT {text}"
    yield from paint.head(mark, printable(name), printable(text))


def _action(result: Result, paint: Paint) -> Iterator[str]:
    yield from paint.paragraph("What to do", printable(result.advice(result.first)))
    yield from paint.paragraph("Who acts", _WHO[result.first.who_acts])
    for finding in result.findings[1:]:
        yield from paint.paragraph("Also", f"{_MARKS[finding.severity]} {printable(result.advice(finding))}")


def _proof(result: Result, paint: Paint) -> Iterator[str]:
    yield from paint.rows("Servers", _table(_servers(result), paint))
    yield from paint.rows("Resolvers", _table(_resolvers(result), paint))
    yield from paint.rows("Besides", _table(_facts(result), paint))
    for number, line in enumerate(_caches(result)):
        yield from paint.paragraph("" if number else "Caches", line)


def _wanted(result: Result, paint: Paint) -> Iterator[str]:
    record = result.record
    if record is None:
        return
    provider = result.diagnosis.provider if result.diagnosis else None
    where = f"in {record.zone}" + (f", DNS at {provider.name}" if provider else "")
    line = f"{record.type}   {record.name}   {record.value}   TTL {record.ttl}"
    yield from paint.paragraph("The record", line)
    yield from paint.paragraph("", where)


def _servers(result: Result) -> list[Row]:
    """What each authoritative server says of the host, or which other records it has there."""
    said = [proof for proof in _about_host(result) if proof.asked not in result.resolvers]
    replies = [proof for proof in said if _type(proof) == "CNAME" and not _is_referral(proof)]
    beside = [proof for proof in said if _type(proof) in _BESIDE and proof.answer]
    if beside and not any(proof.answer for proof in replies):
        others = {proof.asked for proof in beside}
        replies = [proof for proof in replies if proof.asked not in others] + beside
    return [_row(result, proof) for proof in replies]


def _resolvers(result: Result) -> list[Row]:
    """What each resolver remembers; of its addresses only where they are old."""
    said = [proof for proof in _about_host(result) if proof.asked in result.resolvers]
    first = {proof.asked: proof for proof in reversed(said) if _type(proof) == "CNAME"}  # the second is unchecked
    rows = [_row(result, proof) for proof in reversed(first.values())]
    old = {row.who for row in rows if row.verdict is not Verdict.RIGHT}
    stale = [proof for proof in said if _type(proof) == "A" and not _is_ours(result, proof)]
    return rows + [_row(result, proof) for proof in stale if proof.where not in old]


def _row(result: Result, proof: Evidence) -> Row:
    if _is_elsewhere(result, proof):
        return Row(Verdict.WRONG, proof.where, f"{_answers(proof)}, but is not in charge")
    is_unknown = not proof.answer and proof.rcode not in _SAYS_NO
    verdict = Verdict.UNKNOWN if is_unknown else Verdict.RIGHT if _is_ours(result, proof) else Verdict.WRONG
    return Row(verdict, proof.where, _answers(proof))


def _is_elsewhere(result: Result, proof: Evidence) -> bool:
    """Is that the server that has the record and is asked by nobody?"""
    seen = result.diagnosis.observations.get(FactName.RECORD) if result.diagnosis else None
    return result.first.code is Code.WRONG_ZONE_EDITED and seen is not None and seen.evidence == proof


def _is_ours(result: Result, proof: Evidence) -> bool:
    """The wanted value and nothing else, or the way to it that the authoritative servers give."""
    value = result.record.value.lower() if result.record else ""
    first = proof.answer[0].lower() if proof.answer else None
    is_one = _type(proof) != "CNAME" or len(proof.answer) == 1
    return first is not None and ((first == value and is_one) or (result.is_right and first in result.way))


def _facts(result: Result) -> list[Row]:
    observations = result.diagnosis.observations if result.diagnosis else {}
    seen = [(name, observations[fact]) for fact, name in _FACTS.items() if fact in observations]
    return [Row(one.verdict, name, _of_fact(one)) for name, one in seen if one.evidence]


def _of_fact(seen: Observation) -> str:
    proof = seen.evidence
    if proof is None:
        return ""
    until = f", certificate until {seen.expires_at.day} {seen.expires_at:%B %Y}" if seen.expires_at else ""
    if seen.verdict is Verdict.RIGHT and not proof.answer and proof.question.endswith(" CAA"):
        return "nothing forbids the certificate"
    about = proof.question.removeprefix("GET ").removesuffix(f" {_type(proof)}")
    return f"{about}: {_answers(proof)}{until}"


def _answers(proof: Evidence) -> str:
    """An answer in words; rcodes stay for programs."""
    if proof.answer:
        kind = "" if proof.question.startswith("GET ") else f"{_type(proof)} "
        ttl = f"   TTL{_HELD}{proof.ttl}" if proof.ttl is not None else ""
        return printable(f"{kind}{', '.join(proof.answer)}") + ttl
    if proof.rcode == "NOERROR":
        return f"no {_type(proof)} there"
    return _SAID.get(proof.rcode, printable(proof.rcode))


def _table(rows: Sequence[Row], paint: Paint) -> Iterator[str]:
    """Rows under each other, those that say the same told once."""
    shown = list(dict.fromkeys(rows))
    column = min(max((len(row.who) for row in shown[:MAX_SERVERS]), default=0), NAME_COLUMN)
    for row in shown[:MAX_SERVERS]:
        sign = paint.sign(row.verdict, _SIGNS[row.verdict])
        room = max(paint.width - TITLE - 2 - column - 4, 20)
        lines = textwrap.wrap(row.what, room, break_on_hyphens=False) or [""]
        if len(row.who) > column:
            yield f"{sign} {row.who}"
        else:
            yield f"{sign} {row.who:<{column}}  {lines.pop(0)}"
        yield from (f"  {'':<{column}}  {line}" for line in lines)
    if len(shown) > MAX_SERVERS:
        yield paint.dim(f"and {len(shown) - MAX_SERVERS} more")


def _caches(result: Result) -> Iterator[str]:
    """Who forgets the old answer when; after a change that is still to come, how long that will take."""
    if result.diagnosis is None:
        return
    visible_at, now = result.diagnosis.visible_everywhere_at, result.looked_at
    if visible_at is None or now is None:
        longest = max((proof.ttl or 0 for proof in _about_host(result) if _type(proof) == "CNAME"), default=0)
        if longest and not result.is_right:
            yield f"Once it is mended, networks that have asked before may need {span(longest)} more to see it"
        return
    yield f"{now:%H:%M} UTC  right at the name servers"
    for at, where in sorted({(at, where) for where, at in _forgetting(result).items()}):
        yield f"{at:%H:%M} UTC  {where} forgets the old answer, in {span((at - now).total_seconds())}"
    yield f"{visible_at:%H:%M} UTC  visible everywhere by then, {visible_at.day} {visible_at:%B}"


def _forgetting(result: Result) -> dict[str, datetime]:
    """Each resolver that has the old answer, and when it has it no more."""
    found: dict[str, datetime] = {}
    for proof in _about_host(result):
        if proof.asked in result.resolvers and proof.ttl is not None and not _is_ours(result, proof):
            at = proof.at + timedelta(seconds=proof.ttl)
            found[proof.where] = max(at, found.get(proof.where, at))
    return found


def _foot(result: Result) -> str:
    if result.diagnosis is None or result.looked_at is None:
        return str(result.first.code)
    count = len(result.diagnosis.evidence)
    at = f"{result.looked_at.day} {result.looked_at:%B %Y, %H:%M:%S} UTC"
    return f"{result.first.code} · {count} questions · {at}"


def _about_host(result: Result) -> list[Evidence]:
    """The replies about the host itself, in the order of the questions."""
    evidence = result.diagnosis.evidence if result.diagnosis else ()
    return [proof for proof in evidence if proof.question.partition(" ")[0] == result.host]


def _type(proof: Evidence) -> str:
    return proof.question.rpartition(" ")[2]


def _is_referral(proof: Evidence) -> bool:
    return any(text.startswith("NS ") for text in proof.answer)


def span(seconds: float) -> str:
    """A length of time as people say it: ``50 s``, ``22 min``, ``5 h``, ``3 days``."""
    for unit, size, until in (("s", 1, 90), ("min", 60, 90 * 60), ("h", 3600, 36 * 3600)):
        if seconds < until:
            return f"{max(round(seconds / size), 0)} {unit}"
    return f"{round(seconds / 86400)} days"


def printable(text: str) -> str:
    """What a client's DNS or web server said may hold anything; a terminal would obey some of it."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
