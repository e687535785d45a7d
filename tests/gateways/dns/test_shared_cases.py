"""The shared case book: every case, and the codes with their order."""

import json
import os
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from bot.core.facts import Code, Finding
from tests.gateways.dns.cases import DATA, MARKS, faults, load_server

pytestmark = MARKS
BOOK = json.loads((DATA / "cases.json").read_text(encoding="utf-8")) if (DATA / "cases.json").exists() else {}
CASES = BOOK.get("cases", [])


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return load_server()


@pytest.fixture(scope="module")
def authority(tool: ModuleType) -> Iterator[object]:
    made = tool.LabCA()
    yield made
    made.close()


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_shared_case_is_told_as_wanted(case: dict[str, Any], tool: ModuleType, authority: object) -> None:
    net = f"127.{100 + os.getpid() % 100}.{1 + int(str(case['id'])[1:])}"
    assert faults(case, BOOK["shared"], tool, authority, net) == []


def test_the_codes_their_order_severity_and_actors_are_the_shared_ones() -> None:
    codes = json.loads((DATA / "codes.json").read_text(encoding="utf-8"))
    assert [str(code) for code in Code] == codes["order"]
    for code in Code:
        finding, entry = Finding(code), codes["codes"][code]
        assert (str(finding.severity), str(finding.who_acts)) == (entry["severity"], entry["who_acts"])
