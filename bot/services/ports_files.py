"""Files that people send with a form."""

from typing import Protocol


class Files(Protocol):
    """What Slack keeps for them."""

    async def read(self, file_id: str) -> bytes:
        """A small text file. Raises Refused beside ``file``: BAD_FILE, FILE_TOO_LARGE, FILE_FORBIDDEN where the bot
        may not read files; GatewayError."""
