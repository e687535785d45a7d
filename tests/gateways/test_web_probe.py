"""TLS and HTTP of a link host, against a real front with a lab CA; and the guard against private networks."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.facts import Code, Verdict
from bot.gateways.web_probe import WebProbe, WebReport, parse_connect_to
from bot.sandbox.front import HttpsFront, SitePage
from bot.sandbox.lab_ca import LabCa

HOST, PARENT = "ls.acme.test", "acme.test"


@dataclass
class Scene:
    front: HttpsFront
    ca: LabCa

    def certify(self, host: str = HOST, *names: str, days: float = 80) -> None:
        self.front.install(host, self.ca.issue(names or (host,), ends_at=datetime.now(UTC) + timedelta(days=days)))

    def probe(self, **options: float) -> WebProbe:
        given = {"timeout": 60.0, **options}
        return WebProbe(self.front.connect_to, str(self.ca.root_path), chance=random.Random(1), **given)

    async def look(self) -> WebReport:
        return await self.probe().look(HOST, PARENT, nowhere)


async def nowhere(_: str) -> Sequence[str]:
    return ()


@pytest_asyncio.fixture
async def scene() -> AsyncIterator[Scene]:
    made = Scene(HttpsFront(), LabCa())
    await made.ca.start()
    await made.front.start()
    yield made
    await made.front.stop()
    await made.ca.stop()


def codes(report: WebReport) -> list[Code]:
    return [finding.code for finding in report.findings]


async def test_a_good_certificate_and_the_link_services_answer_is_live(scene: Scene) -> None:
    scene.certify(days=80)
    report = await scene.look()
    assert (codes(report), report.verdict) == ([Code.LIVE], Verdict.RIGHT)
    assert report.expires_at is not None
    assert 79 <= (report.expires_at - datetime.now(UTC)).days <= 80
    assert [proof.rcode for proof in report.evidence] == ["HTTP 404", "HTTP 404"]


async def test_a_certificate_near_its_end_is_live_with_a_warning(scene: Scene) -> None:
    scene.certify(days=9)
    report = await scene.look()
    assert (codes(report), report.verdict) == ([Code.TLS_EXPIRING, Code.LIVE], Verdict.RIGHT)


async def test_no_certificate_yet_is_a_refused_handshake(scene: Scene) -> None:
    report = await scene.look()
    assert (codes(report), report.verdict) == ([Code.TLS_HANDSHAKE], Verdict.WRONG)


async def test_a_certificate_that_nobody_trusts_is_a_stop_gap(scene: Scene) -> None:
    other = LabCa()
    await other.start()
    scene.front.install(HOST, other.issue((HOST,)))
    assert codes(await scene.look()) == [Code.TLS_HANDSHAKE]
    await other.stop()


async def test_a_certificate_for_another_name(scene: Scene) -> None:
    scene.certify(HOST, "*.us1.twilio.com")
    assert codes(await scene.look()) == [Code.TLS_WRONG_NAME]


async def test_an_expired_certificate(scene: Scene) -> None:
    scene.certify(days=-3)
    report = await scene.look()
    assert (codes(report), report.verdict) == ([Code.TLS_EXPIRED], Verdict.WRONG)


async def test_a_parent_that_forces_https_is_told_while_there_is_no_certificate(scene: Scene) -> None:
    scene.certify(PARENT)
    policy = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload"}
    scene.front.say(PARENT, SitePage(200, "hello", policy))
    assert codes(await scene.look()) == [Code.TLS_HANDSHAKE, Code.HSTS_CONFLICT]
    scene.certify()
    assert codes(await scene.look()) == [Code.LIVE]


@pytest.mark.parametrize("policy", ["max-age=31536000", "max-age=0; includeSubDomains", ""])
async def test_a_parent_that_forces_nothing_below_is_not(scene: Scene, policy: str) -> None:
    scene.certify(PARENT)
    scene.front.say(PARENT, SitePage(200, "hello", {"Strict-Transport-Security": policy}))
    assert codes(await scene.look()) == [Code.TLS_HANDSHAKE]


async def test_another_web_site_is_known_by_its_page(scene: Scene) -> None:
    scene.certify()
    scene.front.say(HOST, SitePage(200, "<html><title>Acme Shop</title>"))
    report = await scene.look()
    assert (codes(report), report.verdict) == ([Code.HTTP_OTHER_SERVICE], Verdict.WRONG)
    assert report.findings[0].details["seen"] == "Acme Shop"


@pytest.mark.parametrize("location", [f"https://{HOST}/", "/", f"https://{HOST}:443", f"http://{HOST}/"])
async def test_a_redirect_to_itself_is_a_loop(scene: Scene, location: str) -> None:
    scene.certify()
    scene.front.say(HOST, SitePage(301, "", {"Location": location}))
    report = await scene.look()
    assert (codes(report), report.verdict) == ([Code.HTTP_LOOP], Verdict.WRONG)


@pytest.mark.parametrize("location", ["https://other.example/", f"https://{HOST}:8443/", "http://[broken", "ftp://x/"])
async def test_a_redirect_elsewhere_is_never_followed(scene: Scene, location: str) -> None:
    """The link service sends expired links to the client's fallback address, so it is no fault either."""
    scene.certify()
    scene.front.say(HOST, SitePage(302, "", {"Location": location}))
    assert codes(await scene.look()) == [Code.LIVE]
    assert {visit.host for visit in scene.front.visits} == {HOST}


async def test_an_answer_that_does_not_come_in_time_tells_nothing(scene: Scene) -> None:
    scene.certify()
    scene.front.slow(0.3)
    report = await scene.probe(timeout=0.1).look(HOST, PARENT, nowhere)
    assert (codes(report), report.verdict) == ([Code.OK_PENDING_TLS], Verdict.UNKNOWN)


async def test_a_long_way_of_slow_redirects_ends_in_time(scene: Scene) -> None:
    """Each page comes in time, all of them together would not."""
    scene.certify()
    scene.front.slow(0.7)
    scene.front.say(HOST, SitePage(302, "", {"Location": "x/"}))
    report = await scene.probe(timeout=2.0).look(HOST, PARENT, nowhere)
    assert report.verdict is Verdict.RIGHT
    assert len(scene.front.visits) < 10


async def test_a_closed_port_tells_nothing() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        report = await WebProbe(f"127.0.0.1:{port}:{port}", timeout=60).look(HOST, PARENT, nowhere)
    assert (codes(report), report.verdict) == ([Code.OK_PENDING_TLS], Verdict.UNKNOWN)


async def test_a_line_that_is_cut_in_the_handshake_is_a_refused_one() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        cut = await WebProbe(f"127.0.0.1:{port}:{port}", timeout=60).look(HOST, PARENT, nowhere)
    assert codes(cut) == [Code.TLS_HANDSHAKE]


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["9.9.9.9", "10.0.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"], []],
)
async def test_private_addresses_are_never_dialled(addresses: list[str]) -> None:
    async def resolve(_: str) -> Sequence[str]:
        return addresses

    report = await WebProbe().look(HOST, PARENT, resolve)
    assert report.verdict is Verdict.UNKNOWN
    assert report.evidence == ()


@pytest.mark.parametrize("text", ["", "127.0.0.1", "127.0.0.1:a:b", "192.0.2.1:443:80", "acme.test:443:80"])
def test_the_override_leads_to_loopback_only(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        parse_connect_to(text)


def test_the_override_is_an_address_and_two_ports() -> None:
    assert parse_connect_to("127.0.0.1:8443:8080") == ("127.0.0.1", 8443, 8080)
    assert parse_connect_to("[::1]:8443:8080") == ("::1", 8443, 8080)


def test_an_extra_ca_must_be_readable(tmp_path: Path) -> None:
    rubbish = tmp_path / "ca.pem"
    rubbish.write_text("nothing")
    for path in (rubbish, tmp_path / "none.pem"):
        with pytest.raises(ValueError, match="PEM"):
            WebProbe(extra_ca=str(path))


@pytest.mark.parametrize(
    ("status", "is_there"), [(200, True), (301, True), (401, True), (403, True), (404, False), (500, False)]
)
async def test_a_web_site_in_use_is_known_by_its_answer(scene: Scene, status: int, is_there: bool) -> None:
    scene.front.say(HOST, SitePage(status, "hello"))
    assert await scene.probe().is_site(HOST, ["192.0.2.1"]) is is_there


async def test_what_cannot_be_asked_is_no_known_site() -> None:
    assert await WebProbe().is_site(HOST, ["10.0.0.1"]) is None


@pytest.mark.parametrize(
    "said",
    [b"", b"\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1\r\n\r\n", b"x" * 200_000, bytes(range(256)) + b"\r\n\r\n"],
    ids=["nothing", "an empty head", "no status", "half a line", "no end", "bytes"],
)
async def test_what_speaks_no_http_is_no_site(said: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(said)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        assert await WebProbe(f"127.0.0.1:{port}:{port}", timeout=60).is_site(HOST, ["192.0.2.1"]) is False
