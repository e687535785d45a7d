"""E-mail against the stand-in and against servers that fail on purpose."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import GatewayError
from bot.core.messages import Mail
from bot.gateways.mail import SmtpMailer, compose
from bot.sandbox.lab_ca import LabCa
from bot.sandbox.mail import MailStandIn

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FROM = "bot@meera.example"
MAIL = Mail(
    to="it@acme.example",
    subject="DNS record for ls.acme.com",
    text="Hello,\nplease add the record. Grüße\n.\n",
    html="<p>Hello</p>",
    message_id="<abc@linkdomain>",
    sender_name="Olga at Meera",
)


@pytest.fixture
async def box() -> AsyncIterator[MailStandIn]:
    stand_in = MailStandIn()
    await stand_in.start()
    yield stand_in
    await stand_in.stop()


def mailer(url: str, **times: float) -> SmtpMailer:
    return SmtpMailer(url, FROM, clock=lambda: NOW, **times)  # type: ignore[arg-type]


async def failure(call: Awaitable[None]) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        await call
    return caught.value


async def test_a_mail_arrives_as_text_and_html_with_its_own_id(box: MailStandIn) -> None:
    await mailer(box.url).send(MAIL)
    (got,) = box.to(MAIL.to)
    assert (got.sender, got.message_id, got.subject) == (FROM, "<abc@meera.example>", MAIL.subject)
    assert (got.text.replace("\r\n", "\n"), got.html.strip()) == (MAIL.text, MAIL.html)
    assert str(got.message["From"]) == "Olga at Meera <bot@meera.example>"
    assert str(got.message["Date"]) == "Mon, 23 Nov 2026 12:00:00 +0000"
    assert got.message["Reply-To"] is None
    assert got.message["Auto-Submitted"] == "auto-generated"


async def test_answers_go_where_they_are_wanted(box: MailStandIn) -> None:
    await mailer(box.url).send(replace(MAIL, reply_to="olga@meera.example"))
    assert str(box.mails[0].message["Reply-To"]) == "olga@meera.example"


async def test_the_server_is_told_user_and_password() -> None:
    guarded = MailStandIn(users={"bot": "p@ss"})
    await guarded.start()
    try:
        await mailer(f"smtp://bot:p%40ss@127.0.0.1:{guarded.port}").send(MAIL)
        error = await failure(mailer(f"smtp://bot:wrong@127.0.0.1:{guarded.port}").send(MAIL))
    finally:
        await guarded.stop()
    assert (len(guarded.mails), error.transient, error.sent) == (1, True, False)


async def test_a_mailbox_that_is_not_there_is_never_tried_again(box: MailStandIn) -> None:
    box.refuse(MAIL.to)
    error = await failure(mailer(box.url).send(MAIL))
    assert (error.reference, error.transient, error.sent) == ("550", False, False)


async def test_a_server_that_puts_off_is_tried_again(box: MailStandIn) -> None:
    box.busy()
    error = await failure(mailer(box.url).send(MAIL))
    assert (error.reference, error.transient, error.sent) == ("451", True, False)


async def test_a_line_that_breaks_after_the_data_leaves_it_open(box: MailStandIn) -> None:
    box.drop_after_data()
    error = await failure(mailer(box.url).send(MAIL))
    assert (error.transient, error.sent, len(box.mails)) == (True, None, 1)


async def test_nobody_there_means_surely_not_sent() -> None:
    error = await failure(mailer("smtp://127.0.0.1:1").send(MAIL))
    assert (error.transient, error.sent) == (True, False)


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def smtp_server(talk: Talk) -> AsyncIterator[str]:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    try:
        yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def up_to_data(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 hello\r\n")
    for answer in (b"250 OK\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 go\r\n"):
        await reader.readline()
        writer.write(answer)
    await reader.readuntil(b"\r\n.\r\n")


async def test_where_the_server_can_a_report_on_the_mail_names_it_and_returns_no_text() -> None:
    lines: list[bytes] = []

    async def knows_dsn(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        for answer in (b"250-mx\r\n250 DSN\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 go\r\n"):
            lines.append(await reader.readline())
            writer.write(answer)
        await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"250 OK\r\n")
        await reader.readline()

    async with smtp_server(knows_dsn) as url:
        await mailer(url).send(MAIL)
    assert lines[1] == b"mail FROM:<bot@meera.example> RET=HDRS ENVID=abc\r\n"


async def test_a_server_that_never_greets_is_given_up_and_nothing_was_sent() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with smtp_server(silent) as url:
        error = await failure(mailer(url, timeout=0.1).send(MAIL))
    assert (error.reference, error.transient, error.sent) == ("timeout", True, False)


async def test_a_greeting_that_trickles_is_given_up_after_the_deadline_for_the_whole() -> None:
    async def trickling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"2")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with smtp_server(trickling) as url:
        error = await failure(mailer(url, timeout=60, deadline=0.2).send(MAIL))
    assert (error.reference, error.sent) == ("timeout", False)


async def test_no_answer_after_the_data_leaves_it_open() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await up_to_data(reader, writer)
        await reader.read()

    async with smtp_server(mute) as url:
        error = await failure(mailer(url, timeout=1.5).send(MAIL))  # long enough to come up to the data
    assert (error.reference, error.transient, error.sent) == ("timeout", True, None)


@pytest.mark.parametrize("is_cancelled", [False, True])
async def test_what_was_given_up_before_the_data_is_not_handed_over_later(is_cancelled: bool) -> None:
    """It is sent again, as surely unsent: a server that is only slow would have it twice, and again."""
    lines: list[bytes] = []
    waits, goes_on, is_over = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        try:
            while line := (await reader.readline()).lower():
                lines.append(line)
                if line.startswith(b"rcpt"):
                    waits.set()
                    await goes_on.wait()
                writer.write(b"354 go\r\n" if line.startswith(b"data") else b"250 OK\r\n")
        finally:
            is_over.set()

    async with smtp_server(slow) as url:
        if is_cancelled:
            sending = asyncio.create_task(mailer(url, timeout=60).send(MAIL))
            await waits.wait()
            sending.cancel()
            await asyncio.wait([sending])
        else:
            error = await failure(mailer(url, timeout=60, deadline=1.5).send(MAIL))  # long enough to come up to RCPT
            assert (error.reference, error.sent) == ("timeout", False)
        goes_on.set()
        await is_over.wait()
    assert not any(line.startswith(b"data") for line in lines)


@pytest.mark.parametrize(("answer", "transient"), [(b"554 spam\r\n", False), (b"452 full\r\n", True)])
async def test_a_refusal_after_the_data_is_a_refusal(answer: bytes, transient: bool) -> None:
    async def refusing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await up_to_data(reader, writer)
        writer.write(answer)
        await reader.read()

    async with smtp_server(refusing) as url:
        error = await failure(mailer(url, timeout=60).send(MAIL))
    assert (error.transient, error.sent) == (transient, False)


async def test_a_goodbye_that_never_ends_does_not_undo_what_was_taken() -> None:
    async def clinging(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await up_to_data(reader, writer)
        writer.write(b"250 taken\r\n")
        await reader.read()

    async with smtp_server(clinging) as url:
        await mailer(url, deadline=1.5).send(MAIL)  # ends in the goodbye, which would take longer


async def test_a_password_goes_to_no_stranger_in_the_clear() -> None:
    lines: list[bytes] = []

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        while line := await reader.readline():
            lines.append(line)
            writer.write(b"250 AUTH PLAIN\r\n")

    async with smtp_server(plain) as url:
        port = url.rpartition(":")[2]
        error = await failure(mailer(f"smtp://bot:secret@stranger.localhost:{port}").send(MAIL))
    assert not any(b"AUTH" in line for line in lines)
    assert error.reference in ("no_tls_for_password", "no_such_server")


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example:25"])
def test_an_address_that_is_no_mail_server_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="smtp"):
        mailer(url)


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@b\nBcc: c@d.example", "a@b.example, c@d.example", "a b@c.example", "<a@b.example>", "a@b@c", "a@"],
)
def test_what_is_not_exactly_one_address_is_refused(address: str) -> None:
    with pytest.raises(GatewayError) as caught:
        compose(replace(MAIL, to=address), FROM, NOW)
    assert (caught.value.reference, caught.value.transient) == ("bad_address", False)
    assert compose(replace(MAIL, reply_to=address), FROM, NOW)["Reply-To"] is None


def test_an_international_domain_is_written_as_the_mail_server_wants_it() -> None:
    assert str(compose(replace(MAIL, to="it@bücher.example"), FROM, NOW)["To"]) == "it@xn--bcher-kva.example"


@given(
    name=st.text(max_size=60),
    subject=st.text(max_size=60),
    injected=st.sampled_from(
        ["\r\nBcc: eve@evil.example", "\nX: y", "\x00", "\u2028Bcc: e@e.example", "\x85Bcc: e@e.ex"]
    ),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_nothing_a_person_types_adds_a_header(name: str, subject: str, injected: str) -> None:
    mail = replace(MAIL, sender_name=name + injected, subject=subject + injected)
    message = compose(mail, FROM, NOW)
    headers = message.as_bytes().partition(b"\r\n\r\n")[0].splitlines()
    names = [line.partition(b":")[0] for line in headers if not line.startswith((b" ", b"\t"))]
    wanted: list[Any] = [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Auto-Submitted", b"MIME-Version"]
    assert names == [*wanted, b"Content-Type"]
    assert len(message["From"].addresses) == 1


async def test_a_server_that_nobody_vouches_for_gets_no_mail_and_no_password() -> None:
    lines: list[bytes] = []

    async def taking(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(await reader.read())
        writer.close()

    ca = LabCa()
    await ca.start()
    try:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(ca.issue(["localhost"]).path)
        server = await asyncio.start_server(taking, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]
        error = await failure(mailer(f"smtps://bot:secret@localhost:{port}").send(MAIL))
        server.close()
    finally:
        await ca.stop()
    assert (error.reference, error.transient, error.sent) == ("certificate", True, False)
    assert not any(lines)


async def test_an_international_mailbox_is_written_to_where_the_server_can(box: MailStandIn) -> None:
    await mailer(box.url).send(replace(MAIL, to="jürg@bücher.example"))
    (got,) = box.mails
    assert got.recipients == ("jürg@xn--bcher-kva.example",)
