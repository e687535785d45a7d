"""`python -m bot.check HOST`: the same as `linkdomain check`, without the command line's library."""

import argparse
import sys
from pathlib import Path

from bot.check import run


def main() -> int:
    """Reads the command line; gives the exit code."""
    parser = argparse.ArgumentParser(prog="linkdomain check")
    parser.add_argument("host")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--verification")
    parser.add_argument("--previous", type=Path)
    given = parser.parse_args()
    return run(
        given.host,
        as_json=given.json,
        is_quick=given.quick,
        verification=given.verification,
        previous=given.previous,
    )


if __name__ == "__main__":
    sys.exit(main())
