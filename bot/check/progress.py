"""One line that moves while a look is on its way. It is gone when the look is done."""

import shutil
from typing import TextIO

from bot.gateways.dns.settings import Server

_WIPE = "\r\x1b[K"


class Progress:
    """Tells a terminal whom we asked last."""

    def __init__(self, stream: TextIO, host: str) -> None:
        self._stream, self._count = stream, 0
        self._host = "".join(char for char in host if char.isprintable())
        self._write(f"Looking at {self._host} …")

    def asking(self, server: Server) -> None:
        """One more question."""
        self._count += 1
        self._write(f"Looking at {self._host} … question {self._count}, to {server.name or server.address}")

    def done(self) -> None:
        """Leaves the line as it was."""
        self._write("")

    def _write(self, text: str) -> None:
        self._stream.write(_WIPE + text[: shutil.get_terminal_size().columns - 1])
        self._stream.flush()
