"""All kinds of trouble in one book."""

import json

from tests.check.kinds import beyond, names, pairs, record, servers, web
from tests.check.kinds.build import SHARED, Case

SLOW = ("drop", "delay", "loss", "servfail", "no_tcp")

CASES = [*names.CASES, *servers.CASES, *record.CASES, *beyond.CASES, *web.CASES, *pairs.CASES]
BOOK = {
    "version": 1,
    "about": "Own cases for `linkdomain check HOST --json`, in the form that dns_case_server.py serves.",
    "shared": SHARED,
    "cases": CASES,
}


def is_quick(case: Case) -> bool:
    """No server in it makes anybody wait."""
    text = json.dumps([case["servers"], case.get("resolvers")])
    return not any(word in text for word in SLOW)
