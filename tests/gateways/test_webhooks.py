"""The courier of webhooks over real sockets: guarded, bounded, and sure of what it saw."""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.errors import GatewayError
from bot.core.webhooks import SignedPost, secret_of, signed
from bot.gateways.webhooks import WebhookCourier
from bot.sandbox.lab_ca import LabCa
from bot.sandbox.receiver import Receiver

SECRET = secret_of(b"s" * 32)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver([SECRET])
    await made.start()
    yield made
    await made.stop()


def post(address: str) -> SignedPost:
    return signed(address, "msg_1", b'{"type":"domain.live"}', [SECRET], datetime.now(UTC))


def courier(*addresses: str, timeout: float = 60.0, may_be_loopback: bool = True) -> WebhookCourier:
    """``addresses`` are what every name resolves to."""

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return WebhookCourier(may_be_loopback=may_be_loopback, resolve=resolve if addresses else None, timeout=timeout)


async def reference(made: WebhookCourier, address: str) -> str:
    with pytest.raises(GatewayError) as raised:
        await made.post(post(address))
    assert (raised.value.party, raised.value.transient) == ("webhook", True)
    return raised.value.reference


async def test_what_is_signed_arrives_byte_for_byte(receiver: Receiver) -> None:
    answered = await courier().post(post(receiver.address))
    assert (answered.status, answered.wait) == (204, None)
    (came,) = receiver.received
    assert came.is_signed
    assert came.headers["content-type"] == "application/json"
    assert came.headers["user-agent"] == "linkdomain"


async def test_statuses_and_wishes_to_wait_come_back(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 429, {"Retry-After": "7200"}
    answered = await courier().post(post(receiver.address))
    assert (answered.status, answered.wait) == (429, 7200.0)
    receiver.status, receiver.headers = 503, {"Retry-After": "in a while"}
    assert (await courier().post(post(receiver.address))).wait == 0.0


async def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": receiver.address}
    assert (await courier().post(post(receiver.address))).status == 307
    assert len(receiver.received) == 1


async def test_an_answer_without_end_is_not_read(receiver: Receiver) -> None:
    receiver.status, receiver.is_endless = 200, True
    async with asyncio.timeout(30):
        assert (await courier().post(post(receiver.address))).status == 200


async def test_a_receiver_that_hangs_is_left_after_the_time_out(receiver: Receiver) -> None:
    receiver.is_hanging = True
    assert await reference(courier(timeout=0.2), receiver.address) == "timeout"


async def test_nobody_there_and_no_http_there_are_told_apart(receiver: Receiver) -> None:
    address = receiver.address
    await receiver.stop()
    assert await reference(courier(), address) == "no_connection"

    async def babble(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.acme.com ESMTP\r\n" * 2)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await reference(courier(), f"http://127.0.0.1:{port}/") in ("bad_answer", "connection")


async def test_a_head_without_end_is_refused() -> None:
    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        with contextlib.suppress(ConnectionError):
            for number in range(100_000):
                writer.write(b"X-%d: %s\r\n" % (number, b"y" * 1000))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await reference(courier(), f"http://127.0.0.1:{port}/") != "timeout"


@pytest.mark.parametrize(
    "addresses",
    [("10.0.0.1",), ("127.0.0.1",), ("169.254.169.254",), ("fd00::1",), ("::ffff:127.0.0.1",), ("8.8.8.8", "10.0.0.1")],
)
async def test_a_name_that_leads_into_a_private_network_is_not_called(addresses: tuple[str, ...]) -> None:
    made = courier(*addresses, may_be_loopback=False)
    assert await reference(made, "https://crm.acme.com/hooks") == "private_address"


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254"])
async def test_an_address_in_a_private_network_is_not_called(host: str, receiver: Receiver) -> None:
    port = receiver.address.rpartition(":")[2]
    assert await reference(courier(may_be_loopback=False), f"http://{host}:{port}") == "private_address"
    assert receiver.received == []


async def test_a_name_that_leads_to_this_machine_is_called_where_that_is_allowed(receiver: Receiver) -> None:
    port = receiver.address.rpartition(":")[2]
    assert (await courier("127.0.0.1").post(post(f"http://crm.acme.com:{port}"))).status == 204
    assert receiver.received[0].headers["host"].startswith("crm.acme.com")
    assert await reference(courier("127.0.0.1", "10.0.0.1"), f"http://crm.acme.com:{port}") == "private_address"


async def test_a_proxy_of_the_environment_is_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    assert (await courier().post(post(receiver.address))).status == 204


async def test_a_certificate_must_be_good_for_the_name() -> None:
    ca = LabCa()
    await ca.start()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ca.issue(["crm.acme.com"]).path)

    async def here(_host: str, _port: int) -> Sequence[str]:
        return ("127.0.0.1",)

    async def yes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(yes, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        knowing = WebhookCourier(may_be_loopback=True, extra_ca=str(ca.root_path), resolve=here)
        assert (await knowing.post(post(f"https://crm.acme.com:{port}/"))).status == 204
        assert await reference(knowing, f"https://other.acme.com:{port}/") == "tls"
        assert await reference(courier("127.0.0.1"), f"https://crm.acme.com:{port}/") == "tls"
    await ca.stop()


async def test_names_whose_servers_are_dead_hold_up_no_other_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack's name is looked up by the event loop, in the few threads that it has."""
    made, loop, real = courier(), asyncio.get_running_loop(), socket.getaddrinfo
    hanging, is_full, is_over = list[str](), asyncio.Event(), threading.Event()

    def looked_up(host: str, *args: Any, **named: Any) -> Any:
        if not str(host).endswith(".dead.example"):
            return real(host, *args, **named)
        hanging.append(host)
        if len(hanging) >= 2:
            loop.call_soon_threadsafe(is_full.set)
        is_over.wait(60)
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    loop.set_default_executor(ThreadPoolExecutor(2))
    posts = [asyncio.create_task(reference(made, f"https://h{number}.dead.example/")) for number in range(4)]
    try:
        async with asyncio.timeout(20):
            await is_full.wait()
            assert await loop.getaddrinfo("127.0.0.1", 80)
    finally:
        is_over.set()
    assert await asyncio.gather(*posts) == ["no_such_host"] * 4
