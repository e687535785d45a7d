"""`python -m tests.check.kinds FILE`: all cases as a file for `dns_judge.py --cases FILE`."""

import json
import sys
from pathlib import Path

from tests.check.kinds.book import BOOK

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(BOOK, ensure_ascii=False, indent=1), encoding="utf-8")
