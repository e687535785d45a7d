"""What the bulk sweep costs: 20,000 names at a real authoritative server, beside dnsperf and dnspython, with loss.

The server has core 0, whoever asks core 1. The stall is the longest turn of the event loop, in CPU time of its thread:
what anybody else in the loop would have had to wait, on a machine that does nothing else. What the bench itself keeps
in memory is taken out of the collector's sight, or its rounds (10 ms each) would count as stalls.
"""

import asyncio
import contextlib
import gc
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import dns.asyncresolver
import dns.exception
import dns.resolver
import dns.rrset

from bot.core.domain import TWILIO_TARGET
from bot.core.sweep import Question, SweepVerdict
from bot.gateways.dns.bulk import Sweep
from bot.gateways.dns.bulk_pace import Limits
from tests.bench.authority import Name, free_port, installed, names, serve

COUNT, FEW = 20_000, 2_000
ROUNDS = 3
WINDOW = 200
LOSSES = (0.0, 0.01, 0.1)
UNLIMITED = Limits(in_flight=WINDOW, per_server=WINDOW, rate=float("inf"), tries=8)
COLUMNS = ("names/s", "÷ dnsperf", "CPU µs", "wrong", "lost/again", "stall ms")
SERVER_CORE, OUR_CORE = 0, 1


@dataclass(frozen=True, slots=True)
class Figure:
    """``cpu`` in µs for a question, ``stall`` in ms; None: not measured."""

    rate: float
    cpu: float
    wrong: int | None = None
    again: int | None = None
    stall: float | None = None


class WatchedLoop(asyncio.SelectorEventLoop):
    """Knows its longest turn."""

    longest = 0.0

    def _run_once(self) -> None:
        begin = time.thread_time()
        super()._run_once()  # type: ignore[misc]
        self.longest = max(self.longest, time.thread_time() - begin)


def watched(work: Callable[[], Awaitable[list[SweepVerdict]]], zone: Sequence[Name]) -> Figure:
    loop = WatchedLoop()
    try:
        wall, cpu = time.perf_counter(), time.process_time()
        verdicts = loop.run_until_complete(work())  # type: ignore[arg-type]
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    finally:
        loop.close()
    wrong = sum(said is not name.verdict for said, name in zip(verdicts, zone, strict=True))
    return Figure(len(zone) / wall, cpu / len(zone) * 1e6, wrong, stall=loop.longest * 1000)


def ours(zone: Sequence[Name], port: int) -> Figure:
    sweep = Sweep(UNLIMITED)
    questions = [Question(name.host, TWILIO_TARGET, (f"127.0.0.1#{port}",)) for name in zone]
    found = watched(lambda: sweep(questions), zone)
    return Figure(found.rate, found.cpu, found.wrong, sweep.sent - len(zone), found.stall)


def dnspython(zone: Sequence[Name], port: int) -> Figure:
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], port

    async def one(name: Name, gate: asyncio.Semaphore) -> SweepVerdict:
        async with gate:
            try:
                answer = await resolver.resolve(name.host, "CNAME")
            except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
                return SweepVerdict.NOT_AS_EXPECTED
            except dns.exception.DNSException:
                return SweepVerdict.NO_ANSWER
        is_right = [data.to_text() for data in answer] == [TWILIO_TARGET]
        return SweepVerdict.AS_EXPECTED if is_right else SweepVerdict.NOT_AS_EXPECTED

    async def everything() -> list[SweepVerdict]:
        gate = asyncio.Semaphore(100)
        return await asyncio.gather(*(one(name, gate) for name in zone))

    return watched(everything, zone)


def dnsperf(zone: Sequence[Name], port: int) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        questions = Path(folder) / "questions"
        questions.write_text("".join(f"{name.host} CNAME\n" for name in zone))
        flags = ("-s", "127.0.0.1", "-p", str(port), "-d", str(questions), "-n", "1", "-q", str(WINDOW), "-t", "0.25")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(["dnsperf", *flags], capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = dict(line.strip().split(":", 1) for line in done.stdout.splitlines() if ":" in line)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    lost = int(said["Queries lost"].split()[0])
    return Figure(float(said["Queries per second"]), cpu / len(zone) * 1e6, again=lost)


def measured(ask: Callable[[Sequence[Name], int], Figure], zone: Sequence[Name], port: int) -> list[Figure]:
    return [ask(zone, port) for _ in range(ROUNDS)]


@contextlib.contextmanager
def on_core(core: int) -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextlib.contextmanager
def lossy(port: int, loss: float) -> Iterator[int]:
    """A port that leads to the server over a line with that loss."""
    if not loss:
        yield port
        return
    door = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.relay", str(door), str(port), str(loss)])
    try:
        os.sched_setaffinity(process.pid, {SERVER_CORE})
        time.sleep(0.5)
        yield door
    finally:
        process.kill()
        process.wait()


def row(loss: float, who: str, figures: Sequence[Figure], measure: float | None) -> str:
    rate = statistics.median(figure.rate for figure in figures)
    cpu = statistics.median(figure.cpu for figure in figures)
    ratio = f"{rate / measure:.2f}" if measure else "-"
    wrong, again = (_most([getattr(one, what) for one in figures]) for what in ("wrong", "again"))
    stalls = [one.stall for one in figures if one.stall is not None]
    stall = f"{max(stalls):.1f}" if stalls else "-"
    return f"{loss:>6.0%} {who:<14} {rate:>10,.0f} {ratio:>10} {cpu:>10.1f} {wrong:>10} {again:>10} {stall:>10}"


def _most(found: Sequence[int | None]) -> str:
    known = [one for one in found if one is not None]
    return str(max(known)) if known else "-"


def at_loss(loss: float, zone: Sequence[Name], port: int) -> Iterator[str]:
    """dnsperf, ours and dnspython; in turn, so that what else the machine does hits all of them."""
    measure = None
    if shutil.which("dnsperf"):
        peers, sweeps = [], []
        for _ in range(ROUNDS):
            peers.append(dnsperf(zone, port))
            sweeps.append(ours(zone, port))
        measure = statistics.median(one.rate for one in peers)
        yield row(loss, "dnsperf", peers, measure)
    else:
        yield "       dnsperf is not installed: nothing to compare with (Debian: dnsperf)"
        sweeps = measured(ours, zone, port)
    yield row(loss, "sweep", sweeps, measure)
    yield row(loss, "asyncresolver", [dnspython(zone[:FEW], port)], measure)


def report() -> Iterator[str]:
    program = installed()
    if program is None:
        yield "Bulk sweep: skipped, no authoritative server is installed (Debian: knot or nsd)"
        return
    if len(os.sched_getaffinity(0)) < 2:
        yield "Bulk sweep: skipped, server and client need a core each"
        return
    zone = names(COUNT)
    gc.collect()
    gc.freeze()
    yield f"Bulk sweep of {COUNT:,} names at {Path(program).name} on loopback; medians of {ROUNDS}, worst of the rest"
    yield f"{'loss':>6} {'':<14}" + "".join(f"{name:>11}" for name in COLUMNS)
    with serve(program, zone, SERVER_CORE) as port, on_core(OUR_CORE):
        for loss in LOSSES:
            with lossy(port, loss) as door:
                yield from at_loss(loss, zone, door)


if __name__ == "__main__":
    for line in report():
        sys.stdout.write(line + "\n")
