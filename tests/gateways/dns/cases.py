"""Cases in the form of the shared case server, judged from the outside as programs see us: JSON, exit code, advice."""

import importlib.util
import json
import re
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.check import look
from bot.check.page import as_text
from bot.check.paint import Paint
from bot.check.report import as_document
from bot.core.facts import Code

SHARED = Path(__file__).parents[3].parent / "shared"
DATA = SHARED / "data" / "dns"
SERVER = SHARED / "tools" / "dns_case_server.py"

# Their servers stop by being told so, some sockets later than the test ends.
MARKS = [
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(not SERVER.exists(), reason="the shared DNS cases are not beside this checkout"),
]


def load_server() -> ModuleType:
    """The tool that serves a case."""
    spec = importlib.util.spec_from_file_location("dns_case_server", SERVER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def faults(
    case: Mapping[str, Any], shared: Mapping[str, Any], tool: ModuleType, authority: object, net: str
) -> list[str]:
    """Serves the case, looks at it, and names what is not as wanted."""
    with tool.CaseServer(case, shared, net=net, ca=authority) as server:
        words = server.arguments()
        options = {word: words[at + 1] for at, word in enumerate(words) if word in ("--verification", "--previous")}
        began = time.time()
        result = look(
            str(case["host"]),
            {name: value for name, value in server.settings().items() if value},
            is_quick="--quick" in words,
            verification=options.get("--verification"),
            previous=Path(options["--previous"]) if "--previous" in options else None,
        )
        asked = list(server.asked)
    answer = json.loads(json.dumps(as_document(result)))
    found = (
        *_of_code(answer, case["expect"], result.exit_code, len(asked)),
        *_of_words(answer, case["expect"], began),
        _of_resolvers(answer, asked),
        _differs("page too wide", _too_wide(as_text(result, Paint())), []),
    )
    return [f"{case['id']}: {fault}" for fault in found if fault]


def _of_code(answer: dict[str, Any], want: dict[str, Any], exit_code: int, asked: int) -> list[str | None]:
    entry = json.loads((DATA / "codes.json").read_text(encoding="utf-8"))["codes"][want["code"]]
    wanted_exit = {"retry": 3}.get(entry["who_acts"], 1 if entry["severity"] == "error" else 0)
    return [
        _differs("code", answer["code"], want["code"]),
        _differs("severity", answer["severity"], entry["severity"]),
        _differs("who_acts", answer["who_acts"], entry["who_acts"]),
        _differs("exit code", exit_code, wanted_exit),
        _differs("evidence", bool(answer["evidence"]), bool(asked)),
        _differs("also", [code for code in want.get("also", []) if code not in answer["also"]], []),
        _differs("queries", bool(want.get("no_query") and asked), False),
    ]


def _too_wide(page: str) -> list[str]:
    """A name that is longer than the paper is left whole, so that it can be copied."""
    return [line for line in page.splitlines() if len(line) > 80 and max(map(len, line.split())) < 60]


def _of_resolvers(answer: dict[str, Any], asked: list[tuple[str, str, str]]) -> str | None:
    """As long as the authorities do not have the record, a resolver that is asked for it would remember that."""
    if not answer["record"] or list(Code).index(Code(answer["code"])) >= list(Code).index(Code.DNSSEC_BOGUS):
        return None
    early = [one for one in asked if one[0].startswith("resolver") and one[1] == f"{answer['host']}."]
    return _differs("asked too early", early, [])


def _of_words(answer: dict[str, Any], want: dict[str, Any], began: float) -> list[str | None]:
    advice = str(answer["advice"])
    missing = [word for word in want.get("must_mention", []) if not re.search(word, advice, re.IGNORECASE)]
    never = [word for word in want.get("must_not_mention", []) if re.search(word, advice, re.IGNORECASE)]
    found = [_differs("advice lacks", missing, []), _differs("advice has", never, [])]
    if "record" in want:
        record = answer["record"] or {}
        found.append(_differs("record", {field: record.get(field) for field in ("name", "zone")}, want["record"]))
    if "provider" in want:
        found.append(_differs("provider", (answer["provider"] or {}).get("id"), want["provider"]))
    if "visible_in_s" in want:
        low, high = want["visible_in_s"]
        at = datetime.fromisoformat(str(answer["visible_everywhere_at"])).timestamp() - began
        found.append(_differs("visible in", low <= at <= high, True))
    return found


def _differs(what: str, seen: object, wanted: object) -> str | None:
    return None if seen == wanted else f"{what} is {seen!r}, wanted {wanted!r}"
