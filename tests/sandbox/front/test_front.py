"""Certificates and the front, met with the ssl module and bare sockets."""

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.front import HttpsFront, SitePage
from bot.sandbox.lab_ca import LabCa

HOST = "ls.acme.test"


async def visit(front: HttpsFront, ca: LabCa | None, path: str = "/", name: str | None = HOST) -> tuple[str, dict]:
    """One GET over TLS (over plain HTTP without a CA): the answer's head and the server's certificate."""

    def work() -> tuple[str, dict]:
        port = front.https_port if ca else front.http_port
        with socket.create_connection((front.address, port), timeout=60) as line:
            return talk(trusting(ca, name).wrap_socket(line, server_hostname=name) if ca else line)

    def talk(line: socket.socket | ssl.SSLSocket) -> tuple[str, dict]:
        with line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: {name or HOST}\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: line.recv(4096), b"")).decode()
            return answer, (line.getpeercert() or {}) if isinstance(line, ssl.SSLSocket) else {}

    return await asyncio.to_thread(work)


def trusting(ca: LabCa, name: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(ca.root_path))
    context.check_hostname = name is not None
    return context


async def test_an_issued_certificate_serves_its_host(front: HttpsFront, ca: LabCa) -> None:
    issued = ca.issue([HOST])
    front.install(HOST, issued)
    answer, seen = await visit(front, ca)
    assert answer.startswith("HTTP/1.1 404")
    assert ("DNS", HOST) in seen["subjectAltName"]
    assert datetime.fromtimestamp(ssl.cert_time_to_seconds(seen["notAfter"]), UTC) == issued.ends_at
    assert timedelta(days=89) < issued.ends_at - datetime.now(UTC) < timedelta(days=90)


async def test_a_name_without_certificate_is_refused_with_an_alert(front: HttpsFront, ca: LabCa) -> None:
    front.install(HOST, ca.issue([HOST]))
    with pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"):
        await visit(front, ca, name="ls.globex.test")


async def test_a_handshake_without_a_name_is_refused(front: HttpsFront, ca: LabCa) -> None:
    front.install(HOST, ca.issue([HOST]))
    with pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"):
        await visit(front, ca, name=None)


async def test_two_hosts_have_their_own_certificates(front: HttpsFront, ca: LabCa) -> None:
    for host in (HOST, "go.globex.test"):
        front.install(host, ca.issue([host]))
    for host in (HOST, "go.globex.test"):
        assert (await visit(front, ca, name=host))[1]["subjectAltName"] == (("DNS", host),)


async def test_an_expired_certificate_is_seen_as_expired(front: HttpsFront, ca: LabCa) -> None:
    front.install(HOST, ca.issue([HOST], ends_at=datetime.now(UTC) - timedelta(days=2)))
    with pytest.raises(ssl.SSLCertVerificationError) as fault:
        await visit(front, ca)
    assert fault.value.verify_code == 10


async def test_a_certificate_for_another_name_is_seen_as_such(front: HttpsFront, ca: LabCa) -> None:
    front.install(HOST, ca.issue(["other.test"]))
    with pytest.raises(ssl.SSLCertVerificationError) as fault:
        await visit(front, ca)
    assert fault.value.verify_code == 62


async def test_nobody_else_trusts_the_lab(front: HttpsFront, ca: LabCa) -> None:
    front.install(HOST, ca.issue([HOST]))
    stranger = LabCa()
    await stranger.start()
    try:
        with pytest.raises(ssl.SSLCertVerificationError) as fault:
            await visit(front, stranger)
    finally:
        await stranger.stop()
    assert fault.value.verify_code in (18, 19, 20, 7)


async def test_a_withdrawn_certificate_is_gone(front: HttpsFront, ca: LabCa) -> None:
    front.install(HOST, ca.issue([HOST]))
    await visit(front, ca)
    front.withdraw(HOST)
    with pytest.raises(ssl.SSLError):
        await visit(front, ca)


async def test_short_links_redirect_and_everything_else_is_404(front: HttpsFront, ca: LabCa) -> None:
    front.install(HOST, ca.issue([HOST]))
    front.link(HOST, "/a1B2c3D4e5", "https://www.acme.test/spring?x=1")
    short, _ = await visit(front, ca, "/a1B2c3D4e5")
    assert short.startswith("HTTP/1.1 302")
    assert "Location: https://www.acme.test/spring?x=1" in short
    assert (await visit(front, ca, "/unknown"))[0].startswith("HTTP/1.1 404")


async def test_the_plain_port_answers_too(front: HttpsFront) -> None:
    assert (await visit(front, None))[0].startswith("HTTP/1.1 404")
    assert [(each.host, each.path, each.is_tls) for each in front.visits] == [(HOST, "/", False)]


async def test_another_site_can_answer_for_a_host(front: HttpsFront) -> None:
    front.say(HOST, SitePage(301, headers={"Location": f"https://{HOST}/"}))
    assert (await visit(front, None))[0].startswith("HTTP/1.1 301")
    front.say(HOST, None)
    assert (await visit(front, None))[0].startswith("HTTP/1.1 404")


async def test_the_connect_setting_names_both_ports(front: HttpsFront) -> None:
    assert front.connect_to == f"127.0.4.10:{front.https_port}:{front.http_port}"
    assert front.https_port != front.http_port


async def test_the_ca_leaves_nothing_behind() -> None:
    lab = LabCa()
    await lab.start()
    folder = lab.folder
    lab.issue([HOST])
    await lab.stop()
    assert not folder.exists()
    with pytest.raises(RuntimeError):
        _ = lab.folder
