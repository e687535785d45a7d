"""The mail sink, used by smtplib as the bot uses it: from a thread."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from email.message import EmailMessage

import pytest

from bot.sandbox.mail import MailStandIn


@pytest.fixture
async def sink() -> AsyncIterator[MailStandIn]:
    mail = MailStandIn()
    await mail.start()
    yield mail
    await mail.stop()


def letter(to: str = "it@acme.test", **heads: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {
        "From": "Ana at Sandbox <links@sandbox.test>",
        "To": to,
        "Subject": "Ihr Kurzlink für ls.acme.test",
        "Message-ID": "<steps.1@sandbox.test>",
        "Reply-To": "ana@sandbox.test",
        **heads,
    }.items():
        if value:
            message[name] = value
    message.set_content("Bitte diesen Eintrag anlegen: ls\n")
    message.add_alternative("<p>Bitte diesen Eintrag anlegen</p>", subtype="html")
    return message


async def send(sink: MailStandIn, message: EmailMessage, login: tuple[str, str] | None = None) -> object:
    def work() -> object:
        with smtplib.SMTP(sink.address, sink.port, timeout=60) as smtp:
            if login:
                smtp.login(*login)
            return smtp.send_message(message)

    return await asyncio.to_thread(work)


async def test_a_mail_is_kept_as_it_was_sent(sink: MailStandIn) -> None:
    assert await send(sink, letter()) == {}
    [kept] = sink.to("IT@acme.test")
    assert (kept.sender, kept.recipients) == ("links@sandbox.test", ("it@acme.test",))
    assert (kept.subject, kept.message_id) == ("Ihr Kurzlink für ls.acme.test", "<steps.1@sandbox.test>")
    assert "anlegen: ls" in kept.text
    assert kept.html.startswith("<p>")
    assert kept.at.tzinfo is not None


async def test_a_mail_can_be_read_as_text(sink: MailStandIn) -> None:
    await send(sink, letter())
    assert sink.mails[0].rendered().splitlines() == [
        "From: Ana at Sandbox <links@sandbox.test>",
        "To: it@acme.test",
        "Reply-To: ana@sandbox.test",
        "Subject: Ihr Kurzlink für ls.acme.test",
        "",
        "Bitte diesen Eintrag anlegen: ls",
    ]


async def test_an_unknown_mailbox_is_refused_for_good(sink: MailStandIn) -> None:
    sink.refuse("gone@acme.test")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await send(sink, letter("gone@acme.test"))
    assert refused.value.recipients["gone@acme.test"][0] == 550
    assert not sink.mails


async def test_a_busy_server_says_later_and_takes_it_later(sink: MailStandIn) -> None:
    sink.busy()
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await send(sink, letter())
    assert refused.value.recipients["it@acme.test"][0] == 451
    await send(sink, letter())
    assert len(sink.mails) == 1


async def test_the_line_can_break_after_the_mail_was_taken(sink: MailStandIn) -> None:
    sink.drop_after_data()
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        await send(sink, letter())
    assert len(sink.mails) == 1
    await send(sink, letter())
    assert [mail.message_id for mail in sink.mails] == ["<steps.1@sandbox.test>"] * 2


@pytest.mark.parametrize("missing", ["From", "Message-ID"])
async def test_a_message_without_its_heads_is_refused(sink: MailStandIn, missing: str) -> None:
    with pytest.raises((smtplib.SMTPDataError, smtplib.SMTPSenderRefused, TypeError, ValueError)):
        await send(sink, letter(**{missing: ""}))
    assert not sink.mails


async def test_with_users_mail_needs_the_right_password() -> None:
    sink = MailStandIn({"linkdomain": "secret word"})
    await sink.start()
    try:
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            await send(sink, letter())
        assert refused.value.smtp_code == 530
        with pytest.raises(smtplib.SMTPAuthenticationError):
            await send(sink, letter(), ("linkdomain", "wrong"))
        with pytest.raises(smtplib.SMTPAuthenticationError):
            await send(sink, letter(), ("somebody", ""))
        await send(sink, letter(), ("linkdomain", "secret word"))
        assert len(sink.mails) == 1
        assert sink.url == f"smtp://linkdomain:secret%20word@127.0.0.1:{sink.port}"
    finally:
        await sink.stop()


async def test_down_refuses_and_cuts_lines_and_up_comes_back_at_the_same_port(sink: MailStandIn) -> None:
    port = sink.port
    open_line = await asyncio.to_thread(smtplib.SMTP, sink.address, port, timeout=60)
    await sink.down()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        await asyncio.to_thread(open_line.noop)
    open_line.close()
    with pytest.raises(ConnectionRefusedError):
        await send(sink, letter())
    await sink.up()
    await send(sink, letter())
    assert sink.port == port
    assert len(sink.mails) == 1
