"""One HTTP page over a connection to a vetted address, and what its TLS handshake says."""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.facts import Code

MAX_HEAD = 64 * 1024
_WRONG_NAME, _EXPIRED = 62, 10
"""OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_CERT_HAS_EXPIRED."""


@dataclass(frozen=True, slots=True)
class Page:
    """``status`` 0: what answered speaks no HTTP. ``headers`` have lower-case names; ``start`` begins the body."""

    status: int
    headers: Mapping[str, str]
    start: bytes
    expires_at: datetime | None = None


class NoConnectionError(Exception):
    """Nothing can be said: refused, timed out, no address to go to."""


class HandshakeError(Exception):
    """TLS was refused, or its certificate is not good for the host. ``seen`` is OpenSSL's word for it."""

    def __init__(self, code: Code, seen: str) -> None:
        super().__init__(seen)
        self.code, self.seen = code, seen


async def fetch(address: str, port: int, context: ssl.SSLContext | None, host: str, path: str) -> Page:
    """``GET path`` of the host at that very address; no redirect is followed. TLS where there is a context.

    Raises NoConnectionError, HandshakeError.
    """
    reader, writer = await _connect(address, port, context, host)
    try:
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: linkdomain\r\nConnection: close\r\n\r\n"
        writer.write(request.encode("ascii", "ignore"))
        return await _read_page(reader, _expiry(writer))
    finally:
        writer.transport.abort()


async def _connect(
    address: str, port: int, context: ssl.SSLContext | None, host: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    sock.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except OSError as fault:
        sock.close()
        raise NoConnectionError(f"connection failed: {fault.strerror or 'refused'}") from None
    except BaseException:
        sock.close()
        raise
    try:
        name = host if context else None
        return await asyncio.open_connection(sock=sock, ssl=context, server_hostname=name, limit=MAX_HEAD)
    except ssl.SSLCertVerificationError as fault:
        raise HandshakeError(_code_of(fault), fault.verify_message) from None
    except OSError as fault:  # also ssl.SSLError and a connection that is cut during the handshake
        raise HandshakeError(Code.TLS_HANDSHAKE, getattr(fault, "reason", None) or "connection closed") from None


def _code_of(fault: ssl.SSLCertVerificationError) -> Code:
    """A chain that nobody trusts (18 to 21) is a stop-gap certificate: the real one is still being made."""
    return {_WRONG_NAME: Code.TLS_WRONG_NAME, _EXPIRED: Code.TLS_EXPIRED}.get(fault.verify_code, Code.TLS_HANDSHAKE)


def _expiry(writer: asyncio.StreamWriter) -> datetime | None:
    certificate = writer.get_extra_info("peercert")
    ends = certificate.get("notAfter") if certificate else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if ends else None


async def _read_page(reader: asyncio.StreamReader, expires_at: datetime | None) -> Page:
    """Status, headers and the start of the body. A server that speaks no HTTP gives status 0: its TLS was good."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
        return Page(0, {}, b"", expires_at)
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    words = first.split()
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    start = await _start_of_body(reader) if 200 <= status < 300 else b""
    return Page(status, headers, start, expires_at)


async def _start_of_body(reader: asyncio.StreamReader) -> bytes:
    try:
        return await asyncio.wait_for(reader.read(4096), 1)
    except (TimeoutError, OSError):
        return b""
