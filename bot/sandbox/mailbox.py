"""A mailbox over IMAP (RFC 3501), on loopback: as much of it as a reader of unread mail needs.

Strict: what a reader may not do there is refused with BAD. Messages are fetched by PEEK only, no flag but \\Seen can be
set, nothing can be deleted.
"""

import asyncio
import hmac
import re
import ssl
from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from urllib.parse import quote

from bot.sandbox.tasks import reap

_LONGEST_LINE = 8192
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\(([^()]*(?:\([^()]*\)[^()]*)*)\)|([^\s()"]+(?:\[[^\]]*\](?:<\d+\.\d+>)?)?)')
_BODY = re.compile(r"BODY\.PEEK\[(?:HEADER\.FIELDS \(([A-Z -]+)\))?\](?:<(\d+)\.(\d+)>)?")
_CAPABILITIES = "IMAP4rev1 AUTH=PLAIN"
_Act = Callable[[list[str]], str]


@dataclass(slots=True)
class KeptMail:
    """A message in the mailbox; ``at`` is its internal date."""

    uid: int
    raw: bytes
    at: datetime
    flags: set[str] = field(default_factory=set)


class MailboxStandIn:
    """``users`` are names and passwords. The port is chosen by the OS. With ``tls`` it is ``imaps``."""

    def __init__(self, users: Mapping[str, str], folder: str = "INBOX", tls: ssl.SSLContext | None = None) -> None:
        self.address, self.port, self.folder = "127.0.0.1", 0, folder
        self.mails: list[KeptMail] = []
        self.validity = 1
        self.is_readonly = False
        self.asked: list[str] = []
        """Every command that was carried out, in capitals, without its words."""
        self._users, self._tls = dict(users), tls
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The value of BOUNCES_URL, with the first user's name and password."""
        name, password = next(iter(self._users.items()))
        login = f"{quote(name, safe='')}:{quote(password, safe='')}"
        kind = "imaps" if self._tls else "imap"
        return f"{kind}://{login}@{self.address}:{self.port}/{quote(self.folder)}"

    def deliver(self, raw: bytes, at: datetime | None = None) -> KeptMail:
        """A message comes in; gives what is kept of it."""
        kept = KeptMail(len(self.mails) + 1, raw, at or datetime.now(UTC))
        self.mails.append(kept)
        return kept

    @property
    def unread(self) -> list[int]:
        return [mail.uid for mail in self.mails if "\\Seen" not in mail.flags]

    async def start(self) -> None:
        await self.up()

    async def stop(self) -> None:
        await self.down()

    async def up(self) -> None:
        """Listens, at the same port as before."""
        self._server = await asyncio.start_server(
            self._take, self.address, self.port, ssl=self._tls, limit=_LONGEST_LINE
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        """Refuses connections and cuts those that are open."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            await reap(list(self._lines))
            await server.wait_closed()

    def lets_in(self, user: str, password: str) -> bool:
        wanted = self._users.get(user, "").encode()
        return bool(wanted) and hmac.compare_digest(wanted, password.encode())

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._lines.add(task)
            task.add_done_callback(self._lines.discard)
        with suppress(OSError, ValueError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await _Talk(self, reader, writer).hold()
        writer.close()


class _BadError(Exception):
    """Not to be understood, or not allowed here."""


class _Talk:
    """One connection."""

    def __init__(self, box: MailboxStandIn, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._box, self._reader, self._writer = box, reader, writer
        self._is_known, self._is_readonly, self._is_open = False, False, False

    async def hold(self) -> None:
        self._say("* OK [CAPABILITY " + _CAPABILITIES + "] ready")
        while line := await self._reader.readline():
            tag, _, rest = line.decode("ascii").rstrip("\r\n").partition(" ")
            name, words = _words(rest)
            try:
                done = await self._do(name, words)
            except (_BadError, ValueError, IndexError):
                self._say(f"{tag} BAD {name} is not understood here")
                continue
            self._box.asked.append(name)
            self._say(f"{tag} {done}")
            await self._writer.drain()
            if name == "LOGOUT":
                return

    def _say(self, line: str, *more: bytes) -> None:
        self._writer.write(line.encode() + b"".join(more) + b"\r\n")

    async def _do(self, name: str, words: list[str]) -> str:
        if name == "AUTHENTICATE" and not self._is_known:
            return await self._authenticate(words)
        act = self._acts().get(name)
        if act is None:
            raise _BadError
        return act(words)

    def _acts(self) -> Mapping[str, _Act]:
        """What may be asked for now."""
        acts: dict[str, _Act] = {
            "CAPABILITY": self._tell,
            "NOOP": _nothing,
            "LOGOUT": self._leave,
        }
        if not self._is_known:
            return {**acts, "LOGIN": self._log_in}
        acts |= {"SELECT": self._select, "EXAMINE": self._examine}
        if self._is_open:
            acts |= {"UID SEARCH": self._search, "UID FETCH": self._fetch, "UID STORE": self._store}
        return acts

    def _tell(self, _words: list[str]) -> str:
        self._say("* CAPABILITY " + _CAPABILITIES)
        return "OK done"

    def _leave(self, _words: list[str]) -> str:
        self._say("* BYE until later")
        return "OK done"

    async def _authenticate(self, words: list[str]) -> str:
        if words != ["PLAIN"]:
            raise _BadError
        self._say("+ ")
        _, user, password = b64decode(await self._reader.readline()).decode().split("\0")
        return self._log_in([user, password])

    def _log_in(self, words: list[str]) -> str:
        user, password = words
        self._is_known = self._box.lets_in(user, password)
        return "OK welcome" if self._is_known else f"NO [AUTHENTICATIONFAILED] {user} is not let in"

    def _select(self, words: list[str]) -> str:
        return self._open(words, is_readonly=self._box.is_readonly)

    def _examine(self, words: list[str]) -> str:
        return self._open(words, is_readonly=True)

    def _open(self, words: list[str], *, is_readonly: bool) -> str:
        (folder,) = words
        self._is_open = folder == self._box.folder
        if not self._is_open:
            return "NO [NONEXISTENT] no such folder"
        self._is_readonly = is_readonly
        self._say("* FLAGS (\\Seen \\Deleted)")
        self._say(f"* {len(self._box.mails)} EXISTS")
        self._say("* 0 RECENT")
        self._say(f"* OK [UIDVALIDITY {self._box.validity}] as ever")
        return f"OK [{'READ-ONLY' if is_readonly else 'READ-WRITE'}] done"

    def _search(self, words: list[str]) -> str:
        if words[:3] != ["UNSEEN", "UNDELETED", "SINCE"] or len(words) != 4:
            raise _BadError
        since = datetime.strptime(words[3], "%d-%b-%Y").replace(tzinfo=UTC).date()
        found = [mail.uid for mail in self._box.mails if mail.uid in self._box.unread and mail.at.date() >= since]
        self._say("* SEARCH" + "".join(f" {uid}" for uid in found))
        return "OK done"

    def _fetch(self, words: list[str]) -> str:
        uids, (wanted, what) = _numbers(words[0]), words[1].split(" ", 1)
        asked = _BODY.fullmatch(what)
        if wanted != "UID" or asked is None:
            raise _BadError
        for number, mail in enumerate(self._box.mails, 1):
            if mail.uid in uids:
                raw = _heads(mail.raw, asked.group(1).split()) if asked.group(1) else mail.raw
                start, most = int(asked.group(2) or 0), int(asked.group(3) or len(raw))
                raw, name = raw[start : start + most], what.split("<")[0].replace(".PEEK", "") + f"<{start}>"
                self._say(f"* {number} FETCH (UID {mail.uid} {name} {{{len(raw)}}}\r\n", raw, b")")
        return "OK done"

    def _store(self, words: list[str]) -> str:
        if words[1:] != ["+FLAGS.SILENT", "\\Seen"]:
            raise _BadError
        if self._is_readonly:
            return "NO [READ-ONLY] nothing can be changed"
        for mail in self._box.mails:
            if mail.uid in _numbers(words[0]):
                mail.flags.add("\\Seen")
        return "OK done"


def _nothing(_words: list[str]) -> str:
    return "OK done"


def _words(text: str) -> tuple[str, list[str]]:
    """The command, and its words without quotes or brackets."""
    name, _, rest = text.partition(" ")
    if name.upper() == "UID":
        second, _, rest = rest.partition(" ")
        name = f"UID {second}"
    found = (re.sub(r"\\(.)", r"\1", one.group(1)) if one.group(1) is not None else one.group(2) or one.group(3)
             for one in _WORD.finditer(rest))  # fmt: skip
    return name.upper(), list(found)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _heads(raw: bytes, names: list[str]) -> bytes:
    """Those fields, and the empty line."""
    message = BytesHeaderParser().parsebytes(raw)
    lines = [f"{name}: {value}\r\n" for name, value in message.items() if name.upper() in names]
    return ("".join(lines) + "\r\n").encode("utf-8", "replace")
