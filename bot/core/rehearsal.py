"""Stand-ins on this machine: whoever plays with them may have a slow one."""

from urllib.parse import urlsplit

from bot.core.addresses import is_loopback_host

_PATIENCE = 10


def seconds_for(address: str, seconds: float) -> float:
    """How long an answer from there is waited for: ten times as long on loopback, where nobody counts Slack's three
    seconds and a busy machine is no fault of anybody's."""
    return seconds * _PATIENCE if is_loopback_host(urlsplit(address).hostname) else seconds
