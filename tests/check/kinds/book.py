"""All kinds of trouble in one book."""

from tests.check.kinds import beyond, names, pairs, record, servers, web
from tests.check.kinds.build import SHARED

CASES = [*names.CASES, *servers.CASES, *record.CASES, *beyond.CASES, *web.CASES, *pairs.CASES]
BOOK = {
    "version": 1,
    "about": "Own cases for `linkdomain check HOST --json`, in the form that dns_case_server.py serves.",
    "shared": SHARED,
    "cases": CASES,
}
