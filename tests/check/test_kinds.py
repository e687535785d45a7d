"""Own cases of every kind of trouble. All of them: ``python -m tests.check.kinds FILE`` and the shared judge."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from bot.core.facts import Code
from tests.check.kinds.book import BOOK, CASES, is_quick
from tests.gateways.dns.cases import MARKS, faults, load_server

pytestmark = MARKS
NO_CASE = {Code.OK_PENDING_TLS, Code.DNS64_SYNTH}
"""Told only where nothing better can be said."""


def test_quick_cases_are_told_as_wanted() -> None:
    tool = load_server()
    authority = tool.LabCA()
    quick = [case for case in CASES if is_quick(case)]

    def one(number: int) -> list[str]:
        net = f"127.{200 + os.getpid() % 50}.{1 + number % 250}"
        return faults(quick[number], BOOK["shared"], tool, authority, net)

    with ThreadPoolExecutor(8) as pool:
        found = [fault for some in pool.map(one, range(len(quick))) for fault in some]
    authority.close()
    assert found == []


def test_every_code_has_a_case_and_every_case_a_name_of_its_own() -> None:
    told = {case["expect"]["code"] for case in CASES} | {c for case in CASES for c in case["expect"].get("also", [])}
    assert {str(code) for code in Code} - told <= {str(code) for code in NO_CASE}
    titles = Counter(case["title"] for case in CASES)
    assert [title for title, count in titles.items() if count > 1] == []
