"""Ports that stay free while whoever listens there is away."""

import contextlib
import secrets
import socket

_FIRST, _COUNT = 20_000, 12_000
"""Below those that systems give to outgoing lines and to whoever asks for any port."""
_TRIES = 100


def lasting_port(address: str = "127.0.0.1") -> int:
    """A free port at the address, to be listened at now and after any pause. Raises OSError where there is none."""
    for _ in range(_TRIES):
        port = _FIRST + secrets.randbelow(_COUNT)
        with contextlib.suppress(OSError), socket.create_server((address, port)):
            return port
    raise OSError(f"no port is free at {address}")
