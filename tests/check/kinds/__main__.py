"""``python -m tests.check.kinds FILE [--slow]``: all cases, or those that wait, for `dns_judge.py --cases FILE`."""

import json
import sys
from pathlib import Path

from tests.check.kinds.book import BOOK, CASES, is_quick

if __name__ == "__main__":
    cases = [case for case in CASES if "--slow" not in sys.argv or not is_quick(case)]
    Path(sys.argv[1]).write_text(json.dumps({**BOOK, "cases": cases}, ensure_ascii=False, indent=1), encoding="utf-8")
