"""How often, how much and how slowly somebody may ask."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.bodies import SmallBodies
from bot.web.limits import ADDRESS, Buckets, Limits, Pace, network_of
from bot.web.protocol import Patient
from bot.web.server import WebServer


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_tokens_and_says_when_there_is_one_again() -> None:
    clock = Clock()
    buckets = Buckets(Pace(3, 0.5), clock)
    assert [buckets.wait("a") for _ in range(5)] == [0, 0, 0, 2.0, 2.0]
    assert buckets.wait("b") == 0
    clock.now += 1.5
    assert buckets.wait("a") == pytest.approx(0.5)
    clock.now += 0.5
    assert [buckets.wait("a"), buckets.wait("a")] == [0, 2.0]
    clock.now += 1000
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 2.0]


def test_a_clock_that_goes_back_gives_nothing_and_takes_nothing() -> None:
    clock = Clock()
    buckets = Buckets(Pace(1, 1), clock)
    assert buckets.wait("a") == 0
    clock.now -= 1000
    assert buckets.wait("a") == 1


def test_what_is_remembered_stays_small_however_many_ask() -> None:
    buckets = Buckets(Pace(1, 0.001), Clock())
    for number in range(20_000):
        buckets.wait(str(number))
    assert len(buckets) == 10_000
    assert buckets.wait("19999") > 0
    assert buckets.wait("0") == 0


def test_many_addresses_together_are_held_back_too() -> None:
    limits = Limits({}, Clock())
    waits = [limits.wait("/setup/x", f"203.0.{number // 250}.{number % 250}") for number in range(700)]
    assert (waits[599], waits[600] > 0) == (0, True)


@pytest.mark.parametrize("room", ["setup", "write", "credentials", "tokens", "webhooks", "connect"])
def test_whoever_guesses_links_of_any_page_soon_waits(room: str) -> None:
    limits = Limits({room: lambda token: None}, Clock())
    waits = [limits.wait(f"/{room}/guess-{number}", "203.0.113.7") for number in range(61)]
    assert (waits[59], waits[60]) == (0, 1.0)


def test_who_holds_a_link_never_waits_for_those_who_guess() -> None:
    limits = Limits({"setup": lambda token: "d1-1" if token == "genuine" else None}, Clock())
    for _ in range(int(ADDRESS.burst) + 1):
        limits.wait("/setup/guess", "203.0.113.1")
    assert limits.wait("/setup/guess", "203.0.113.1") > 0
    assert limits.wait("/setup/genuine/seen", "203.0.113.1") == 0
    assert limits.wait("/credentials/genuine", "203.0.113.1") > 0
    assert limits.wait("/healthz", "203.0.113.1") == 0


@pytest.mark.parametrize(
    ("host", "counts_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_ipv6_network_is_one_address(host: str, counts_as: str) -> None:
    assert network_of(host) == counts_as


async def _read(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


@asynccontextmanager
async def serving(*, head: float = 60.0, body: float = 60.0) -> AsyncIterator[str]:
    """The address of a server that waits so many seconds for each of them."""

    class Hasty(Patient):
        patience = head

    class Server(WebServer):
        protocol = Hasty

    app = Starlette(routes=[Route("/read", _read, methods=["POST"]), Route("/not", _read, methods=["GET"])])
    server = Server(SmallBodies(app, within=body), "127.0.0.1", 0)
    await server.start()
    try:
        yield server.address
    finally:
        await server.stop()


async def said(address: str, first: bytes, then: bytes = b"", every: float = 0.03) -> bytes:
    """What the server says until it closes, to somebody who sends the second part a byte at a time without end; also
    what it said before it would hear no more."""
    host, port = address.removeprefix("http://").split(":")
    loop, answer = asyncio.get_running_loop(), b""

    async def trickle() -> None:
        while then:
            await asyncio.sleep(every)
            await loop.sock_sendall(line, then[:1])

    with socket.create_connection((host, int(port))) as line:
        line.setblocking(False)
        await loop.sock_sendall(line, first)
        trickling = asyncio.create_task(trickle())
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(60):
                while part := await loop.sock_recv(line, 65536):
                    answer += part
        trickling.cancel()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await trickling
    return answer


HEAD = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"


@pytest.mark.parametrize("first", [b"", b"GET /healthz HTTP/1.1\r\n", b"GET /hea"])
async def test_a_head_that_never_ends_is_given_up(first: bytes) -> None:
    async with serving(head=0.2) as address:
        assert await said(address, first, b"a" if first else b"") == b""


async def test_a_second_head_that_never_ends_is_given_up_as_well() -> None:
    whole = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"
    async with serving(head=1.0) as address:  # the first one is there at once
        answer = await said(address, whole + b"POST /re", b"a")
    assert answer.endswith(b"\r\n\r\n2")


async def test_a_body_that_trickles_is_given_up() -> None:
    async with serving(body=0.2) as address:
        assert (await said(address, HEAD + b"\r\n", b"a")).startswith(b"HTTP/1.1 408")


async def test_a_body_that_nobody_wants_holds_no_line() -> None:
    async with serving(head=1.0) as address:
        answer = await said(address, HEAD.replace(b"/read", b"/not") + b"\r\n", b"a")
    assert answer.startswith(b"HTTP/1.1 405")


async def test_a_body_as_large_as_is_allowed_is_read_whole() -> None:
    head = b"POST /read HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    async with serving() as address:
        assert (await said(address, head % 65536 + b"a" * 65536)).endswith(b"65536")
        assert (await said(address, head % 65537)).startswith(b"HTTP/1.1 413")
