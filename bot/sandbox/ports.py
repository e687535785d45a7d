"""Ports that stay free while whoever listens there is away."""

import itertools
import os
import socket

_FIRST, _SHARE, _SHARES = 20_000, 480, 25
"""Below those that systems give to outgoing lines and to whoever asks for any port."""
_turns = itertools.count()


def lasting_port(address: str = "127.0.0.1") -> int:
    """A free port at the address, to be listened at now, in a while and after any pause. Raises OSError where there
    is none.

    Nobody holds a port that is only meant, so each process has a share of its own, by its number, and goes round in
    it: worlds that start side by side are not given the same one.
    """
    share = _FIRST + os.getpid() % _SHARES * _SHARE
    for _ in range(_SHARE):
        port = share + next(_turns) % _SHARE
        try:
            with socket.create_server((address, port)):
                return port
        except OSError:
            continue
    raise OSError(f"no port is free at {address}")
