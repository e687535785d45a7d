"""The shared case book, judged from the outside as programs see us: JSON, exit code, advice."""

import contextlib
import importlib.util
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.check import run
from bot.core.facts import Code, Finding

SHARED = Path(__file__).parents[3].parent / "shared"
BOOK = SHARED / "data" / "dns" / "cases.json"
if not BOOK.exists():
    pytest.skip("the shared DNS cases are not beside this checkout", allow_module_level=True)

DATA = json.loads(BOOK.read_text(encoding="utf-8"))
CODES = json.loads((BOOK.parent / "codes.json").read_text(encoding="utf-8"))
# Their servers stop by being told so, some sockets later than the test ends.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dns_case_server", SHARED / "tools" / "dns_case_server.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def authority(tool: ModuleType) -> Iterator[object]:
    made = tool.LabCA()
    yield made
    made.close()


@contextlib.contextmanager
def environment(settings: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.mark.parametrize("case", DATA["cases"], ids=[case["id"] for case in DATA["cases"]])
def test_every_shared_case_is_told_as_wanted(
    case: dict[str, Any], tool: ModuleType, authority: object, capsys: pytest.CaptureFixture[str]
) -> None:
    net = f"127.{100 + os.getpid() % 100}.{1 + int(str(case['id'])[1:])}"
    with tool.CaseServer(case, DATA["shared"], net=net, ca=authority) as server:
        words = server.arguments()
        options = {word: words[at + 1] for at, word in enumerate(words) if word in ("--verification", "--previous")}
        began = time.time()
        with environment(server.settings()):
            exit_code = run(
                str(case["host"]),
                as_json=True,
                is_quick="--quick" in words,
                verification=options.get("--verification"),
                previous=Path(options["--previous"]) if "--previous" in options else None,
            )
        asked = len(server.asked)
    answer = json.loads(capsys.readouterr().out)
    judge(answer, case["expect"], exit_code, asked, began)


def judge(answer: dict[str, Any], want: dict[str, Any], exit_code: int, asked: int, began: float) -> None:
    entry = CODES["codes"][want["code"]]
    assert answer["code"] == want["code"]
    assert (answer["severity"], answer["who_acts"]) == (entry["severity"], entry["who_acts"])
    assert exit_code == {"retry": 3}.get(entry["who_acts"], 1 if entry["severity"] == "error" else 0)
    assert bool(answer["evidence"]) is bool(asked)
    assert not (want.get("no_query") and asked)
    advice = str(answer["advice"])
    assert [p for p in want.get("must_mention", []) if not re.search(p, advice, re.IGNORECASE)] == []
    assert [p for p in want.get("must_not_mention", []) if re.search(p, advice, re.IGNORECASE)] == []
    if "record" in want:
        record = answer["record"]
        assert {field: record[field] for field in ("name", "zone")} == want["record"]
    if "provider" in want:
        assert answer["provider"]["id"] == want["provider"]
    if "visible_in_s" in want:
        low, high = want["visible_in_s"]
        at = datetime.fromisoformat(str(answer["visible_everywhere_at"]))
        assert low <= at.timestamp() - began <= high


def test_the_codes_their_order_severity_and_actors_are_the_shared_ones() -> None:
    assert [str(code) for code in Code] == CODES["order"]
    for code in Code:
        finding, entry = Finding(code), CODES["codes"][code]
        assert (str(finding.severity), str(finding.who_acts)) == (entry["severity"], entry["who_acts"])
