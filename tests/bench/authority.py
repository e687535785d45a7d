"""A real authoritative server for the benches: knot or nsd, whichever is installed, with one zone of many names."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dns.message
import dns.query

from bot.core.domain import TWILIO_TARGET
from bot.core.sweep import SweepVerdict

ZONE = "sweep.test"
_HEAD = """$ORIGIN {zone}.
$TTL 600
@ SOA ns hostmaster 1 3600 900 604800 300
@ NS ns
ns A 127.0.0.1
"""
_KNOT = """server:
    rundir: "{home}"
    user: {user}
    listen: 127.0.0.1@{port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
log:
  - target: stderr
    any: error
database:
    storage: "{home}"
template:
  - id: default
    storage: "{home}"
    zonefile-sync: -1
    journal-content: none
zone:
  - domain: {zone}
    file: zone
"""
_NSD = """server:
    ip-address: 127.0.0.1
    port: {port}
    server-count: 1
    username: ""
    chroot: ""
    zonesdir: "{home}"
    pidfile: "{home}/nsd.pid"
    database: ""
    logfile: "{home}/log"
    xfrdfile: "{home}/xfrd"
    zonelistfile: "{home}/zones"
    rrl-ratelimit: 0
remote-control:
    control-enable: no
zone:
    name: {zone}
    zonefile: zone
"""


@dataclass(frozen=True, slots=True)
class Name:
    """A host of the zone and what a sweep must say of it."""

    host: str
    line: str
    verdict: SweepVerdict


def names(count: int) -> list[Name]:
    """70 % right, 10 % another target, 5 % another type, 15 % not there."""
    return [_name(number) for number in range(count)]


def _name(number: int) -> Name:
    label = f"ls.client{number}"
    right, wrong = SweepVerdict.AS_EXPECTED, SweepVerdict.NOT_AS_EXPECTED
    if number % 20 < 14:
        line, verdict = f"{label} CNAME {TWILIO_TARGET}", right
    elif number % 20 < 16:
        line, verdict = f"{label} CNAME old{number}.other.example.", wrong
    elif number % 20 < 17:
        line, verdict = f"{label} A 192.0.2.1", wrong
    else:
        line, verdict = "", wrong
    return Name(f"{label}.{ZONE}", line, verdict)


def installed() -> str | None:
    """The program to run; None: none is there."""
    return next((path for name in ("knotd", "nsd") if (path := _which(name))), None)


def _which(name: str) -> str | None:
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


@contextmanager
def serve(program: str, zone: Sequence[Name], core: int) -> Iterator[int]:
    """Runs the server on one core; gives its port on 127.0.0.1."""
    with tempfile.TemporaryDirectory() as folder:
        home, port = Path(folder), free_port()
        (home / "zone").write_text(_HEAD.format(zone=ZONE) + "".join(f"{name.line}\n" for name in zone))
        shape = _KNOT if program.endswith("knotd") else _NSD
        user = f"{_user()}:{_user()}"
        (home / "conf").write_text(shape.format(home=home, port=port, zone=ZONE, user=user))
        flags = ["-c", str(home / "conf")] + ([] if program.endswith("knotd") else ["-d"])
        with (home / "said").open("w") as said:
            process = subprocess.Popen([program, *flags], stdout=said, stderr=said)
        try:
            os.sched_setaffinity(process.pid, {core})
            _wait(port, process, home / "said")
            for task in Path(f"/proc/{process.pid}/task").iterdir():
                os.sched_setaffinity(int(task.name), {core})
            yield port
        finally:
            process.terminate()
            process.wait()


def _user() -> str:
    return "root" if os.getuid() == 0 else os.environ.get("USER", "nobody")


def free_port() -> int:
    """Free for TCP and UDP."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            port = int(tcp.getsockname()[1])
            with contextlib.suppress(OSError):
                udp.bind(("127.0.0.1", port))
                return port


def _wait(port: int, process: "subprocess.Popen[bytes]", said: Path) -> None:
    query = dns.message.make_query(ZONE, "SOA")
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            if dns.query.udp(query, "127.0.0.1", port=port, timeout=0.2).answer:
                return
        except (OSError, dns.exception.DNSException):
            time.sleep(0.05)
    raise RuntimeError(f"the server does not answer: {said.read_text()[-500:]}")
