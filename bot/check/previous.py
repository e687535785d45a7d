"""The last good result of a host, as `check --json` printed it: what was right, where, and until when."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.check.faults import Faults
from bot.core.facts import Severity
from bot.gateways.dns.settings import Server, parse_server


@dataclass(frozen=True, slots=True)
class Previous:
    """``last_good`` is when it was last seen right, in words; None where it was not right. ``servers`` had the
    wanted record."""

    last_good: str | None
    servers: tuple[Server, ...]


def read_previous(path: Path, host: str, target: str) -> Previous:
    """Raises Faults where the file is not such a result of this host."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Faults(f"--previous {path} is not a readable JSON file") from None
    if not isinstance(document, dict) or document.get("host") != host:
        raise Faults(f"--previous {path} is not a result for {host}")
    if document.get("severity") == Severity.ERROR:
        return Previous(None, ())
    proofs = tuple(_proofs(document.get("evidence"), host, target))
    times = [at for proof in proofs if (at := _time(proof.get("at")))]
    last_good = f"{max(times):%d %B %Y, %H:%M} UTC" if times else "at the last check"
    return Previous(last_good, _servers(proofs))


def _proofs(evidence: object, host: str, target: str) -> Iterator[Mapping[str, object]]:
    """The replies that held the wanted record."""
    for item in evidence if isinstance(evidence, list) else ():
        if isinstance(item, dict) and item.get("question") == f"{host} CNAME":
            answer = item.get("answer")
            if isinstance(answer, list) and any(
                str(value).lower().rstrip(".") == target.rstrip(".") for value in answer
            ):
                yield item


def _servers(proofs: Sequence[Mapping[str, object]]) -> tuple[Server, ...]:
    found = []
    for proof in proofs:
        try:
            found.append(parse_server(str(proof.get("asked"))))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def _time(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    except ValueError:
        return None
