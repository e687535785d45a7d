"""A line that loses datagrams, each way: `python -m tests.bench.relay PORT SERVER_PORT LOSS`, until it is ended."""

import random
import selectors
import socket
import sys


def relay(port: int, server: int, loss: float) -> None:
    """Every client has a socket of its own towards the server, so that answers find back."""
    chance = random.Random(1).random
    # Half of the loss on the way there, half on the way back.
    kept = (1 - loss) ** 0.5
    door = _socket()
    door.bind(("127.0.0.1", port))
    ways: dict[tuple[str, int], socket.socket] = {}
    selector = selectors.DefaultSelector()
    selector.register(door, selectors.EVENT_READ, None)
    while True:
        for key, _ in selector.select():
            client, sock = key.data, key.fileobj
            assert isinstance(sock, socket.socket)
            for _ in range(256):
                try:
                    wire, source = sock.recvfrom(4096)
                except OSError:
                    break
                if chance() > kept:
                    continue
                if client is not None:
                    door.sendto(wire, client)
                    continue
                if source not in ways:
                    ways[source] = _socket()
                    ways[source].connect(("127.0.0.1", server))
                    selector.register(ways[source], selectors.EVENT_READ, source)
                ways[source].send(wire)


def _socket() -> socket.socket:
    made = socket.socket(type=socket.SOCK_DGRAM)
    made.setblocking(False)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    return made


if __name__ == "__main__":
    relay(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
