"""One short session with an IMAP server, by imaplib, bounded in what it takes.

imaplib, since what is needed is six commands a minute: the asynchronous libraries for IMAP add a dependency, and no
bound on what a server sends. Everything here blocks, and belongs into a thread.
"""

import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from bot.core.addresses import is_loopback_host
from bot.core.errors import GatewayError

T = TypeVar("T")

_MOST = 32 * 1024 * 1024
"""Bytes read in one session."""
_UID = re.compile(rb"\bUID (\d+)")
_SAFE = re.compile(r"[\x20-\x7e]+")
_FORM = "must look like imaps://user:password@host:port/INBOX"


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """Where the mailbox is, and who may open it."""

    host: str
    port: int
    is_tls: bool
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"


def read_address(url: str) -> MailboxAddress:
    """Of ``imaps://user:password@host:port/INBOX``. Raises ValueError, which never holds the address itself."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(_FORM) from None
    user, password, host = unquote(parts.username or ""), unquote(parts.password or ""), parts.hostname
    folder = unquote(parts.path.removeprefix("/")) or "INBOX"
    if parts.scheme not in ("imap", "imaps") or not host or not user or not password:
        raise ValueError(_FORM)
    if not _SAFE.fullmatch(folder) or any(ord(one) < 32 for one in user + password):
        raise ValueError("must name user, password and folder without control characters, and the folder in ASCII")
    is_tls = parts.scheme == "imaps"
    if not is_tls and not is_loopback_host(host):
        raise ValueError("must be an imaps:// address: imap:// would show the password to others on the way")
    return MailboxAddress(host, port or (993 if is_tls else 143), is_tls, user, password, folder)


class _Bounded(imaplib.IMAP4):
    """Gives up where a server sends more than it was asked for."""

    def __init__(self, address: "MailboxAddress", timeout: float, keep: "Keep") -> None:
        self._left, self._keep = _MOST, keep
        super().__init__(address.host, address.port, timeout)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Hands itself over before the first word is waited for, so that it can be cut."""
        super().open(host, port, timeout)
        self._keep(self)

    def read(self, size: int) -> bytes:
        self._take(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise GatewayError("mailbox", "too_much", transient=True)


class _BoundedTls(_Bounded, imaplib.IMAP4_SSL):  # type: ignore[misc]  # the library's own `open` differs by a default
    """The same over TLS."""

    def __init__(self, address: "MailboxAddress", timeout: float, keep: "Keep", tls: ssl.SSLContext) -> None:
        self._left, self._keep = _MOST, keep
        imaplib.IMAP4_SSL.__init__(self, address.host, address.port, ssl_context=tls, timeout=timeout)


Keep = Callable[[imaplib.IMAP4], None]


class Session:
    """One session, in one thread; `cut` may be called from another."""

    def __init__(self, address: MailboxAddress, timeout: float, tls: ssl.SSLContext) -> None:
        self._address, self._timeout, self._tls = address, timeout, tls
        self._line: imaplib.IMAP4 | None = None
        self._is_cut = False

    def run(self, act: "Callable[[Session], T]") -> T:
        with _translated():
            try:
                line = self._connect()
                self._log_in(line)
                given = act(self)
                self._say_goodbye(line)
                return given
            finally:
                self._close()

    def cut(self) -> None:
        """Ends the line under whatever waits on it, or will; its own thread closes it then."""
        self._is_cut = True
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.socket().shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.shutdown()

    def _connect(self) -> imaplib.IMAP4:
        if self._address.is_tls:
            return _BoundedTls(self._address, self._timeout, self._keep, self._tls)
        return _Bounded(self._address, self._timeout, self._keep)

    def _keep(self, line: imaplib.IMAP4) -> None:
        self._line = line
        if self._is_cut:
            raise TimeoutError

    def _log_in(self, line: imaplib.IMAP4) -> None:
        user, password = self._address.user, self._address.password
        try:
            if "AUTH=PLAIN" in line.capabilities:
                line.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
            else:
                line.login(_quoted(user), password)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeEncodeError):
            raise GatewayError("mailbox", "login", transient=True) from None

    def _say_goodbye(self, line: imaplib.IMAP4) -> None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            line.logout()

    @property
    def _open(self) -> imaplib.IMAP4:
        if self._line is None:
            raise GatewayError("mailbox", "connection", transient=True)
        return self._line

    def open(self, folder: str, *, is_readonly: bool) -> int:
        """Gives the folder's UIDVALIDITY: with another one, numbers mean other messages."""
        try:
            kind, _ = self._open.select(_quoted(folder), readonly=is_readonly)
        except imaplib.IMAP4.readonly:
            raise GatewayError("mailbox", "read_only", transient=True) from None
        if kind != "OK":
            raise GatewayError("mailbox", "no_such_folder", transient=True)
        _, said = self._open.response("UIDVALIDITY")
        return int(said[0]) if said and said[0] else 0

    def unread(self, since: str) -> list[int]:
        """The numbers of the unread messages, oldest first."""
        found = self._ask("SEARCH", "UNSEEN", "UNDELETED", "SINCE", since)
        return sorted({int(word) for line in found if isinstance(line, bytes) for word in line.split()})

    def fetch(self, uids: Sequence[int], what: str) -> dict[int, bytes]:
        """Of each message that is still there, by its number."""
        if not uids:
            return {}
        found: dict[int, bytes] = {}
        answers = self._ask("FETCH", ",".join(map(str, uids)), f"(UID {what})")
        for answer, after in zip(answers, [*answers[1:], b""], strict=True):
            if isinstance(answer, tuple):
                tail = after if isinstance(after, bytes) else b""
                uid = _UID.search(answer[0]) or _UID.search(tail)
                if uid:
                    found[int(uid.group(1))] = answer[1]
            elif isinstance(answer, bytes) and b'""' in answer and (uid := _UID.search(answer)):
                found[int(uid.group(1))] = b""
        return {uid: raw for uid, raw in found.items() if uid in set(uids)}

    def mark(self, uids: Sequence[int]) -> None:
        """As read."""
        if uids:
            self._ask("STORE", ",".join(map(str, uids)), "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, command: str, *words: str) -> Sequence[object]:
        kind, answers = self._open.uid(command, *words)
        if kind != "OK":
            raise GatewayError("mailbox", f"refused_{command.lower()}", transient=True)
        return answers


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@contextmanager
def _translated() -> Iterator[None]:
    """The one table from imaplib's errors to ours. What a server says may hold addresses: none of it is passed on."""
    try:
        yield
    except GatewayError:
        raise
    except ssl.SSLCertVerificationError:
        raise GatewayError("mailbox", "certificate", transient=True) from None
    except TimeoutError:
        raise GatewayError("mailbox", "timeout", transient=True) from None
    except socket.gaierror:
        raise GatewayError("mailbox", "no_such_server", transient=True) from None
    except imaplib.IMAP4.abort:
        raise GatewayError("mailbox", "connection", transient=True) from None
    except OSError:
        raise GatewayError("mailbox", "connection", transient=True) from None
    except (imaplib.IMAP4.error, ValueError, IndexError, KeyError):
        raise GatewayError("mailbox", "not_understood", transient=True) from None
