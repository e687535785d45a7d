"""`bot.services.ports.Mailer`: one e-mail at a time over SMTP, in a thread with a deadline for the whole.

Every value is cleaned of control characters before it becomes a header, and the address must be exactly one: nothing a
person types can add a header or a recipient.
"""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from urllib.parse import unquote, urlsplit

import idna

from bot.core.addresses import is_loopback_host
from bot.core.errors import GatewayError
from bot.core.messages import Mail
from bot.gateways.threads import BusyError, Threads

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\],;:\\\"_\x00-\x1f\x7f]{1,253}")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._-]+@[A-Za-z0-9.-]+>")
_AT_ONCE = 4
_GOODBYE = 2.0  # seconds for the answer to QUIT, which changes nothing any more


@dataclass(frozen=True, slots=True)
class _Server:
    host: str
    port: int
    is_tls: bool
    user: str
    password: str

    @property
    def is_loopback(self) -> bool:
        return is_loopback_host(self.host)


def _server(smtp_url: str) -> _Server:
    parts = urlsplit(smtp_url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("the mail server must look like smtp://user:password@host:port or smtps://…")
    is_tls = parts.scheme == "smtps"
    try:
        named = parts.port
    except ValueError:
        raise ValueError("the mail server's port must be a number up to 65535") from None
    port = named or (465 if is_tls else 587 if parts.username else 25)
    return _Server(parts.hostname, port, is_tls, unquote(parts.username or ""), unquote(parts.password or ""))


class SmtpMailer:
    """Sends as ``mail_from``. ``timeout`` is of one socket operation, ``deadline`` of a whole mail, in seconds.

    STARTTLS is used where the server offers it; credentials go over TLS or to loopback only. ``ValueError`` where the
    address of the server cannot be read.
    """

    def __init__(
        self,
        smtp_url: str,
        mail_from: str,
        *,
        timeout: float = 15.0,
        deadline: float = 40.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server, self._from = _server(smtp_url), _one_address(mail_from)
        self._timeout, self._deadline, self._clock = timeout, deadline, clock
        self._tls = tls or ssl.create_default_context()
        self._threads = Threads(_AT_ONCE)

    async def probe(self) -> None:
        """Whether the server lets us in: connects, logs in, sends nothing. Raises GatewayError."""
        try:
            await self._threads.run(self._greet, self._deadline)
        except (BusyError, TimeoutError):
            raise GatewayError("mail", "timeout", transient=True) from None

    def _greet(self) -> None:
        with _translated(_Handover()):
            smtp = self._connect()
            try:
                self._secure(smtp)
                _expect(smtp.noop())
                _say_goodbye(smtp)
            finally:
                smtp.close()

    async def send(self, mail: Mail) -> None:
        """Raises GatewayError; ``sent`` None where the line broke after the data was handed over. Given up or
        cancelled before that, the mail is not handed over any more."""
        message = compose(mail, self._from, self._clock())
        handover = _Handover()
        try:
            await self._threads.run(partial(self._deliver, message, handover), self._deadline)
        except BusyError:
            raise GatewayError("mail", "busy", transient=True) from None
        except TimeoutError:
            sent = handover.give_up()
            if not sent:
                raise GatewayError("mail", "timeout", transient=True, sent=sent) from None
        finally:
            handover.give_up()

    def _deliver(self, message: EmailMessage, handover: "_Handover") -> None:
        with _translated(handover):
            smtp = self._connect()
            try:
                self._secure(smtp)
                _hand_over(smtp, message, handover)
                _say_goodbye(smtp)
            finally:
                smtp.close()

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.is_tls:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=self._tls)
        return smtplib.SMTP(server.host, server.port, timeout=self._timeout)

    def _secure(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        is_safe = self._server.is_tls
        if not is_safe and smtp.has_extn("starttls"):
            smtp.starttls(context=self._tls)
            smtp.ehlo()
            is_safe = True
        if not self._server.user:
            return
        if not (is_safe or self._server.is_loopback):
            raise GatewayError("mail", "no_tls_for_password", transient=False)
        smtp.login(self._server.user, self._server.password)


class _Handover:
    """How far a mail came: ``sent`` is False until its data is on the line, then None, then the server's word.

    A thread that was given up goes on alone. What it was told to send is then tried again, so it must not send it.
    """

    def __init__(self) -> None:
        self.sent: bool | None = False
        self._is_given_up = False
        self._lock = threading.Lock()

    def begin(self) -> None:
        """The data goes on the line now. Raises GatewayError where nobody waits for it any more."""
        with self._lock:
            if self._is_given_up:
                raise GatewayError("mail", "timeout", transient=True)
            self.sent = None

    def give_up(self) -> bool | None:
        """What has not begun does not begin; how far it came."""
        with self._lock:
            self._is_given_up = True
            return self.sent


def _hand_over(smtp: smtplib.SMTP, message: EmailMessage, handover: _Handover) -> None:
    sender, recipient = message["From"].addresses[0].addr_spec, message["To"].addresses[0].addr_spec
    is_plain = sender.isascii() and recipient.isascii()
    if not is_plain and not smtp.has_extn("smtputf8"):
        raise GatewayError("mail", "address_needs_smtputf8", transient=False)
    options = () if is_plain else ("SMTPUTF8", "BODY=8BITMIME")
    if smtp.has_extn("dsn"):  # RFC 3461: a report names the mail, and returns nothing of what it says
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        options = (*options, "RET=HDRS", f"ENVID={name}")
    _expect(smtp.mail(sender, options))
    _expect(smtp.rcpt(recipient))
    data = message.as_bytes(policy=SMTP.clone(utf8=not is_plain))
    handover.begin()
    reply = smtp.data(data)
    handover.sent = reply[0] == 250
    _expect(reply)


def _say_goodbye(smtp: smtplib.SMTP) -> None:
    if smtp.sock:
        smtp.sock.settimeout(_GOODBYE)
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        return  # the mail is delivered


def _expect(reply: tuple[int, bytes]) -> None:
    code, text = reply
    if code not in (250, 251):
        raise smtplib.SMTPResponseException(code, text)


@contextmanager
def _translated(handover: _Handover) -> Iterator[None]:
    """The one table from smtplib's errors to ours."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        # 4yz is "not now", 5yz "never" (RFC 5321, 4.2.1). A password that is about to be mended costs no mail.
        transient = error.smtp_code < 500 or isinstance(error, smtplib.SMTPAuthenticationError)
        raise GatewayError("mail", str(error.smtp_code), transient=transient) from error
    except smtplib.SMTPNotSupportedError as error:
        raise GatewayError("mail", "not_supported", transient=False) from error
    except ssl.SSLCertVerificationError as error:
        raise GatewayError("mail", "certificate", transient=True) from error
    except (TimeoutError, socket.gaierror, OSError, smtplib.SMTPException) as error:
        raise GatewayError("mail", _word_of(error), transient=True, sent=handover.sent) from error


def _word_of(error: Exception) -> str:
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "timeout"
    return "no_such_server" if isinstance(error, socket.gaierror) else "connection"


def compose(mail: Mail, mail_from: str, now: datetime) -> EmailMessage:
    """The message as it goes out: text and HTML. Raises GatewayError where it is not for exactly one address; where
    answers should go to what is no address, nothing is said of answers."""
    if not _MESSAGE_ID.fullmatch(mail.message_id):
        raise GatewayError("mail", "bad_message_id", transient=False)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_clean(mail.sender_name), addr_spec=mail_from)
    message["To"] = _one_address(mail.to)
    if mail.reply_to and (answers_to := _answerable(mail.reply_to)):
        message["Reply-To"] = answers_to
    message["Subject"] = _clean(mail.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = mail.message_id.partition("@")[0] + f"@{mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return message


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _answerable(text: str) -> str | None:
    try:
        return _one_address(text)
    except GatewayError:
        return None


def judge_server(smtp_url: str) -> None:
    """ValueError, without any part of it, where a mailer could not be made with this address."""
    _server(smtp_url)


def judge_sender(mail_from: str) -> str:
    """The same again; ValueError where nothing can be sent as that."""
    try:
        _one_address(mail_from)
    except GatewayError:
        raise ValueError("must be one address and nothing else, such as dns@example.com") from None
    return mail_from


def _one_address(text: str) -> str:
    """One address with its domain as A-labels."""
    if not _ADDRESS.fullmatch(text):
        raise GatewayError("mail", "bad_address", transient=False)
    local, _, domain = text.rpartition("@")
    try:
        return f"{local}@{domain if domain.isascii() else idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        raise GatewayError("mail", "bad_address", transient=False) from None
