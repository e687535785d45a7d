"""Paper and paint: how wide a line may be, and which few colours say something.

Only colours that can be read on a light and on a dark ground: red and green letters, and badges that bring their own
ground. Nothing is said by colour alone.
"""

import os
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from bot.core.facts import Severity, Verdict

MAX_WIDTH, MIN_WIDTH = 100, 40
INDENT = 14

_BADGES = {Severity.ERROR: "1;97;41", Severity.WARNING: "1;30;43", Severity.INFO: "1;30;42"}
_SIGNS = {Verdict.RIGHT: "32", Verdict.WRONG: "31", Verdict.UNKNOWN: "1"}


@dataclass(frozen=True, slots=True)
class Paint:
    """``is_coloured`` is false on a file, a pipe, a dumb terminal, or where NO_COLOR is set (no-color.org)."""

    is_coloured: bool = False
    width: int = 80

    def badge(self, severity: Severity, text: str) -> str:
        """A mark on its own ground."""
        return self._painted(_BADGES[severity], f" {text} ") if self.is_coloured else text

    def sign(self, verdict: Verdict, text: str) -> str:
        """A small mark at the beginning of a row."""
        return self._painted(_SIGNS[verdict], text)

    def bold(self, text: str) -> str:
        """What the eye should find."""
        return self._painted("1", text)

    def dim(self, text: str) -> str:
        """What it may pass over."""
        return self._painted("2", text)

    def head(self, mark: str, name: str, text: str) -> Iterator[str]:
        """The first lines: the mark, the name and the cause."""
        first, *rest = textwrap.wrap(f"{name}: {text}", self.width - 4, break_on_hyphens=False)
        is_whole = first.startswith(f"{name}:")
        yield f"{mark} {self.bold(name) + first[len(name) :] if is_whole else first}"
        yield from (f"    {line}" for line in rest)

    def paragraph(self, title: str, text: str) -> Iterator[str]:
        """A title and its text beside it."""
        lines = textwrap.wrap(text, self.width - INDENT, break_long_words=False, break_on_hyphens=False)
        yield from self.rows(title, lines or [""])

    def rows(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        """The title stands before the first line."""
        for number, line in enumerate(lines):
            yield f"  {self.bold(f'{title:<12}') if title and number == 0 else ' ' * 12}{line}"

    def _painted(self, how: str, text: str) -> str:
        return f"\x1b[{how}m{text}\x1b[0m" if self.is_coloured else text


def paint_for(stream: TextIO, given: Mapping[str, str] = os.environ) -> Paint:
    """What fits where it will be read."""
    columns = shutil.get_terminal_size().columns
    return Paint(
        is_plain_terminal(stream, given) and not given.get("NO_COLOR"), max(MIN_WIDTH, min(MAX_WIDTH, columns))
    )


def is_plain_terminal(stream: TextIO, given: Mapping[str, str] = os.environ) -> bool:
    """A terminal that understands the usual control sequences."""
    return stream.isatty() and given.get("TERM") != "dumb"
