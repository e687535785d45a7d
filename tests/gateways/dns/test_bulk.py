"""The sweep against servers on loopback that lose, repeat, forge, refuse and limit."""

import asyncio
import random
import socket
import time
from collections.abc import AsyncIterator, Callable

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from bot.core.sweep import Question, SweepVerdict
from bot.gateways.dns.bulk import Sweep
from bot.gateways.dns.bulk_pace import Limits, Pace

TARGET = "lsct.ashburn.us1.twilio.com."
RIGHT, WRONG, NONE = SweepVerdict.AS_EXPECTED, SweepVerdict.NOT_AS_EXPECTED, SweepVerdict.NO_ANSWER
UNLIMITED = Limits(rate=float("inf"))
Manner = Callable[["NameServer", bytes, tuple[str, int]], None]


def reply(query: bytes, target: str = TARGET, code: dns.rcode.Rcode = dns.rcode.NOERROR) -> bytes:
    asked = dns.message.from_wire(query)
    said = dns.message.make_response(asked)
    said.flags |= dns.flags.AA
    said.set_rcode(code)
    if code == dns.rcode.NOERROR and target:
        said.answer.append(dns.rrset.from_text(asked.question[0].name, 60, "IN", "CNAME", target))
    return said.to_wire()


def answer(server: "NameServer", query: bytes, client: tuple[str, int]) -> None:
    server.send(reply(query), client)


class NameServer(asyncio.DatagramProtocol):
    """Does what its manner says."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.heard: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.address = "{}#{}".format(*transport.get_extra_info("sockname")[:2])

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.heard.append(data)
        self.manner(self, data, addr)

    def send(self, wire: bytes, client: tuple[str, int]) -> None:
        self.transport.sendto(wire, client)  # type: ignore[attr-defined]


Make = Callable[..., "asyncio.Future[NameServer]"]


@pytest.fixture
async def serve() -> AsyncIterator[Make]:
    transports: list[asyncio.BaseTransport] = []

    async def make(manner: Manner = answer, address: str = "127.0.0.1") -> NameServer:
        loop = asyncio.get_running_loop()
        transport, server = await loop.create_datagram_endpoint(lambda: NameServer(manner), (address, 0))
        transports.append(transport)
        return server

    yield make  # type: ignore[misc]
    for transport in transports:
        transport.close()
    await asyncio.sleep(0)


def question(*servers: NameServer, number: int = 0) -> Question:
    return Question(f"ls.client{number}.example", TARGET, tuple(server.address for server in servers))


def questions(count: int, *servers: NameServer) -> list[Question]:
    return [question(*servers, number=number) for number in range(count)]


async def test_each_question_gets_its_own_verdict_in_order(serve: Make) -> None:
    def manner(server: NameServer, query: bytes, client: tuple[str, int]) -> None:
        number = len(server.heard) % 3
        said = (reply(query), reply(query, "other.example."), reply(query, code=dns.rcode.NXDOMAIN))[number]
        turn.append((dns.message.from_wire(query).question[0].name.to_text(), (RIGHT, WRONG, WRONG)[number]))
        server.send(said, client)

    turn: list[tuple[str, SweepVerdict]] = []
    server = await serve(manner)
    asked = questions(300, server)
    verdicts = await Sweep(UNLIMITED)(asked)
    assert dict(turn) == {f"{one.host}.": verdict for one, verdict in zip(asked, verdicts, strict=True)}


async def test_five_thousand_names_are_asked_once_each(serve: Make) -> None:
    server, sweep = await serve(), Sweep(UNLIMITED)
    assert await sweep(questions(5000, server)) == [RIGHT] * 5000
    assert len({dns.message.from_wire(query).question[0].name for query in server.heard}) == 5000


async def test_no_question_and_no_server_need_no_time(serve: Make) -> None:
    assert await Sweep()([]) == []
    assert await Sweep()([Question("ls.acme.com", TARGET, ())]) == [NONE]


async def test_what_is_lost_is_asked_again(serve: Make) -> None:
    chance = random.Random(7)

    def lossy(server: NameServer, query: bytes, client: tuple[str, int]) -> None:
        if chance.random() > 0.1:
            answer(server, query, client)

    server, sweep = await serve(lossy), Sweep(Limits(rate=float("inf"), tries=8))
    assert await sweep(questions(1000, server)) == [RIGHT] * 1000
    assert sweep.sent > 1000


async def test_repeated_answers_count_once(serve: Make) -> None:
    def twice(server: NameServer, query: bytes, client: tuple[str, int]) -> None:
        for _ in range(2):
            answer(server, query, client)

    assert await Sweep(UNLIMITED)(questions(500, await serve(twice))) == [RIGHT] * 500


async def test_a_late_answer_is_not_taken_for_that_of_the_next_question_with_its_id(serve: Make) -> None:
    """Every id is the same one: what comes late for the first question meets the second one's."""
    late: list[bytes] = []

    def manner(server: NameServer, query: bytes, client: tuple[str, int]) -> None:
        for wire in late:
            server.send(wire, client)
        late[:] = [reply(query)] * 2
        server.send(reply(query, "other.example."), client)

    server = await serve(manner)
    sweep = Sweep(Limits(in_flight=1, rate=float("inf")), randbytes=lambda count: b"\x11\x22" * (count // 2))
    assert await sweep(questions(20, server)) == [WRONG] * 20


async def test_only_the_server_that_was_asked_is_heard(serve: Make) -> None:
    """The forged answer comes first, with the right id and question, from another port and another address."""
    forgers = [await serve(), await serve(address="127.0.0.2")]

    def forged(server: NameServer, query: bytes, client: tuple[str, int]) -> None:
        for forger in forgers:
            forger.send(reply(query), client)
        server.send(reply(query, "other.example."), client)

    assert await Sweep(UNLIMITED)(questions(50, await serve(forged))) == [WRONG] * 50


async def test_answers_with_another_id_or_question_are_not_heard(serve: Make) -> None:
    def confused(server: NameServer, query: bytes, client: tuple[str, int]) -> None:
        server.send(bytes([query[0] ^ 1]) + reply(query)[1:], client)
        server.send(query[:2] + reply(dns.message.make_query("ls.else.example", "CNAME").to_wire())[2:], client)
        server.send(b"\x00", client)
        server.send(reply(query, "other.example."), client)

    assert await Sweep(UNLIMITED)(questions(50, await serve(confused))) == [WRONG] * 50


async def test_the_answer_to_an_earlier_try_counts(serve: Make) -> None:
    def slow(server: NameServer, query: bytes, client: tuple[str, int]) -> None:
        asyncio.get_running_loop().call_later(0.7, answer, server, query, client)

    assert await Sweep(UNLIMITED)([question(await serve(slow))]) == [RIGHT]


async def test_the_second_server_is_asked_where_the_first_one_says_nothing(serve: Make) -> None:
    silent, server = await serve(lambda *_: None), await serve()
    assert await Sweep(UNLIMITED)(questions(30, silent, server)) == [RIGHT] * 30


@pytest.mark.parametrize("code", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
async def test_a_server_that_cannot_tell_says_nothing_of_the_record(serve: Make, code: dns.rcode.Rcode) -> None:
    server = await serve(lambda server, query, client: server.send(reply(query, code=code), client))
    assert await Sweep(UNLIMITED)(questions(5, server)) == [NONE] * 5


async def test_a_dead_server_holds_nobody_up(serve: Make) -> None:
    """After a few questions nothing is asked of it; the others are not kept waiting by it."""
    dead, server = await serve(lambda *_: None), await serve()
    pairs = zip(questions(500, dead), questions(500, server), strict=True)
    verdicts = await Sweep(UNLIMITED)([one for pair in pairs for one in pair])
    assert verdicts == [NONE, RIGHT] * 500
    assert len(dead.heard) < 200


@pytest.mark.parametrize("is_polite", [True, False])
async def test_a_server_with_a_limit_is_asked_more_slowly(serve: Make, is_polite: bool) -> None:
    """It answers 300 a second and drops or refuses the rest; most questions get their answer all the same."""
    seen: list[float] = []

    def limited(server: NameServer, query: bytes, client: tuple[str, int]) -> None:
        now = time.monotonic()
        seen[:] = [at for at in seen if at > now - 0.1]
        if len(seen) < 30:
            seen.append(now)
            answer(server, query, client)
        elif is_polite:
            server.send(reply(query, code=dns.rcode.REFUSED), client)

    server = await serve(limited)
    verdicts = await Sweep(Limits(rate=float("inf"), tries=4))(questions(400, server))
    assert set(verdicts) <= {RIGHT, NONE}
    assert verdicts.count(RIGHT) > 250
    assert len(server.heard) < 1500


async def test_two_sweeps_at_once_share_the_limits_of_a_server(serve: Make) -> None:
    server = await serve()
    sweep = Sweep(Limits(rate=100.0, burst=10))
    began = time.monotonic()
    results = await asyncio.gather(sweep(questions(30, server)), sweep(questions(30, server)))
    assert results == [[RIGHT] * 30, [RIGHT] * 30]
    assert time.monotonic() - began > 0.45  # fifty of them at a hundred a second, after a burst of ten


async def test_a_cancelled_sweep_leaves_the_other_one_alone(serve: Make) -> None:
    silent, server = await serve(lambda *_: None), await serve()
    sweep = Sweep(Limits(rate=200.0, burst=1))
    gone = asyncio.create_task(sweep(questions(40, silent)))
    stays = asyncio.create_task(sweep(questions(40, server)))
    await asyncio.sleep(0.05)
    gone.cancel()
    assert await stays == [RIGHT] * 40
    assert gone.cancelled()
    assert await sweep(questions(3, server)) == [RIGHT] * 3


async def test_a_resolver_is_asked_to_recurse(serve: Make) -> None:
    server = await serve()
    await Sweep()([Question("ls.acme.com", TARGET, (server.address,), is_recursive=True)])
    assert dns.message.from_wire(server.heard[0]).flags & dns.flags.RD


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
async def test_servers_are_reached_over_ipv6(serve: Make) -> None:
    try:
        server = await serve(address="::1")
    except OSError as error:
        pytest.skip(f"no IPv6 on loopback: {error}")
    assert await Sweep()(questions(10, server)) == [RIGHT] * 10


@pytest.mark.parametrize("wrong", [Question("a..b", TARGET, ("127.0.0.1#5300",)), Question("a.b", TARGET, ("x",))])
async def test_what_cannot_be_asked_is_a_fault_of_the_caller(wrong: Question) -> None:
    with pytest.raises(ValueError, match=r"name|address"):
        await Sweep()([wrong])


def test_patience_follows_the_server() -> None:
    pace: Pace[object] = Pace("192.0.2.1#53", Limits())
    at_first = pace.patience(1)
    for rtt in (0.1, 0.11, 0.1, 0.09) * 10:
        pace.took(rtt)
    assert 0.14 < pace.patience(1) < 0.25 < at_first
    assert pace.patience(1) < pace.patience(2) < pace.patience(3) <= 2.0


def test_a_rate_is_never_exceeded() -> None:
    pace: Pace[object] = Pace("192.0.2.1#53", Limits(rate=10.0, burst=5, per_server=1000))
    for step in range(1, 1000):
        if pace.may_ask(step * 0.01):
            pace.asked(step * 0.01)
    assert 100 <= pace.open <= 106  # ten seconds
