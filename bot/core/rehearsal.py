"""Stand-ins on this machine: whoever plays with them may have a slow one."""

from urllib.parse import urlsplit

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PATIENCE = 10


def seconds_for(address: str, seconds: float) -> float:
    """How long an answer from there is waited for: ten times as long on loopback, where nobody counts Slack's three
    seconds and a busy machine is no fault of anybody's."""
    return seconds * _PATIENCE if urlsplit(address).hostname in _LOOPBACK else seconds
