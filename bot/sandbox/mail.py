"""A mail server that takes everything it is not told to refuse, and keeps it."""

import asyncio
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.sandbox.ports import lasting_port

HOSTNAME = "mail.sandbox.test"


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """A message as it was taken: the envelope's addresses, and the parsed message."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    at: datetime

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        """The plain part; empty where there is none."""
        return _part(self.message, "plain")

    @property
    def html(self) -> str:
        return _part(self.message, "html")

    def rendered(self) -> str:
        """The mail as a person sees it in a plain reader."""
        heads = [
            f"{name}: {self.message[name]}" for name in ("From", "To", "Reply-To", "Subject") if self.message[name]
        ]
        return "\n".join([*heads, "", self.text.rstrip()])


class MailStandIn:
    """SMTP on loopback, the port chosen by the OS.

    With ``users`` (name -> password) mail is only taken after AUTH. ``clock`` gives aware UTC.
    """

    def __init__(
        self,
        users: Mapping[str, str] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        send_back: Callable[[ReceivedMail, str], None] = lambda _mail, _recipient: None,
    ) -> None:
        self.address, self.port = "127.0.0.1", 0
        self.mails: list[ReceivedMail] = []
        self.refuses_all = False
        """There is no mailbox at all: 550 for everybody."""
        self.returns_all = False
        """Everything is taken, and comes back later."""
        self._send_back = send_back
        self._users, self._clock = dict(users or {}), clock
        self._bad: set[str] = set()
        self._returning: set[str] = set()
        self._busy = self._drops = 0
        self._server: asyncio.Server | None = None
        self._lines: set[_Line] = set()

    @property
    def url(self) -> str:
        """The value of SMTP_URL, with the first user's name and password."""
        login = next((f"{quote(name)}:{quote(password)}@" for name, password in self._users.items()), "")
        return f"smtp://{login}{self.address}:{self.port}"

    def refuse(self, address: str) -> None:
        """There is no such mailbox: 550."""
        self._bad.add(address.lower())

    def take_and_return(self, address: str) -> None:
        """Mails to it are taken, and come back: ``send_back`` is called in place of a delivery."""
        self._returning.add(address.lower())

    def deliver_again(self, address: str) -> None:
        """Mails to it arrive again."""
        self._returning.discard(address.lower())

    def busy(self, times: int = 1) -> None:
        """The next recipients are put off: 451."""
        self._busy = times

    def drop_after_data(self, times: int = 1) -> None:
        """The next messages are taken, and the line is cut before the answer (RFC 1047)."""
        self._drops = times

    def to(self, address: str) -> list[ReceivedMail]:
        """What this mailbox got, oldest first."""
        return [mail for mail in self.mails if address.lower() in (each.lower() for each in mail.recipients)]

    async def start(self) -> None:
        # The library warns of an attribute of its own at every AUTH.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        await self._listen()

    async def stop(self) -> None:
        await self.down()

    async def down(self) -> None:
        """Refuses connections and cuts those that are open."""
        if self._server is None:
            return
        self._server.close()
        for line in list(self._lines):
            await line.cut()
        await self._server.wait_closed()
        self._server = None

    async def up(self) -> None:
        """Listens again, at the same port."""
        await self._listen()

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        self.port = self.port or lasting_port(self.address)
        self._server = await loop.create_server(lambda: _Line(self, self._lines), self.address, self.port)

    # What aiosmtpd calls; the names are its own.

    def check(self, _server: SMTP, _session: Session, _envelope: Envelope, _method: str, data: object) -> AuthResult:
        """Name and password against ``users``."""
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        wanted = self._users.get(data.login.decode(), "").encode()
        return AuthResult(success=bool(wanted) and hmac.compare_digest(wanted, data.password), handled=False)

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._users and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses_all or address.lower() in self._bad:
            return "550 5.1.1 No such user here"
        if self._busy:
            self._busy -= 1
            return "451 4.3.2 Try again later"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = message_from_bytes(cast(bytes, envelope.content), _class=EmailMessage, policy=policy.default)
        if len(message.get_all("From", [])) != 1 or not message["Message-ID"]:
            return "550 5.7.1 Messages need one From and a Message-ID"
        mail = ReceivedMail(str(envelope.mail_from or ""), tuple(envelope.rcpt_tos), message, self._clock())
        lost = [one for one in mail.recipients if self.returns_all or one.lower() in self._returning]
        for one in lost:
            self._send_back(mail, one)
        if len(lost) < len(mail.recipients):
            self.mails.append(mail)
        if self._drops:
            self._drops -= 1
            cast(_Line, server).abort()
        return "250 2.0.0 OK"


class _Line(SMTP):
    """One connection, known to the stand-in while it is open, so that it can be cut."""

    def __init__(self, owner: MailStandIn, lines: "set[_Line]") -> None:
        super().__init__(
            owner,
            hostname=HOSTNAME,
            ident="sandbox",
            enable_SMTPUTF8=True,
            authenticator=owner.check,
            auth_require_tls=False,
            loop=asyncio.get_running_loop(),
        )
        self._lines = lines

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._lines.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._lines.discard(self)
        super().connection_lost(error)

    def abort(self) -> None:
        cast(asyncio.Transport, self.transport).abort()

    async def cut(self) -> None:
        self.abort()
        if self._handler_coroutine is not None:
            await asyncio.gather(self._handler_coroutine, return_exceptions=True)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
