"""The last good result of a host, as `check --json` printed it: what was right, where, and until when."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.check.faults import Faults
from bot.core.errors import Refused
from bot.core.facts import NOTHING, Remembered, Severity
from bot.core.hostname import check_name, registrable
from bot.gateways.dns.settings import parse_server

Proof = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Previous:
    """``last_good`` is when it was last seen right, in words; None where it was not right. ``remembered`` is where."""

    last_good: str | None
    remembered: Remembered = NOTHING


def read_previous(path: Path, host: str, target: str) -> Previous:
    """Raises Faults where the file is not such a result of this host."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Faults(f"--previous {path} is not a readable JSON file") from None
    if not isinstance(document, dict) or _plain(document.get("host")) != host:
        raise Faults(f"--previous {path} is not a result for {host}")
    if document.get("severity") == Severity.ERROR:
        return Previous(None)
    evidence = [item for item in document.get("evidence") or () if isinstance(item, dict)]
    proofs = tuple(_proofs(evidence, host, target))
    times = [at for proof in proofs if (at := _time(proof.get("at")))]
    last_good = f"{max(times):%d %B %Y, %H:%M} UTC" if times else "at the last check"
    return Previous(last_good, Remembered(_servers(proofs), tuple(_name_servers(evidence, host))))


def _plain(name: object) -> str:
    """A host as we write it; another writing of it is the same host."""
    try:
        return check_name(str(name))
    except Refused:
        return ""


def _proofs(evidence: Sequence[Proof], host: str, target: str) -> Iterator[Proof]:
    """The replies that held the wanted record."""
    wanted = target.rstrip(".")
    for item in evidence:
        if item.get("question") == f"{host} CNAME" and wanted in map(_bare, _answer(item)):
            yield item


def _name_servers(evidence: Sequence[Proof], host: str) -> Iterator[str]:
    """What the zone's NS records said."""
    zone = registrable(host)
    for item in evidence:
        name, _, rdtype = str(item.get("question")).partition(" ")
        is_own = name == zone or name.endswith(f".{zone}")
        if rdtype == "NS" and is_own and f".{host}".endswith(f".{name}"):
            yield from filter(None, map(_plain, _answer(item)))


def _answer(item: Proof) -> Sequence[object]:
    answer = item.get("answer")
    return answer if isinstance(answer, list) else ()


def _bare(value: object) -> str:
    return str(value).lower().rstrip(".")


def _servers(proofs: Sequence[Proof]) -> tuple[str, ...]:
    found = []
    for proof in proofs:
        try:
            found.append(str(parse_server(str(proof.get("asked")))))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def _time(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    except ValueError:
        return None
